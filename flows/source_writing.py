"""Add sources to `sources.toml`; what stands there, comments included, stays as it is."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any

import tomlkit

from flows.sources import read_sources
from transforms.errors import ConfigError

Entry = Mapping[str, Any]
"""The keys and values of one `[[source]]`."""


def append_sources(path: Path, entries: Sequence[Entry]) -> None:
    """Write entries at the end of a list of sources; it is replaced as a whole, or not at all.

    Args:
        path: a `sources.toml`; made when it is not there.
        entries: what to add, checked as everything in the file is.

    Raises:
        ConfigError: the file cannot be read or written, or would not be valid with the entries.
    """
    try:
        before = path.read_text(encoding="utf-8") if path.exists() else ""
        path.parent.mkdir(parents=True, exist_ok=True)
        gap = "\n" if before.endswith("\n") else "\n\n"
        added = "\n".join(f"[[source]]\n{tomlkit.dumps(dict(entry))}" for entry in entries)
        with NamedTemporaryFile(
            "w", dir=path.parent, prefix=".", suffix=".toml", delete=False, encoding="utf-8"
        ) as file:
            temporary = Path(file.name)
            file.write(f"{before}{gap if before else ''}{added}")
        try:
            read_sources(temporary)
            temporary.chmod(path.stat().st_mode if path.exists() else 0o644)
            temporary.replace(path)
        finally:
            temporary.unlink(missing_ok=True)
    except OSError as error:
        raise ConfigError(f"{path}: cannot be written ({error.strerror})") from error
