"""Keep bytes as received, once, compressed, under their SHA-256."""

import gzip
import os
import zlib
from contextlib import suppress
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from tempfile import NamedTemporaryFile

from transforms.errors import StopError
from warehouse.failures import meaning_of


@dataclass(frozen=True, slots=True)
class RawStore:
    """A folder of compressed files named by the hash of what they hold: `ab/<sha256>.gz`.

    Args:
        folder: where the files are; made when the first one is put.
    """

    folder: Path

    def put(self, content: bytes) -> str:
        """Keep these bytes and give their id; bytes that are there already change nothing.

        The file appears whole or not at all, and is on disk when this returns.

        Returns:
            The SHA-256 of the bytes, lower-case hex.

        Raises:
            RetryError: the disk is full; nothing half-written is left.
            StopError: the folder cannot be written to.
        """
        raw_id = sha256(content).hexdigest()
        path = self.path(raw_id)
        if not path.exists():
            try:
                path.parent.mkdir(parents=True, exist_ok=True)
                _write_whole(path, gzip.compress(content, compresslevel=6, mtime=0))
            except OSError as error:
                raise meaning_of(error, str(path)) from error
        return raw_id

    def get(self, raw_id: str) -> bytes:
        """Give the bytes back.

        Raises:
            StopError: they are not there, or are not the bytes that were put.
        """
        try:
            content = gzip.decompress(self.path(raw_id).read_bytes())
        except FileNotFoundError as error:
            raise StopError(f"raw bytes {raw_id} are not in {self.folder}") from error
        except (EOFError, zlib.error, OSError) as error:
            raise StopError(_damaged(self.path(raw_id), str(error))) from error
        if sha256(content).hexdigest() != raw_id:
            raise StopError(_damaged(self.path(raw_id), "the content has another hash"))
        return content

    def exists(self, raw_id: str) -> bool:
        """Tell whether these bytes are kept."""
        return self.path(raw_id).exists()

    def delete(self, raw_id: str) -> None:
        """Remove these bytes, for a takedown; nothing happens when they are not there."""
        self.path(raw_id).unlink(missing_ok=True)

    def path(self, raw_id: str) -> Path:
        """Give the file that holds, or would hold, these bytes."""
        return self.folder / raw_id[:2] / f"{raw_id}.gz"


def _damaged(path: Path, what: str) -> str:
    return f"{path} is damaged ({what}); restore it from a backup or fetch its source again"


def _write_whole(path: Path, content: bytes) -> None:
    with NamedTemporaryFile(dir=path.parent, prefix=".", suffix=".tmp", delete=False) as temporary:
        try:
            temporary.write(content)
            temporary.flush()
            os.fsync(temporary.fileno())
            Path(temporary.name).replace(path)
        except BaseException:
            with suppress(OSError):
                Path(temporary.name).unlink()
            raise
    _sync_folder(path.parent)


def _sync_folder(folder: Path) -> None:
    """Make a rename in this folder survive a power cut."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
