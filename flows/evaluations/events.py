"""Measure which reports are put together as one event, against labelled articles."""

import random
from datetime import UTC, datetime
from pathlib import Path
from statistics import fmean

import polars as pl

from transforms.contracts.articles import ARTICLE_VERSIONS
from transforms.contracts.copies import COPY_MEMBERSHIPS
from transforms.errors import ConfigError
from transforms.evaluation.clusters import score_clusters
from transforms.events import KnownEvents, find_event_mentions, link_events
from transforms.events.stories import Story, group_stories
from transforms.extraction import extract
from transforms.identifiers import stable_id, stable_ids

ORDERS = 5
_COLUMNS = ("id", "cluster", "text")
_RECEIVED = datetime(2020, 1, 1, tzinfo=UTC)


def evaluate(path: Path) -> dict[str, float | int]:
    """Group labelled articles by event and score the groups.

    An article's event is that of its first main event mention. An article that has none, and one
    whose event nobody shares, goes by its words (`group_stories`). Articles arrive in five orders;
    the scores are means over them.

    Args:
        path: a parquet file with `id, cluster, title, text` and, where known, `topic` (a pair of
            events of one kind) and `date`; or a folder of such files.

    Returns:
        `bcubed_precision, bcubed_recall, bcubed_f1`; `topics_mixed`, how many of the `topics`
        with more than one event had reports of two of them in one group; `n` articles.

    Raises:
        ConfigError: the path holds no such file.
    """
    articles = _read(path)
    versions = _versions(articles)
    stories = _stories(versions, _main_events(versions))
    clusters = dict(zip(versions["version_id"], articles["cluster"], strict=True))
    topics = dict(zip(versions["version_id"], articles["topic"], strict=True))
    scores, mixed = [], []
    for order in range(ORDERS):
        arriving = random.Random(order).sample(stories, len(stories))  # noqa: S311 - a fixed shuffle, no secret
        found = group_stories(arriving)
        scores.append(score_clusters([clusters[key] for key in found], list(found.values())))
        mixed.append(_mixed(found, clusters, topics))
    return {
        "bcubed_precision": fmean(score.bcubed_precision for score in scores),
        "bcubed_recall": fmean(score.bcubed_recall for score in scores),
        "bcubed_f1": fmean(score.bcubed_f1 for score in scores),
        "topics_mixed": fmean(mixed),
        "topics": _n_topics(clusters, topics),
        "n": articles.height,
    }


def _read(path: Path) -> pl.DataFrame:
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


def _versions(articles: pl.DataFrame) -> pl.DataFrame:
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


def _main_events(versions: pl.DataFrame) -> dict[str, str]:
    """Give the event of each version's first main mention, where another version shares it."""
    mentions = find_event_mentions(versions, extract(versions))
    linked = link_events(
        mentions, copy_memberships=COPY_MEMBERSHIPS.empty(), known=KnownEvents.none()
    )
    main = (
        mentions.filter("is_main")
        .sort("version_id", "trigger_start")
        .group_by("version_id", maintain_order=True)
        .first()
        .join(linked.memberships, on="event_mention_id")
        .filter(pl.len().over("event_id") > 1)
    )
    return dict(main.select("version_id", "event_id").iter_rows())


def _stories(versions: pl.DataFrame, events: dict[str, str]) -> list[Story]:
    rows = versions.select("version_id", "title", "text").iter_rows()
    return [Story(key, title, text, events.get(key)) for key, title, text in rows]


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
