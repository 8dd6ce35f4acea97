"""JSON Lines, and JSON files that hold an array of articles, one article, or a list inside."""

from collections.abc import Mapping
from typing import Any

from transforms.contracts.operations import Reason, Reject
from transforms.errors import SetAsideError
from transforms.parsers.document import Document, Parsed
from transforms.parsers.json_text import read_json
from transforms.parsers.table import parsed_rows

LISTS = ("articles", "items", "entries", "documents", "results", "data", "rows")

Rows = list[tuple[int, Mapping[str, Any]]]


def parse(document: Document) -> Parsed:
    """Read one article per line, or one JSON value that holds them.

    A line that is not a JSON object is set aside with its number; positions are line numbers, in
    a JSON array the numbers of its elements.

    Raises:
        SetAsideError: there is no article in it.
    """
    decoded = document.decoded()
    text = decoded.text
    rows, rejects = _lines(document, text)
    if (rejects or len(rows) == 1) and text.lstrip()[:1] in {"[", "{"}:
        try:
            rows, rejects = _elements(document, read_json(text))
        except SetAsideError:
            if not rows and text.lstrip().startswith("["):
                raise  # an array that is broken, not lines of which each is bad
    return parsed_rows(document, rows, rejects, decoded)


def _lines(document: Document, text: str) -> tuple[Rows, list[Reject]]:
    rows: Rows = []
    rejects: list[Reject] = []
    for number, line in enumerate(text.split("\n"), start=1):
        if line.strip():
            _sort_in(document, number, line, rows, rejects)
    return rows, rejects


def _sort_in(document: Document, number: int, line: str, rows: Rows, rejects: list[Reject]) -> None:
    try:
        value = read_json(line)
    except SetAsideError as error:
        detail = f"line {number}: {error.detail}"
        rejects.append(document.reject(Reason.BAD_ROW, detail, number))
        return
    if isinstance(value, dict):
        rows.append((number, value))
        return
    detail = f"line {number}: expected a JSON object, found {type(value).__name__}"
    rejects.append(document.reject(Reason.BAD_ROW, detail, number))


def _elements(document: Document, value: object) -> tuple[Rows, list[Reject]]:
    if isinstance(value, dict):
        inner = next((value[name] for name in LISTS if isinstance(value.get(name), list)), None)
        value = [value] if inner is None else inner
    if not isinstance(value, list):
        detail = f"expected articles, found one JSON {type(value).__name__}"
        raise SetAsideError(Reason.PARSE_FAILED, detail)
    rows: Rows = [(number, row) for number, row in enumerate(value, 1) if isinstance(row, dict)]
    rejects = [
        document.reject(
            Reason.BAD_ROW,
            f"element {number}: expected a JSON object, found {type(row).__name__}",
            number,
        )
        for number, row in enumerate(value, start=1)
        if not isinstance(row, dict)
    ]
    return rows, rejects
