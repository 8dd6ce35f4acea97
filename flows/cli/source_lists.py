"""`claimstream sources add|import-opml|export-opml`: into the list of sources and out of it."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from flows.cli.options import Config, Format, Output

if TYPE_CHECKING:
    from collections.abc import Sequence

    from flows.discovery import FoundFeed


def add(  # noqa: PLR0913, PLR0917 - the options of a command
    url: Annotated[str, typer.Argument(metavar="URL", help="A site, or a feed of it.")],
    name: Annotated[str | None, typer.Option(metavar="NAME", help="What to call it.")] = None,
    outlet: Annotated[
        str | None, typer.Option(metavar="NAME", help="The publisher of all its items.")
    ] = None,
    full_text: Annotated[  # noqa: FBT002 - a flag of a command
        bool, typer.Option("--full-text", help="Read the page of each item as well.")
    ] = False,
    every: Annotated[  # noqa: FBT002 - a flag of a command
        bool, typer.Option("--all", help="Add all feeds, not the first.")
    ] = False,
    allow_private: Annotated[
        list[str] | None,
        typer.Option(metavar="NETWORK", help="Not public, and may be reached: 10.0.0.0/8."),
    ] = None,
    config: Config = None,
    output: Output = Format.table,
) -> None:
    """Find the feeds of a site and add the first, or all, to config/sources.toml.

    Looks at the address itself, at what its page names, then in the usual places. Each feed is read
    once to see whether it holds articles. What stands in the file stays as it is.

    Examples:
      claimstream sources add https://example.org
      claimstream sources add https://example.org/feed --outlet "Example"
    """
    from datetime import UTC, datetime  # noqa: PLC0415 - keeps `--help` fast

    from flows.cli.output import stderr, write_rows  # noqa: PLC0415
    from flows.discovery import find_feeds  # noqa: PLC0415
    from flows.settings import load_settings  # noqa: PLC0415
    from flows.source_writing import append_sources  # noqa: PLC0415
    from flows.sources import read_sources  # noqa: PLC0415

    settings = load_settings(config)
    listed = settings.ingest.sources
    known = {s.source_id for s in read_sources(listed)} if listed.exists() else set()
    networks = tuple(allow_private or ())
    found = find_feeds(url, settings, now=datetime.now(UTC), allow_private=networks)
    new = [feed for feed in found if feed.source.source_id not in known]
    chosen = new if every else new[:1]
    said: dict[str, object] = {
        "outlet": outlet,
        "full_text": full_text,
        "allow_private": allow_private,
    }
    append_sources(listed, [_entry(feed, name, said) for feed in chosen])
    columns = ["name", "location", "entries", "newest", "added"]
    write_rows(columns, _rows(found, chosen, known), output)
    remedy = "" if len(new) == len(chosen) else "; --all adds the others, too"
    stderr().print(f"{len(chosen)} added to {listed}{remedy}", markup=False, soft_wrap=True)


def _entry(feed: "FoundFeed", name: str | None, said: dict[str, object]) -> dict[str, object]:
    entry = {"name": name or feed.source.name, "location": feed.source.target}
    return entry | {key: value for key, value in said.items() if value}


def _rows(
    found: "Sequence[FoundFeed]", chosen: "Sequence[FoundFeed]", known: set[str]
) -> list[dict[str, object]]:
    return [
        {
            "name": feed.source.name,
            "location": feed.source.location,
            "entries": feed.check.entries,
            "newest": feed.check.newest,
            "added": "there already"
            if feed.source.source_id in known
            else "yes"
            if feed in chosen
            else "no",
        }
        for feed in found
    ]


def import_opml(
    path: Annotated[Path, typer.Argument(metavar="FILE", help="OPML, as feed readers write it.")],
    config: Config = None,
    output: Output = Format.table,
) -> None:
    """Add the feeds of an OPML file to config/sources.toml; those that are there stay as they are.

    Nothing is fetched; claimstream sources check does that.

    Example:
      claimstream sources import-opml subscriptions.opml
    """
    from flows.cli.output import write_rows  # noqa: PLC0415 - keeps `--help` fast
    from flows.opml import read_opml  # noqa: PLC0415
    from flows.settings import load_settings  # noqa: PLC0415
    from flows.source_writing import append_sources  # noqa: PLC0415
    from flows.sources import read_sources, url_source  # noqa: PLC0415
    from transforms.errors import ConfigError  # noqa: PLC0415

    listed = load_settings(config).ingest.sources
    known = {s.source_id for s in read_sources(listed)} if listed.exists() else set()
    entries, rows = [], []
    for outline in read_opml(path):
        row = {"name": outline.name, "location": outline.url, "added": "yes"}
        rows.append(row)
        try:
            source = url_source(outline.url)
        except ConfigError as error:
            row |= {"location": None, "added": f"no: {error}"}
            continue
        row["location"] = source.location
        if source.source_id in known:
            row["added"] = "there already"
        else:
            known.add(source.source_id)
            entries.append({"name": outline.name or source.name, "location": outline.url})
    if entries:
        append_sources(listed, entries)
    write_rows(["name", "location", "added"], rows, output)


def export_opml(config: Config = None) -> None:
    """Write the feeds of config/sources.toml as OPML, for other readers.

    Feeds whose address or headers bear a secret are left out and named on stderr.

    Example:
      claimstream sources export-opml > sources.opml
    """
    from flows.cli.output import stderr  # noqa: PLC0415 - keeps `--help` fast
    from flows.opml import as_opml  # noqa: PLC0415
    from flows.settings import load_settings  # noqa: PLC0415
    from flows.sources import read_sources  # noqa: PLC0415

    text, secret = as_opml(read_sources(load_settings(config).ingest.sources))
    sys.stdout.write(text)
    if secret:
        said = f"left out, as they bear a secret: {', '.join(secret)}"
        stderr().print(said, style="yellow", markup=False, soft_wrap=True)
