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
        SetAsideError: it has no row, or no column holds a title or a text.
    """
    decoded = document.decoded()
    text = decoded.text.lstrip("\r\n")
    skipped = decoded.text[: len(decoded.text) - len(text)].count("\n")
    lines = _records(text, delimiter_of(text.split("\n", 1)[0]))
    header = next(lines, None)
    if header is None or isinstance(header[1], str):
        raise SetAsideError(Reason.PARSE_FAILED, "expected a header line with column names")
    names = [name.strip() for name in header[1]]
    rows = []
    rejects: list[Reject] = []
    for number, cells in lines:
        line = number + skipped
        if isinstance(cells, str):
            rejects.append(document.reject(Reason.BAD_ROW, f"line {line}: {cells}", line))
        elif len(cells) != len(names):
            detail = f"line {line}: expected {len(names)} fields, found {len(cells)}"
            rejects.append(document.reject(Reason.BAD_ROW, detail, line))
        else:
            rows.append((line, dict(zip(names, cells, strict=True))))
    return parsed_rows(document, rows, rejects, decoded)


def _records(text: str, delimiter: str) -> Iterator[tuple[int, list[str] | str]]:
    """Give each record with the line it starts in; a message in place of one that is malformed."""
    csv.field_size_limit(MAX_FIELD)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    while True:
        number = reader.line_num + 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            yield number, f"{error}"
            continue
        if cells:
            yield number, cells
