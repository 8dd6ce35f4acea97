"""Where articles come from: the list in `sources.toml`, or what the command line names."""

import os
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from urllib.parse import urlsplit

from flows import environment
from flows.config_files import read_toml, validated
from flows.redaction import public_path, public_url
from flows.source_entries import Expectation, SourceEntry, iso_date
from transforms.contracts.operations import Source
from transforms.errors import ConfigError
from transforms.identifiers import stable_id

_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*://")


@dataclass(frozen=True, slots=True)
class SourceConfig:
    """One source, ready to be read.

    Attributes:
        source_id: stable id of the location.
        name: what it is called everywhere.
        location: where it is, without secrets: what may be shown and stored.
        target: where it is, secrets included: only the client sees it.
        is_url: whether it is read over HTTP; otherwise `target` is an absolute path.
        kind: what its documents are; None = told from the content.
        outlet: the publisher of all its items, where that is known.
        agency: whether others print its texts.
        owner_group: who owns the outlet.
        published_at: publication date of all its items, ISO 8601, where the user gave one.
        columns: our name -> its column, for tabular kinds.
        headers: sent with each request to its own host.
        allow_private: address ranges that are not public and may be connected to all the same.
        full_text: whether the pages that its items lead to are fetched for their text.
        expect: how much it is expected to bring, where somebody has said that.
        named: whether a person named it on the command line: a missing path stops the run, and a
            URL is asked whether it is due or not.
        only: of a folder, the paths to read; None = all that it holds.
    """

    source_id: str
    name: str
    location: str
    target: str = field(repr=False)
    is_url: bool
    kind: str | None = None
    outlet: str | None = None
    agency: bool = False
    owner_group: str | None = None
    published_at: str | None = None
    columns: dict[str, str] = field(default_factory=dict)
    headers: dict[str, str] = field(default_factory=dict, repr=False)
    allow_private: tuple[str, ...] = ()
    full_text: bool = False
    expect: Expectation | None = None
    named: bool = False
    only: tuple[Path, ...] | None = None

    @property
    def path(self) -> Path:
        """The path of a source that is a file or folder."""
        return Path(self.target)

    def row(self, *, first_seen_at: datetime) -> Source:
        """Give its row for `ops.source`."""
        place = "feed" if self.is_url else "folder" if os.path.isdir(self.target) else "file"  # noqa: PTH112 - does not raise
        return Source(
            source_id=self.source_id,
            name=self.name,
            kind=place,
            location=self.location,
            outlet_name=self.outlet,
            first_seen_at=first_seen_at,
        )


def read_sources(path: Path) -> list[SourceConfig]:
    """Read the enabled sources of a `sources.toml`, in its order.

    Raises:
        ConfigError: the file is missing or broken, an entry says something unknown, a location
            stands in it twice, or a header names an environment variable that is not set.
    """
    values = read_toml(path)
    entries = values.pop("source", [])
    if values or not isinstance(entries, list):
        came = ", ".join(f"`{key}`" for key in values) or "a single value"
        raise ConfigError(f"{path}: expected [[source]] entries and nothing else, not {came}")
    sources: dict[str, SourceConfig] = {}
    for number, entry in enumerate(entries, start=1):
        where = f"{path}: source {number}{_called(entry)}"
        if not isinstance(entry, dict):
            raise ConfigError(f"{where}: expected keys and values under [[source]]")
        written = validated(SourceEntry, entry, where=where)
        if not written.enabled:
            continue
        source = _source(written, folder=path.parent, where=where)
        if source.source_id in sources:
            raise ConfigError(f"{where}: {source.location} stands here twice; remove one")
        sources[source.source_id] = source
    return list(sources.values())


def sources_from_arguments(
    arguments: Sequence[str],
    *,
    outlet: str | None = None,
    published_at: str | None = None,
) -> list[SourceConfig]:
    """Make a source of each path or URL that a person named; naming one twice makes one.

    Raises:
        ConfigError: a path does not exist, a URL is not http or https, or the date is no date.
    """
    if published_at is not None:
        try:
            iso_date(published_at)
        except ValueError as error:
            raise ConfigError(f"--published-at {published_at}: {error}") from error
    sources: dict[str, SourceConfig] = {}
    for argument in arguments:
        written = SourceEntry(location=argument, outlet=outlet, published_at=published_at)
        source = _source(written, folder=Path(), where="argument", named=True)
        sources.setdefault(source.source_id, source)
    return list(sources.values())


