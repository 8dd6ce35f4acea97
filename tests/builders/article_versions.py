"""Article versions for tests: what a test does not care about is filled in."""

from datetime import UTC, date, datetime, time

from transforms.contracts.articles import ArticleVersion
from transforms.identifiers import stable_id


def article_version(
    key: object, text: str, published: date | datetime | None = None, **given: object
) -> ArticleVersion:
    """Give a first version whose ids follow from `key`.

    Args:
        key: what tells it from other versions of the test.
        text: its text.
        published: a day, taken as nine in the morning, or a moment.
        given: fields that shall be otherwise.
    """
    if published is not None and not isinstance(published, datetime):
        published = datetime.combine(published, time(9), UTC)
    fields: dict[str, object] = {
        "version_id": stable_id("version", key),
        "article_id": stable_id("article", key),
        "version_no": 1,
        "title": None,
        "text": text,
        "text_map": [],
        "text_basis": "full",
        "dateline": None,
        "content_hash": stable_id("content", text),
        "published_at": published,
        "published_basis": "given" if published else "none",
        "published_precision": "day" if published else None,
        "published_raw": None,
        "author": None,
        "lang": "en",
        "encoding": "utf-8",
        "encoding_rule": "utf8",
        "source_id": stable_id("source", key),
        "raw_id": str(key),
        "position": 1,
        "fetched_at": datetime(2026, 1, 1, tzinfo=UTC),
    }
    return ArticleVersion(**(fields | given))  # type: ignore[arg-type]
