"""Read documents from disk: regular files inside the named place, whole and at rest."""

import errno
import os
import stat
import time
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

from flows.fetch_results import FetchResult
from flows.redaction import public_path
from flows.settings import IngestSettings
from flows.source_entries import TABULAR_KINDS
from flows.sources import SourceConfig
from transforms.contracts.operations import Reason, Reject
from transforms.errors import SetAsideError

_TABLE_SUFFIXES = (".jsonl", ".ndjson", ".json", ".csv", ".tsv", ".parquet", ".warc", ".gz")
_SETTLE_S = 0.2
_OTHER_THINGS = {
    stat.S_IFIFO: "a named pipe",
    stat.S_IFSOCK: "a socket",
    stat.S_IFCHR: "a device",
    stat.S_IFBLK: "a device",
    stat.S_IFDIR: "a folder",
}
_REMEDIES = {
    errno.ENOENT: "no such file or folder; check the path",
    errno.EACCES: "no permission to read it; give this user read permission",
    errno.EPERM: "no permission to read it; give this user read permission",
    errno.ELOOP: "its links form a circle",
}


@dataclass(slots=True)
class Listing:
    """What a place holds.

    Attributes:
        paths: files to read, in a fixed order.
        rejects: what cannot be read, and why.
    """

    paths: list[Path] = field(default_factory=list)
    rejects: list[Reject] = field(default_factory=list)


def list_files(source: SourceConfig) -> Listing:
    """List the documents of a source that is a file or a folder.

    A folder is read with its subfolders, sorted by name; hidden files are no part of it. A link
    to a file is read if that lies inside the folder. A link to a folder inside is not followed:
    what it leads to is listed where it stands.
    """
    listing = Listing()
    root = source.path
    closed: list[OSError] = []
    is_folder = os.path.isdir(root)  # noqa: PTH112 - Path.is_dir raises without permission
    held = _walk(root, closed) if is_folder else [root]
    for path in held if source.only is None else source.only:
        try:
            if _is_document(path, root):
                listing.paths.append(path)
        except SetAsideError as error:
            listing.rejects.append(_reject(source, path, error))
    for shut in closed:
        folder = Path(os.fsdecode(shut.filename or root))
        listing.rejects.append(_reject(source, folder, _unreadable(shut)))
    return listing


def read_file(path: Path, *, kind: str | None, limits: IngestSettings) -> FetchResult:
    """Read a file whole; one that changes meanwhile is read once more.

    Args:
        path: the file.
        kind: of its source; decides the size limit together with the name.
        limits: the size limits.

    Returns:
        A result that is fetched, or failed with the reason; a bad file raises nothing.
    """
    tabular = kind in TABULAR_KINDS or path.name.lower().endswith(_TABLE_SUFFIXES)
    limit = limits.max_table_bytes if tabular else limits.max_file_bytes
    started = time.monotonic()
    result = FetchResult(public_path(path), status="fetched")
    try:
        result = replace(result, content=_read_settled(path, limit))
    except SetAsideError as error:
        result = replace(result, status="failed", error=error.detail, reason=Reason(error.reason))
    return replace(result, duration_s=time.monotonic() - started)


def _reject(source: SourceConfig, path: Path, error: SetAsideError) -> Reject:
    return Reject(
        source_id=source.source_id,
        uri=public_path(path),
        raw_id=None,
        position=None,
        reason=error.reason,
        detail=error.detail,
    )


def _walk(root: Path, closed: list[OSError]) -> Iterator[Path]:
    """Give what a folder holds, hidden things left out; note subfolders that cannot be listed."""
    for folder, subfolders, names in os.walk(root, onerror=closed.append):
        subfolders[:] = sorted(name for name in subfolders if not name.startswith("."))
        links = [name for name in subfolders if (Path(folder) / name).is_symlink()]
        for name in sorted([*names, *links]):
            if not name.startswith("."):
                yield Path(folder) / name


def _is_document(path: Path, root: Path) -> bool:
    """Tell whether to read this path.

    Raises:
        SetAsideError: it is no regular file, or lies outside the root.
    """
    try:
        real = path.resolve(strict=True)
        mode = real.stat().st_mode
    except (OSError, RuntimeError) as error:
        raise _unreadable(error) from error
    if path != root and not real.is_relative_to(root):
        raise SetAsideError(
            Reason.UNREADABLE, f"a link that leads out of {public_path(root)}; copy the file there"
        )
    if path.is_symlink() and stat.S_ISDIR(mode):
        return False
    _must_be_regular(mode)
    return True


def _read_settled(path: Path, limit: int) -> bytes:
    content = _read_once(path, limit)
    if content is None:
        time.sleep(_SETTLE_S)
        content = _read_once(path, limit)
    if content is None:
        raise SetAsideError(
            Reason.UNREADABLE, "still being written; the next run reads it when it is complete"
        )
    return content


def _read_once(path: Path, limit: int) -> bytes | None:
    """Read a file, or give None if it changed meanwhile."""
    try:
        # O_NONBLOCK: a file that has become a pipe must not hold us up.
        with os.fdopen(os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC), "rb") as file:
            before = os.fstat(file.fileno())
            _must_be_regular(before.st_mode)
            if before.st_size > limit:
                raise SetAsideError(
                    Reason.TOO_LARGE,
                    f"{before.st_size:,} bytes, the limit of its kind is {limit:,}; split it or"
                    " raise the limit in [ingest]",
                )
            content = file.read(before.st_size + 1)
            after = os.fstat(file.fileno())
    except OSError as error:
        raise _unreadable(error) from error
    unchanged = (before.st_size, before.st_mtime_ns) == (after.st_size, after.st_mtime_ns)
    return content if unchanged and len(content) == before.st_size else None


def _must_be_regular(mode: int) -> None:
    if not stat.S_ISREG(mode):
        what = _OTHER_THINGS.get(stat.S_IFMT(mode), "something else")
        raise SetAsideError(Reason.UNREADABLE, f"{what}; only regular files are read")


def _unreadable(error: OSError | RuntimeError) -> SetAsideError:
    number = error.errno if isinstance(error, OSError) else errno.ELOOP
    sentence = _REMEDIES.get(number or 0) or f"cannot be read ({os.strerror(number or 0)})"
    return SetAsideError(Reason.UNREADABLE, sentence)