def url_source(url: str) -> SourceConfig:
    """Make a source of a URL.

    Raises:
        ConfigError: it is none, or not of http or https.
    """
    if not _SCHEME.match(url):
        raise ConfigError(f"{public_url(url)}: not a URL; begin it with https://")
    return sources_from_arguments([url])[0]


def chosen_sources(
    arguments: Sequence[str],
    listed: Path,
    *,
    outlet: str | None = None,
    published_at: str | None = None,
) -> list[SourceConfig]:
    """Give the sources of a run: those that a person named, else all of `sources.toml`.

    Raises:
        ConfigError: an argument or the list cannot be used, or there is no source at all.
    """
    if arguments:
        return sources_from_arguments(arguments, outlet=outlet, published_at=published_at)
    if outlet is not None or published_at is not None:
        raise ConfigError("--outlet and --published-at say something of a PATH or URL; name one")
    sources = read_sources(listed)
    if not sources:
        raise ConfigError(f"{listed}: no [[source]] is enabled; add one, or name a path or URL")
    return sources


def named_sources(sources: Sequence[SourceConfig], names: Sequence[str]) -> list[SourceConfig]:
    """Give those of some sources that a person means, by name or location.

    Raises:
        ConfigError: a name means none of them.
    """
    chosen = []
    for name in names:
        found = [s for s in sources if name in (s.name, s.location, s.target)]
        if not found:
            known = ", ".join(s.name for s in sources[:10])
            raise ConfigError(f"{name!r}: no such source; there are: {known}")
        chosen += found
    return chosen


def _called(entry: object) -> str:
    name = entry.get("name") if isinstance(entry, dict) else None
    return f" ({name})" if isinstance(name, str) else ""


def _source(written: SourceEntry, *, folder: Path, where: str, named: bool = False) -> SourceConfig:
    is_url = _SCHEME.match(written.location) is not None
    if is_url:
        target = _checked_url(written.location, where)
        location = public_url(target)
    else:
        target = str(_resolved(folder, written.location, where))
        location = public_path(Path(target))
        if named and not os.path.lexists(target):
            raise ConfigError(f"{written.location}: no such file or folder; check the path")
    return SourceConfig(
        source_id=stable_id("source", location),
        name=written.name or (location if is_url or not named else written.location),
        location=location,
        target=target,
        is_url=is_url,
        kind=written.kind,
        outlet=written.outlet,
        agency=written.agency,
        owner_group=written.owner_group,
        published_at=written.published_at,
        columns=written.columns,
        headers={name: _header(value, where) for name, value in written.headers.items()},
        allow_private=tuple(written.allow_private),
        full_text=written.full_text,
        expect=written.expect,
        named=named,
    )


def _resolved(folder: Path, location: str, where: str) -> Path:
    try:
        return (folder / Path(location).expanduser()).resolve()
    except (OSError, RuntimeError, ValueError) as error:
        raise ConfigError(f"{where}: {location!r} cannot be a path ({error})") from error


def _checked_url(url: str, where: str) -> str:
    shown = public_url(url)
    try:
        parts = urlsplit(url)
        usable = bool(parts.hostname) and (parts.port is None or parts.port > 0)
    except ValueError as error:
        raise ConfigError(f"{where}: {shown} is not a URL; check host and port") from error
    if parts.scheme.lower() not in {"http", "https"}:
        raise ConfigError(f"{where}: {shown} is not http or https; give a URL of those, or a path")
    if not usable:
        raise ConfigError(f"{where}: {shown} names no host")
    return url


def _header(value: str, where: str) -> str:
    """Resolve `env:NAME`; neither name nor value of another header is repeated in a message."""
    variable = value.removeprefix("env:")
    if variable != value:
        found = environment.secret(variable)
        if found is None:
            raise ConfigError(f"{where}: a header needs the environment variable {variable}")
        value = found
    if not value.isprintable():
        raise ConfigError(f"{where}: a header's value holds a line break or control character")
    return value
