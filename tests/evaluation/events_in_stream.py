"""Score triples of reports of one event among a real stream of the same days.

    python tests/evaluation/events_in_stream.py --data FOLDER [--merged]

The triples are those of BASIL from 2016 to 2019; all other articles are from the stream, published
within three days of any of them. Linking is a run's own path, batch by batch, in five random
orders; BCubed is over the triples' articles. `--merged` lists the other articles that came into an
event with a triple, with the verdicts of `stream_merges.tsv` (same event, or not; judged by
reading). Exits with 1 below the floor.
"""

import argparse
import sys
from datetime import timedelta
from pathlib import Path
from statistics import fmean

import polars as pl

from flows.evaluations.events import arrivals, labelled_versions, read_labelled
from transforms.evaluation.clusters import score_clusters
from transforms.events import find_event_mentions
from transforms.extraction import extract

FLOOR = 0.96
DAYS = 3
YEARS = (2016, 2019)
VERDICTS = Path(__file__).with_name("stream_merges.tsv")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--data", type=Path, required=True, help="folder of the evaluation data")
    parser.add_argument("--merged", action="store_true", help="list what came in with a triple")
    arguments = parser.parse_args()
    files = ["events/basil-dev.parquet", "stream/allsides-dev.parquet"]
    missing = [name for name in files if not (arguments.data / name).exists()]
    if missing:
        print(f"skipped: no {', '.join(missing)} in {arguments.data}")
        return 0
    articles = read_triples_in_stream(*(arguments.data / name for name in files))
    versions = labelled_versions(articles)
    mentions = find_event_mentions(versions, extract(versions))
    of_id = dict(zip(versions["version_id"], articles["id"], strict=True))
    triples = dict(zip(versions["version_id"], articles["cluster"], strict=True))
    triples = {key: cluster for key, cluster in triples.items() if cluster is not None}
    scores, merged = [], set()
    for found in arrivals(versions["version_id"].to_list(), mentions):
        scores.append(score_clusters(list(triples.values()), [found[key] for key in triples]))
        homes = {found[key]: cluster for key, cluster in triples.items()}
        merged |= {
            (homes[event], of_id[key])
            for key, event in found.items()
            if event in homes and key not in triples
        }
    f1 = fmean(each.bcubed_f1 for each in scores)
    print(f"{len(triples)} articles of triples among {articles.height}")
    print(f"BCubed P {fmean(each.bcubed_precision for each in scores):.3f}", end=" ")
    print(f"R {fmean(each.bcubed_recall for each in scores):.3f} F1 {f1:.3f} (floor {FLOOR})")
    _tell_merged(merged, show=arguments.merged)
    return int(f1 < FLOOR)


def read_triples_in_stream(basil: Path, stream: Path) -> pl.DataFrame:
    """Give the triples, and with no cluster the stream's articles of the days around them."""
    first, last = YEARS
    year = pl.col("published_at").dt.year()
    triples = read_labelled(basil).filter(year.is_between(first, last))
    around = {
        day + timedelta(days=step)
        for day in triples["published_at"].dt.date()
        for step in range(-DAYS, DAYS + 1)
    }
    others = (
        pl.read_parquet(stream)
        .with_columns(
            cluster=pl.lit(None, pl.String),
            topic=pl.lit(None, pl.String),
            published_at=pl.col("date").str.to_datetime("%Y-%m-%d", strict=False, time_zone="UTC"),
        )
        .filter(pl.col("published_at").dt.date().is_in(sorted(around)))
    )
    return pl.concat([triples, others.select(triples.columns)])


def _tell_merged(merged: set[tuple[str, str]], *, show: bool) -> None:
    verdicts = {
        (triple, other): verdict
        for triple, other, verdict in pl.read_csv(VERDICTS, separator="\t").iter_rows()
    }
    judged = [verdicts[pair] for pair in merged if pair in verdicts]
    print(
        f"{len(merged)} other articles came into an event with a triple in some order; of the"
        f" {len(judged)} that were judged {judged.count('same')} tell of it,"
        f" {judged.count('story')} of the same running story, {judged.count('other')} of another"
    )
    if show:
        for triple, other in sorted(merged):
            print(f"{triple}\t{other}\t{verdicts.get((triple, other), '')}")


if __name__ == "__main__":
    sys.exit(main())
