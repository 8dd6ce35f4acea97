"""Measure what each rule of copy grouping is worth, on labelled texts: one line per variant.

    python tests/benchmarks/copies_ablation.py --data ../shared/data

The second part gives the same texts in other orders and other batches, under the usual rules. The
third gives each story a day of its own within two years, and its copies the three days after, since
the texts bear no dates: with and without the window.
"""

import argparse
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import polars as pl

from flows.evaluations.copies import BATCH, group, read_documents, score
from transforms.evaluation.clusters import score_clusters
from transforms.near_duplicates import RULES, CopyRules

DOCUMENTS = "copies/nearbench-dev.parquet"
NEVER = 1_000_000_000
SHUFFLES = 3
SIZES = (100, 10_000)
SINCE = datetime(2020, 1, 1, tzinfo=UTC)
DAYS = 730
HOURS_AFTER = 72
ANY_TIME = replace(RULES, links=replace(RULES.links, window_days=10 * DAYS))


def variants() -> dict[str, CopyRules]:
    """List the usual rules, and each time one rule is taken away."""
    links, groups = RULES.links, RULES.groups
    return {
        "all rules": RULES,
        "no cap on frequent shingles": replace(RULES, links=replace(links, most_groups=NEVER)),
        "cap counts texts, not groups": replace(
            RULES, links=replace(links, same_report=NEVER, loose_likeness=NEVER)
        ),
        "no coverage of the larger": replace(RULES, links=replace(links, coverage=0.0)),
        "no mean link": replace(RULES, groups=replace(groups, mean_link=0.0)),
        "no guard without the best": replace(RULES, groups=replace(groups, mean_link_of_rest=0.0)),
        "no round-up rule": replace(RULES, groups=replace(groups, unrelated=-1.0)),
        "none of the three": replace(
            RULES,
            groups=replace(groups, mean_link=0.0, mean_link_of_rest=0.0, unrelated=-1.0),
        ),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder of the evaluation data")
    path = parser.parse_args().data / DOCUMENTS
    if not path.exists():
        print(f"skipped: no {path}")
        return
    documents = read_documents(path)
    for name, rules in variants().items():
        report(name, group(documents, rules=rules))
    usual = group(documents)
    for seed in range(1, SHUFFLES + 1):
        shuffled = documents.sample(fraction=1.0, shuffle=True, seed=seed)
        report(f"order {seed}", group(shuffled), usual)
    for size in SIZES:
        report(f"batches of {size:,} instead of {BATCH:,}", group(documents, size=size), usual)
    stream = dated(documents)
    report("spread over two years", group(stream))
    report("the same without the window", group(stream, rules=ANY_TIME))


def dated(documents: pl.DataFrame) -> pl.DataFrame:
    """Spread the stories over two years; a round-up appears with the last story that it holds."""
    last_part = pl.col("parts").str.split(",").list.last().cast(pl.Int64, strict=False)
    story = pl.coalesce(last_part, "cluster")
    day = story * 7_919 % DAYS
    hour = pl.int_range(pl.len()) * 31 % HOURS_AFTER
    moment = pl.lit(SINCE) + pl.duration(days=day, hours=hour)
    return documents.with_columns(seen_at=moment.dt.cast_time_unit("us")).sort("seen_at")


def report(name: str, found: pl.DataFrame, usual: pl.DataFrame | None = None) -> None:
    """Print one line; beside `usual`, also how far the groups agree with those (BCubed F1)."""
    scores = score(found)
    line = (
        f"{name:32} P {scores['pairwise_precision']:.3f}  R {scores['pairwise_recall']:.3f}"
        f"  F1 {scores['pairwise_f1']:.3f}  round-ups {scores['roundups_not_bridging']:.0%}"
        f"  mixing {scores['groups_mixing']}"
    )
    if usual is not None:
        both = usual.select("id", usual="copy_group_id").join(found, on="id")
        agreed = score_clusters(both["usual"].to_list(), both["copy_group_id"].to_list())
        line += f"  agrees {agreed.bcubed_f1:.4f}"
    print(line, flush=True)


if __name__ == "__main__":
    main()
