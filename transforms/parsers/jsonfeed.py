"""JSON Feed 1.0 and 1.1 (https://www.jsonfeed.org/version/1.1/)."""

from collections.abc import Iterator

from transforms.contracts.operations import Reason, Reject
from transforms.errors import SetAsideError
from transforms.parsers.document import Document, Item, Parsed, parsed_items
from transforms.parsers.json_text import read_json
from transforms.urls import resolve


def parse(document: Document) -> Parsed:
    """Read a JSON feed.

    Raises:
        SetAsideError: it is not JSON, not a feed, or holds no item.
    """
    decoded = document.decoded()
    feed = read_json(decoded.text)
    items = feed.get("items") if isinstance(feed, dict) else None
    if not isinstance(feed, dict) or not isinstance(items, list):
        raise SetAsideError(Reason.PARSE_FAILED, "expected a JSON Feed: an object with items")
    if not items:
        raise SetAsideError(Reason.NO_ENTRIES, "the JSON feed holds no item")
    return parsed_items(document, _items(document, feed, items), decoded)


def _items(
    document: Document, feed: dict[str, object], items: list[object]
) -> Iterator[Item | Reject]:
    bases = (document.uri, _text(feed, "home_page_url"), _text(feed, "feed_url"))
    for position, item in enumerate(items, start=1):
        if not isinstance(item, dict):
            detail = f"item {position}: expected an object, found {type(item).__name__}"
            yield document.reject(Reason.BAD_ROW, detail, position)
            continue
        link = resolve(_text(item, "url") or _text(item, "external_url"), *bases)
        body, body_type, basis = _body(item)
        published = _text(item, "date_published") or _text(item, "date_modified")
        yield Item(
            title=_text(item, "title"),
            body=body,
            body_type=body_type,
            text_basis=basis,
            guid=_text(item, "id"),
            url=link,
            published=published,
            published_basis="feed" if published else None,
            author=_authors(item) or _authors(feed),
            outlet=None if link else _text(feed, "title"),
            lang=_text(item, "language") or _text(feed, "language"),
        )


def _body(item: dict[str, object]) -> tuple[str | None, str, str]:
    for name, body_type in (("content_html", "html"), ("content_text", "text")):
        if body := _text(item, name):
            return body, body_type, "full"
    summary = _text(item, "summary")
    return summary, "text", "summary" if summary else "title"


def _authors(holder: dict[str, object]) -> str | None:
    several = holder.get("authors")
    people = several if isinstance(several, list) else [holder.get("author")]
    names = [_text(person, "name") for person in people if isinstance(person, dict)]
    return ", ".join(name for name in names if name) or None


def _text(holder: dict[str, object], name: str) -> str | None:
    """Give a member as text; ids are sometimes written as numbers."""
    value = holder.get(name)
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return None
    return str(value)
