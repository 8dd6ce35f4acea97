"""Measure the feed readers on cases that state what they expect."""

import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

from transforms.encoding import decode
from transforms.errors import ConfigError
from transforms.evaluation.documents import FieldCheck, score_fields
from transforms.evaluation.feed_cases import (
    Expectation,
    ReadEntry,
    from_expected,
    from_expression,
    met,
)
from transforms.parsers import Document, parse_document

_EXPRESSION = re.compile(r"Expect:\s*(.+?)\s*(?:-->|\r?\n|\Z)")
_HEADER = re.compile(r"Header:\s*([\w-]+):[ \t]*([^\r\n]*)")
_CHARSET = re.compile(r"charset\s*=\s*[\"']?\s*([\w.:-]+)", re.IGNORECASE)
_SERVED_FROM = re.compile(r"http://127\.0\.0\.1:\d+/")
_FETCHED_AT = datetime(2026, 1, 1, tzinfo=UTC)


def evaluate(path: Path) -> dict[str, float | int]:
    """Read every case and compare it with what it expects.

    Args:
        path: one case or a folder of them. A case is a feed that carries `Expect:` and a Python
            expression in a comment, or a feed beside a JSON file of the same stem (with or
            without `_expected`) that holds the expected result.

    Returns:
        `entries, id, title, link, date`: the share of met expectations; `n`: the cases.

    Raises:
        ConfigError: the path holds no case.
    """
    files = sorted(path.rglob("*")) if path.is_dir() else [path]
    cases = [case for file in files if file.is_file() and (case := _case(file))]
    if not cases:
        raise ConfigError(f"{path}: expected feeds with an Expect: comment or an expected .json")
    checks = [check for file, expected in cases for check in _checked(file, expected)]
    return {**score_fields(checks), "n": len(cases)}


def _case(file: Path) -> tuple[Path, list[Expectation]] | None:
    """Give a file with its expectations, or None when it is no case."""
    if file.suffix.lower() not in {".xml", ".json", ".rss", ".atom"}:
        return None
    expected = list(_expectations(file))
    return (file, expected) if expected else None


def _expectations(file: Path) -> Iterator[Expectation]:
    beside = [file.with_name(f"{file.stem}_expected.json")]
    if file.suffix.lower() != ".json":
        beside.append(file.with_suffix(".json"))
    result = next((other for other in beside if other.is_file()), None)
    if result is not None:
        value = json.loads(result.read_bytes())
        if isinstance(value, dict):
            yield from from_expected(value)
        return
    match = _EXPRESSION.search(decode(file.read_bytes()).text)
    if match:
        yield from from_expression(match[1])


def _checked(file: Path, expected: list[Expectation]) -> Iterator[FieldCheck]:
    parsed = parse_document(_document(file, expected))
    columns = ("guid", "title", "url", "published_raw")
    entries = [ReadEntry(*row) for row in parsed.entries.select(columns).iter_rows()]
    for expectation in expected:
        yield FieldCheck(expectation.field, met(expectation, entries))


def _document(file: Path, expected: list[Expectation]) -> Document:
    """Give a case as it would have been received, with the headers that it names."""
    content = file.read_bytes()
    headers = {
        name.lower(): value for name, value in _HEADER.findall(content[:2_000].decode("latin-1"))
    }
    declared = _CHARSET.search(headers.get("content-type", ""))
    served = next((_SERVED_FROM.match(str(expectation.value)) for expectation in expected), None)
    return Document(
        source_id="case",
        uri=headers.get("content-location") or (served[0] if served else file.absolute().as_uri()),
        raw_id=sha256(content).hexdigest(),
        content=content,
        fetched_at=_FETCHED_AT,
        charset=declared[1] if declared else None,
    )
