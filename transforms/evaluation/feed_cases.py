"""What feed test cases expect of the entries: read from an expression or from expected JSON.

Expressions are read, never run: of `not bozo and entries[0]['title'] == 'x'` only the terms about
an entry's id, title, link or date and about the number of entries are taken.
"""

import ast
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from transforms.dates import parse_date
from transforms.markup import plain_line

FIELDS = {
    **dict.fromkeys(("id", "guid"), "id"),
    **dict.fromkeys(("published", "updated", "created", "pubDate"), "date"),
    **dict.fromkeys(("published_parsed", "updated_parsed", "created_parsed"), "date"),
    "title": "title",
    "link": "link",
}
EXPECTED_DATES = ("publishedParsed", "pubDateParsed", "updatedParsed")


@dataclass(frozen=True, slots=True)
class Expectation:
    """That a field of an entry, or the number of entries, has a value."""

    field: str
    position: int  # of the entry, from 0; 0 for the number of entries
    value: str | int | datetime


@dataclass(frozen=True, slots=True)
class ReadEntry:
    """What was read of an entry."""

    id: str | None
    title: str | None
    link: str | None
    date: str | None  # as written


def met(expectation: Expectation, entries: list[ReadEntry]) -> bool:
    """Tell whether what was read meets an expectation; a title may differ in its markup."""
    if expectation.field == "entries":
        return len(entries) == expectation.value
    if expectation.position >= len(entries):
        return False
    found: str | None = getattr(entries[expectation.position], expectation.field)
    value = expectation.value
    if isinstance(value, datetime):
        return parse_date(found)[0] == value
    if expectation.field == "title" and found != value:
        return plain_line(found) == plain_line(str(value))
    return (found or "") == value


def from_expression(expression: str) -> Iterator[Expectation]:
    """Read the expectations out of a Python expression over a parse result."""
    try:
        tree = ast.parse(expression.strip(), mode="eval").body
    except SyntaxError:
        return
    terms = tree.values if isinstance(tree, ast.BoolOp) and isinstance(tree.op, ast.And) else [tree]
    for term in terms:
        if isinstance(term, ast.Compare) and len(term.ops) == 1 and isinstance(term.ops[0], ast.Eq):
            found = _target(term.left)
            value = _value(term.comparators[0])
            if found and value is not None:
                yield Expectation(*found, value)


def _target(node: ast.expr) -> tuple[str, int] | None:
    """Read `len(entries)` or `entries[i]['name']`: the field, and which entry's."""
    match node:
        case ast.Call(func=ast.Name(id="len"), args=[ast.Name(id="entries")]):
            return "entries", 0
        case ast.Subscript(
            value=ast.Subscript(value=entry, slice=ast.Constant(value="title_detail")),
            slice=ast.Constant(value="value"),
        ):
            name = "title"
        case ast.Subscript(value=entry, slice=ast.Constant(value=str(name))):
            pass
        case ast.Attribute(value=entry, attr=name):
            pass
        case _:
            return None
    match entry:
        case ast.Subscript(value=ast.Name(id="entries"), slice=ast.Constant(value=int(position))):
            return (FIELDS[name], position) if name in FIELDS else None
    return None


def _value(node: ast.expr) -> str | int | datetime | None:
    try:
        value = ast.literal_eval(node)
    except ValueError:
        return None
    if isinstance(value, tuple) and len(value) == 9:  # noqa: PLR2004 - a struct_time
        year, month, day, hour, minute, second = value[:6]
        return datetime(year, month, day, hour, minute, second, tzinfo=UTC)
    return value if isinstance(value, str | int) else None


def from_expected(expected: Mapping[str, object]) -> Iterator[Expectation]:
    """Read the expectations out of an expected parse result in JSON."""
    items = expected.get("items") or expected.get("entries") or []
    if not isinstance(items, list):
        return
    yield Expectation("entries", 0, len(items))
    for position, item in enumerate(items):
        if isinstance(item, dict):
            for field, value in _fields(item):
                yield Expectation(field, position, value)


def _fields(item: Mapping[str, object]) -> Iterator[tuple[str, str | datetime]]:
    guid = item.get("guid") or item.get("id")
    if isinstance(guid, dict):
        guid = guid.get("value")
    link = item.get("link") or item.get("url") or _alternate(item.get("links"))
    for field, value in (("id", guid), ("title", item.get("title")), ("link", link)):
        if isinstance(value, str) and value:
            yield field, value
    instants = (parse_date(str(item[name]))[0] for name in EXPECTED_DATES if item.get(name))
    instant = next((moment for moment in instants if moment), None)
    if instant:
        yield "date", instant


def _alternate(links: object) -> object:
    found = links if isinstance(links, list) else []
    return next(
        (
            link.get("href")
            for link in found
            if isinstance(link, dict) and link.get("rel", "alternate") == "alternate"
        ),
        None,
    )
