"""Look at what was set aside, and read it again through the same pipeline."""

import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from flows import pipeline
from flows.collected import Collected, Read
from flows.pipeline import Result, load_collected, plainly, publish
from flows.raw_store import RawStore
from flows.run_context import RunContext
from flows.settings import Settings
from flows.sources import SourceConfig, read_sources
from transforms.contracts.operations import Fetch, Reason
from transforms.errors import StopError
from transforms.identifiers import stable_id
from warehouse.opening import RAW, open_reader, open_writer
from warehouse.quarantine import Row, find_quarantined, open_quarantine, resolve

PREVIEW = 1_000
_CONTEXT_LINES = 2
_AFTER_PARSING = frozenset({Reason.SPAN_MISMATCH, Reason.EXTRACTION_FAILED, Reason.EXTRACTION_CUT})


@dataclass(frozen=True, slots=True)
class Replay:
    """What became of inputs that were read again.

    Args:
        run_id: the run that did it; None when there was nothing to read.
        documents: documents read again.
        resolved: rows that are read now.
        still_aside: rows that are set aside as before.
        not_kept: rows without bytes: the next run asks for these again.
        later_stages: rows that reading again cannot help: `claimstream reprocess` can.
    """

    run_id: str | None
    documents: int
    resolved: int
    still_aside: int
    not_kept: int
    later_stages: int


def show_quarantined(directory: Path, given: str) -> Row:
    """Tell all that is known of an input that was set aside, with a preview of its bytes.

    Raises:
        StopError: no or several inputs have an id that begins so.
    """
    with open_reader(directory) as connection:
        row = find_quarantined(connection, given)
    return row | {"preview": _preview(RawStore(directory / RAW), row)}


def raw_bytes(directory: Path, given: str) -> bytes:
    """Give the document that an input came in, as it was received.

    Raises:
        StopError: there is no such input, or nothing was received.
    """
    with open_reader(directory) as connection:
        row = find_quarantined(connection, given)
    if row["raw_id"] is None:
        raise StopError(f"{row['uri']}: nothing was received, so there are no bytes")
    return RawStore(directory / RAW).get(row["raw_id"])


def _preview(store: RawStore, row: Row) -> str | None:
    if row["raw_id"] is None or not store.exists(row["raw_id"]):
        return None
    content = store.get(row["raw_id"])
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError:
        return _hex(content)
    if "\0" in text:
        return _hex(content)
    lines = text.splitlines()
    if row["reason"] == Reason.BAD_ROW and row["position"]:
        first = max(row["position"] - 1 - _CONTEXT_LINES, 0)
        lines = lines[first : row["position"] + _CONTEXT_LINES]
    return _printable("\n".join(lines)[:PREVIEW])


def _hex(content: bytes) -> str:
    """Show bytes as a hex dump, 16 a line."""
    rows = range(0, min(len(content), PREVIEW // 4), 16)
    return "\n".join(f"{at:06x}  {content[at : at + 16].hex(' ')}" for at in rows)


def _printable(text: str) -> str:
    r"""Show what a terminal could take for a command, and what turns text round, as `\u202e`."""
    return "".join(
        sign
        if sign == "\n" or unicodedata.category(sign) not in {"Cc", "Cf", "Cs", "Co", "Cn"}
        else f"\\u{ord(sign):04x}"
        for sign in text
    )


def replay(
    settings: Settings, given: str | None, *, reason: str | None = None, now: datetime | None = None
) -> Replay:
    """Read what was set aside again, with the parsers and settings of today.

    The documents go through the pipeline as in any run: what is known already stays as it is, what
    can be read now is loaded, the books close. A row of the quarantine that no longer comes up is
    marked as resolved; none is deleted.

    Args:
        settings: of the warehouse.
        given: how the id of one row begins; None = all that are open.
        reason: only rows with this reason.
        now: when; the moment by default.

    Raises:
        StopError: no or several rows have an id that begins so, or bytes are damaged.
        RetryError: a run is writing.
    """
    moment = now or datetime.now(UTC)
    directory = settings.warehouse.dir
    with open_writer(directory) as connection:
        if given is None:
            rows = open_quarantine(connection, reason)
        else:
            rows = [find_quarantined(connection, given)]
    store = RawStore(directory / RAW)
    kept = [row for row in rows if row["raw_id"] and store.exists(row["raw_id"])]
    again = [row for row in kept if row["reason"] not in _AFTER_PARSING]
    run_id = stable_id("run", "replay", moment.isoformat())
    sources = _sources(again, settings)
    context = RunContext(settings, tuple(sources.values()), run_id, moment)
    aside: set[tuple[Any, ...]] = set()
    reads = _reads(again, sources, run_id)
    if reads:
        _load(context, reads, aside)
    resolved = {row["quarantine_id"] for row in again if _place(row) not in aside}
    with open_writer(directory) as connection:
        n_resolved = resolve(connection, resolved, run_id=run_id, now=moment)
    publish(context)
    return Replay(
        run_id=run_id if reads else None,
        documents=len(reads),
        resolved=n_resolved,
        still_aside=len(again) - len(resolved),
        not_kept=len(rows) - len(kept),
        later_stages=len(kept) - len(again),
    )


def _load(context: RunContext, reads: Sequence[Read], aside: set[tuple[Any, ...]]) -> None:
    """Take documents through the pipeline, and gather what is set aside again."""

    def step(function: Callable[..., Result], *arguments: Any, name: str | None = None) -> Result:  # noqa: ANN401 - any step's arguments
        result = plainly(function, *arguments, name=name)
        if function is pipeline.read and result is not None:
            aside.update(_place(row) for row in result.rejects.iter_rows(named=True))  # type: ignore[attr-defined]
        return result

    with open_writer(context.directory) as connection:
        context.begin(connection)
    collected = Collected(reads=list(reads), fetches=[read.fetch for read in reads])
    load_collected(context, collected, step=step)


def _place(row: Mapping[str, Any]) -> tuple[Any, ...]:
    return row["source_id"], row["raw_id"], row["position"]


def _sources(rows: Iterable[Row], settings: Settings) -> dict[str, SourceConfig]:
    """Give the sources of some rows: as they are configured now, else as the warehouse knows."""
    listed = settings.ingest.sources
    configured = {s.source_id: s for s in read_sources(listed)} if listed.exists() else {}
    return {
        row["source_id"]: configured.get(row["source_id"])
        or SourceConfig(
            source_id=row["source_id"],
            name=row["source"],
            location=row["location"],
            target=row["location"],
            is_url=row["source_kind"] == "feed",
            outlet=row["outlet_name"],
        )
        for row in rows
    }


def _reads(rows: Iterable[Row], sources: Mapping[str, SourceConfig], run_id: str) -> list[Read]:
    """Give the documents of some rows, each once, as if they had just been found unchanged."""
    found: dict[tuple[str, str], Read] = {}
    for row in rows:
        source = sources[row["source_id"]]
        if source.is_url and row["uri"] != source.location:
            source = replace(source, kind=None)  # a page of its items, or a sitemap of its index
        fetch = Fetch(
            fetch_id=stable_id("fetch", run_id, source.source_id, row["uri"], row["raw_id"]),
            run_id=run_id,
            source_id=source.source_id,
            uri=row["uri"],
            status="known",
            http_status=None,
            etag=None,
            last_modified=None,
            raw_id=row["raw_id"],
            size_bytes=row["size_bytes"],
            duration_s=0.0,
            error=None,
            fetched_at=row["fetched_at"] or row["quarantined_at"],
        )
        found.setdefault((row["uri"], row["raw_id"]), Read(source, fetch, row["media_type"]))
    return list(found.values())
