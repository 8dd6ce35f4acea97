"""Cut a folder of older texts into pieces that are loaded one after the other, each once."""

import os
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path

from flows.files import list_files
from flows.redaction import public_path
from flows.sources import SourceConfig
from transforms.identifiers import stable_id

_DAY = re.compile(r"(?<!\d)((?:19|20)\d{2})([-_/.]?)(0[1-9]|1[0-2])\2(0[1-9]|[12]\d|3[01])(?!\d)")


@dataclass(frozen=True, slots=True)
class Piece:
    """Some documents of one source.

    Attributes:
        piece_id: stable id of these documents as they are now; one that changes makes another.
        source: where they come from.
        paths: the documents, in a fixed order.
    """

    piece_id: str
    source: SourceConfig
    paths: tuple[Path, ...]

    def as_source(self) -> SourceConfig:
        """Give its source, narrowed to these documents."""
        return replace(self.source, only=self.paths)


def pieces(
    source: SourceConfig,
    *,
    n_documents: int,
    since: date | None = None,
    until: date | None = None,
) -> list[Piece]:
    """Cut what a source holds into pieces of so many documents; the last one may be smaller.

    Args:
        source: a folder or a file.
        n_documents: documents per piece.
        since: the first day; a document's day stands in its path (2025-10-26, 20251026,
            2025/10/26), else it is the day of its last change (UTC).
        until: the last day.
    """
    chosen = [path for path in list_files(source).paths if _is_within(path, since, until)]
    return [_piece(source, part) for part in _parts(chosen, n_documents)]


def _parts(paths: Sequence[Path], size: int) -> Iterator[tuple[Path, ...]]:
    for start in range(0, len(paths), size):
        yield tuple(paths[start : start + size])


def _piece(source: SourceConfig, paths: tuple[Path, ...]) -> Piece:
    seen = [f"{public_path(path)} {_state(path)}" for path in paths]
    said = (source.outlet or "", source.published_at or "")
    return Piece(stable_id("run", "backfill", source.source_id, *said, *seen), source, paths)


def _state(path: Path) -> str:
    try:
        found = path.stat()
    except OSError:
        return "gone"
    return f"{found.st_size} {found.st_mtime_ns}"


def _is_within(path: Path, since: date | None, until: date | None) -> bool:
    if since is None and until is None:
        return True
    day = _day_of(path)
    return (since is None or day >= since) and (until is None or day <= until)


def _day_of(path: Path) -> date:
    for part in reversed(list(_DAY.finditer(path.as_posix()))):
        year, _, month, day = part.groups()
        try:
            return date(int(year), int(month), int(day))
        except ValueError:
            continue
    return datetime.fromtimestamp(os.lstat(path).st_mtime, UTC).date()
