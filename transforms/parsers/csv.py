"""CSV and TSV with a header line, read strictly: a ragged row is set aside, never guessed."""

import csv
import io
from collections.abc import Iterator

from transforms.contracts.operations import Reason, Reject
from transforms.errors import SetAsideError
from transforms.parsers.document import Document, Parsed
from transforms.parsers.table import SYNONYMS, folded, parsed_rows

DELIMITERS = (",", "\t", ";", "|")
MAX_FIELD = 10_000_000
MAX_RESTARTS = 20  # each reads on to the end of the file

_KNOWN = frozenset(name for names in SYNONYMS.values() for name in names)


def delimiter_of(header: str) -> str:
    """Give the delimiter that cuts a header line into most names we know, then most columns."""
    return max(DELIMITERS, key=lambda mark: (known_columns(header, mark), header.count(mark)))


def known_columns(header: str, delimiter: str) -> int:
    """Count the names in a header line that are known to hold something of an article."""
    return sum(folded(name) in _KNOWN for name in header.split(delimiter))


def parse(document: Document) -> Parsed:
    """Read a CSV file; positions are the line numbers where rows start.

    Raises:
        SetAsideError: it has no header, no row, or no column holds a title or a text.
    """
    decoded = document.decoded()
    lines = io.StringIO(decoded.text, newline="").readlines()
    first = next((number for number, line in enumerate(lines) if line.strip()), len(lines))
    delimiter = delimiter_of("".join(lines[first : first + 1]))
    records = _records(lines, first, delimiter)
    names = _header(next(records, None))
    rows = []
    rejects: list[Reject] = []
    for line, cells in records:
        if isinstance(cells, str):
            rejects.append(document.reject(Reason.BAD_ROW, f"line {line}: {cells}", line))
        elif len(cells) != len(names):
            detail = f"line {line}: expected {len(names)} fields, found {len(cells)}"
            rejects.append(document.reject(Reason.BAD_ROW, detail, line))
        else:
            rows.append((line, dict(zip(names, cells, strict=True))))
    return parsed_rows(document, rows, rejects, decoded)


def _header(record: tuple[int, list[str] | str] | None) -> list[str]:
    if record is None or isinstance(record[1], str):
        raise SetAsideError(Reason.PARSE_FAILED, "expected a header line with column names")
    names = [name.strip() for name in record[1]]
    twice = sorted({name for name in names if name and names.count(name) > 1})
    if twice:
        detail = f"the header names {', '.join(twice)} more than once; rename the columns"
        raise SetAsideError(Reason.PARSE_FAILED, detail)
    return names


def _records(lines: list[str], start: int, delimiter: str) -> Iterator[tuple[int, list[str] | str]]:
    """Give each record with the line it starts in; a message in place of one that is malformed.

    A quote that is never closed would swallow all that follows: its line is set aside and reading
    starts again below it.
    """
    csv.field_size_limit(MAX_FIELD)
    restarts = 0
    reader = csv.reader(lines[start:], delimiter=delimiter, strict=True)
    while True:
        number = start + reader.line_num + 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            yield number, f"{error}"
            if start + reader.line_num == len(lines) and restarts < MAX_RESTARTS:
                start, restarts = number, restarts + 1
                reader = csv.reader(lines[start:], delimiter=delimiter, strict=True)
            continue
        if cells:
            yield number, cells
