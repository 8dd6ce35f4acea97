"""Measure which reports are put together as one event, against labelled articles."""

import random
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from statistics import fmean

import polars as pl

from transforms.contracts.articles import ARTICLE_VERSIONS
from transforms.contracts.copies import COPY_MEMBERSHIPS
from transforms.errors import ConfigError
from transforms.evaluation.clusters import score_clusters
from transforms.events import KnownEvents, find_event_mentions, link_events
from transforms.events.text_evidence import TextScorer
from transforms.extraction import extract
from transforms.identifiers import stable_id, stable_ids

ORDERS = 5
BATCH = 100
_COLUMNS = ("id", "cluster", "text")
_RECEIVED = datetime(2020, 1, 1, tzinfo=UTC)


def evaluate(path: Path) -> dict[str, float | int]:
    """Link labelled articles to events, as a run does, and score the events.

    An article's event is that of the mention which stands for the whole report. Articles arrive in
    five random orders, in batches of a hundred, each linked to what came before; the scores are
    means over the orders.

    Args:
        path: a parquet file with `id, cluster, title, text` and, where known, `topic` (a pair of
            events of one kind) and `date`; or a folder of such files.

    Returns:
        `bcubed_precision, bcubed_recall, bcubed_f1`; `topics_mixed`, how many of the `topics`
        with more than one event had reports of two of them in one group; `n` articles.

    Raises:
        ConfigError: the path holds no such file.
    """
    return score(read_labelled(path))


def score(articles: pl.DataFrame, scorer: TextScorer | None = None) -> dict[str, float | int]:
    """Score the events of articles from `read_labelled`, with other weights if any are given."""
    versions = labelled_versions(articles)
    mentions = find_event_mentions(versions, extract(versions))
    clusters = dict(zip(versions["version_id"], articles["cluster"], strict=True))
    topics = dict(zip(versions["version_id"], articles["topic"], strict=True))
    scores, mixed = [], []
    for found in arrivals(versions["version_id"].to_list(), mentions, scorer):
        scores.append(score_clusters([clusters[key] for key in found], list(found.values())))
        mixed.append(_mixed(found, clusters, topics))
    return {
        "bcubed_precision": fmean(each.bcubed_precision for each in scores),
        "bcubed_recall": fmean(each.bcubed_recall for each in scores),
        "bcubed_f1": fmean(each.bcubed_f1 for each in scores),
        "topics_mixed": fmean(mixed),
        "topics": _n_topics(clusters, topics),
        "n": articles.height,
    }


def arrivals(
    version_ids: list[str], mentions: pl.DataFrame, scorer: TextScorer | None = None
) -> Iterator[dict[str, str]]:
    """Link versions that arrive in five random orders, in batches of a hundred.

    Args:
        version_ids: the versions.
        mentions: their EVENT_MENTIONS.
        scorer: other weights than those that ship.

    Yields:
        The event of each version, by order of arrival.
    """
    for order in range(ORDERS):
        yield _events(_shuffled(version_ids, order), mentions, scorer)


def _shuffled(version_ids: list[str], order: int) -> list[str]:
    return random.Random(order).sample(version_ids, len(version_ids))  # noqa: S311 - a fixed shuffle, no secret


def read_labelled(path: Path) -> pl.DataFrame:
    """Read labelled articles: `id, cluster, title, text, topic, published_at`."""
    files = sorted(path.glob("*.parquet")) if path.is_dir() else [path]
    if not files or not all(file.is_file() for file in files):
        raise ConfigError(f"{path}: expected a parquet file of labelled articles, found none")
    return pl.concat([_labelled(file) for file in files])


def _labelled(file: Path) -> pl.DataFrame:
    try:
        articles = pl.read_parquet(file)
    except (pl.exceptions.ComputeError, OSError) as error:
        raise ConfigError(f"{file}: expected a parquet file, could not read it: {error}") from error
    missing = [name for name in _COLUMNS if name not in articles.columns]
    if missing:
        raise ConfigError(f"{file}: expected columns {_COLUMNS}, missing {missing}")
    for name in ("title", "date", "topic"):
        if name not in articles.columns:
            articles = articles.with_columns(pl.lit(None, pl.String).alias(name))
    return articles.select(
        "id",
        "cluster",
        "title",
        "text",
        pl.col("topic").cast(pl.String),
        published_at=pl.col("date").str.to_datetime("%Y-%m-%d", strict=False, time_zone="UTC"),
    )


def labelled_versions(articles: pl.DataFrame) -> pl.DataFrame:
    """Give labelled articles as ARTICLE_VERSIONS, in the same order."""
    ids = articles["id"].to_list()
    return ARTICLE_VERSIONS.check(
        articles.select(
            "title",
            "text",
            pl.col("published_at").cast(pl.Datetime("us", "UTC")),
            version_id=pl.Series(stable_ids("version", ids)),
            article_id=pl.Series(stable_ids("article", ids)),
            version_no=pl.lit(1, pl.Int64),
            text_map=pl.lit([], pl.List(pl.Int64)),
            text_basis=pl.lit("full"),
            dateline=pl.lit(None, pl.String),
            content_hash=pl.Series(stable_ids("content", ids)),
            published_basis=pl.lit("column"),
            published_precision=pl.when(pl.col("published_at").is_not_null()).then(pl.lit("day")),
            published_raw=pl.lit(None, pl.String),
            author=pl.lit(None, pl.String),
            lang=pl.lit("en"),
            encoding=pl.lit("utf-8"),
            encoding_rule=pl.lit("given"),
            source_id=pl.lit(stable_id("source", "evaluation")),
            raw_id=pl.lit(""),
            position=pl.int_range(1, pl.len() + 1, dtype=pl.Int64),
            fetched_at=pl.lit(_RECEIVED).cast(pl.Datetime("us", "UTC")),
        )
    )


def _events(
    arriving: list[str], mentions: pl.DataFrame, scorer: TextScorer | None
) -> dict[str, str]:
    """Link mentions batch by batch; give the event of each version, in the order of arrival."""
    known = KnownEvents.none()
    for start in range(0, len(arriving), BATCH):
        batch = mentions.filter(pl.col("version_id").is_in(arriving[start : start + BATCH]))
        linked = link_events(
            batch, copy_memberships=COPY_MEMBERSHIPS.empty(), known=known, scorer=scorer
        )
        known = known.after(batch, linked)
    about = mentions.filter(pl.col("report_terms").list.len() > 0)
    told = about.join(known.memberships, on="event_mention_id").select("version_id", "event_id")
    event_of = dict(told.iter_rows())
    return {version_id: event_of.get(version_id, version_id) for version_id in arriving}


def _mixed(found: dict[str, str], clusters: dict[str, str], topics: dict[str, str | None]) -> int:
    groups: dict[tuple[str, str], set[str]] = {}
    for version_id, group in found.items():
        topic = topics[version_id]
        if topic is not None:
            groups.setdefault((topic, group), set()).add(clusters[version_id])
    return len({topic for (topic, _), held in groups.items() if len(held) > 1})


def _n_topics(clusters: dict[str, str], topics: dict[str, str | None]) -> int:
    events: dict[str, set[str]] = {}
    for version_id, topic in topics.items():
        if topic is not None:
            events.setdefault(topic, set()).add(clusters[version_id])
    return sum(len(held) > 1 for held in events.values())
