"""What happened: sources, runs, batches, the books of each run, what was set aside or decided."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Annotated

from transforms.contracts.contract import Contract, Id


class Reason(StrEnum):
    """Why an input could not go on."""

    UNREADABLE = "unreadable"  # the file or response could not be read at all
    TOO_LARGE = "too_large"  # over the size limit of its kind
    FETCH_FAILED = "fetch_failed"  # the server or the network said no
    PARSE_FAILED = "parse_failed"  # the bytes are not what their kind promises
    PARSER_DIED = "parser_died"  # the child process crashed, ran out of time or of memory
    NO_ENTRIES = "no_entries"  # a document of a feed kind that holds nothing
    UNKNOWN_KIND = "unknown_kind"  # nothing here reads such a file
    BAD_ROW = "bad_row"  # one line of a table that is not a row
    NO_TEXT = "no_text"  # neither title nor body
    SPAN_MISMATCH = "span_mismatch"  # a span does not equal the text at its offsets
    FORGOTTEN = "forgotten"  # the article was taken down on request
    EXTRACTION_FAILED = "extraction_failed"  # the extractor raised on this text
    EXTRACTION_CUT = "extraction_cut"  # the text is too long to be parsed to its end


class Outcome(StrEnum):
    """What became of one delivered entry; every entry has exactly one."""

    NEW = "new"
    UPDATED = "updated"
    UNCHANGED = "unchanged"
    DUPLICATE = "duplicate"
    QUARANTINED = "quarantined"


@dataclass(frozen=True, slots=True)
class Source:
    """A place that articles are read from: a feed, a folder or a file."""

    source_id: Annotated[str, Id(), "stable id of the location"]
    name: Annotated[str, "the name given in sources.toml, else the location"]
    kind: Annotated[str, "feed, folder or file"]
    location: Annotated[str, "URL without secrets, or path"]
    outlet_name: Annotated[str | None, "the publisher of all its articles, where configured"]
    first_seen_at: Annotated[datetime, "when a run first used it"]


@dataclass(frozen=True, slots=True)
class Fetch:
    """One attempt to get one document of a source."""

    fetch_id: Annotated[str, Id(), "run, source and location"]
    run_id: Annotated[str, Id(), "the run that made it"]
    source_id: Annotated[str, Id(), "the source it belongs to"]
    uri: Annotated[str, "where it was read from, without secrets"]
    status: Annotated[str, "fetched, not_modified, known (same bytes as before) or failed"]
    http_status: Annotated[int | None, "status code, for HTTP"]
    etag: Annotated[str | None, "validator to send next time"]
    last_modified: Annotated[str | None, "validator to send next time"]
    raw_id: Annotated[str | None, "sha256 of the bytes, lower-case hex"]
    size_bytes: Annotated[int | None, "size of the decoded body"]
    duration_s: Annotated[float, "seconds from request to last byte"]
    error: Annotated[str | None, "why it failed, and what to do"]
    fetched_at: Annotated[datetime, "when it ended"]


@dataclass(frozen=True, slots=True)
class SourceState:
    """How a source stands after the last run that came by, and when it is asked next."""

    source_id: Annotated[str, Id(), "the source"]
    health: Annotated[str, "ok, failing, backing_off, gone, moved or dried_up"]
    detail: Annotated[str | None, "what is the matter, and what to do"]
    since_at: Annotated[datetime, "since when its health is this one"]
    asked_at: Annotated[datetime | None, "when it was last asked"]
    due_at: Annotated[datetime | None, "from when it may be asked again; NULL once it is gone"]
    interval_s: Annotated[float, "seconds between two visits that its news suggests"]
    n_failed: Annotated[int, "failures in a row"]
    n_moved: Annotated[int, "visits in a row that were sent on, for good, to one other address"]
    moved_to: Annotated[str | None, "that address; asked in place of its own from the third time"]
    run_id: Annotated[str, Id(), "the last run that asked it or left it as not due"]


@dataclass(frozen=True, slots=True)
class RawDocument:
    """Bytes as received, kept once under their sha256 beside the database."""

    raw_id: Annotated[str, "sha256 of the bytes, lower-case hex"]
    source_id: Annotated[str, Id(), "the source that first delivered them"]
    uri: Annotated[str, "where they were first read from"]
    media_type: Annotated[str | None, "as declared by the server"]
    size_bytes: Annotated[int, "size before compression"]
    fetched_at: Annotated[datetime, "when they first came"]


@dataclass(frozen=True, slots=True)
class Run:
    """One ingest run and how it ended."""

    run_id: Annotated[str, Id(), "stable id of flow run and start"]
    started_at: Annotated[datetime, "when it began"]
    finished_at: Annotated[datetime | None, "when its last batch was loaded"]
    status: Annotated[str, "running, completed, completed_with_failures or failed"]
    message: Annotated[str | None, "the outcome in one sentence"]
    versions: Annotated[str, "JSON: engine, rule and package versions that decided"]


@dataclass(frozen=True, slots=True)
class LoadBatch:
    """One batch that was loaded in one transaction; its id makes a second load a no-op."""

    batch_id: Annotated[str, Id(), "stable id of the entries in it"]
    run_id: Annotated[str, Id(), "the run that loaded it"]
    n_entries: Annotated[int, "entries delivered"]
    n_versions: Annotated[int, "versions new or updated"]
    n_claim_mentions: Annotated[int, "claim mentions taken out"]
    loaded_at: Annotated[datetime, "when it was committed"]


@dataclass(frozen=True, slots=True)
class Accounting:
    """The books of one source in one batch: n_seen is the sum of the five outcomes."""

    run_id: Annotated[str, Id(), "the run"]
    batch_id: Annotated[str, Id(), "the batch"]
    source_id: Annotated[str, Id(), "the source"]
    n_seen: Annotated[int, "entries delivered, counted before anything else"]
    n_new: Annotated[int, "articles not known before"]
    n_updated: Annotated[int, "known articles whose text changed: a new version"]
    n_unchanged: Annotated[int, "known articles delivered again as they were"]
    n_duplicate: Annotated[int, "the same article twice in one delivery, or from another source"]
    n_quarantined: Annotated[int, "entries set aside"]


@dataclass(frozen=True, slots=True)
class Quarantined:
    """One input that could not go on, with the reason and the bytes to replay it from."""

    quarantine_id: Annotated[str, Id(), "source, bytes, position and reason"]
    run_id: Annotated[str, Id(), "the run that set it aside"]
    source_id: Annotated[str, Id(), "where it came from"]
    uri: Annotated[str, "the document"]
    position: Annotated[
        int | None, "entry or line number in the document, from 1; NULL = all of it"
    ]
    reason: Annotated[str, "one of the fixed reasons"]
    detail: Annotated[str, "what was expected, what came"]
    raw_id: Annotated[str | None, "sha256 of the bytes kept; NULL when none were received"]
    quarantined_at: Annotated[datetime, "when"]


@dataclass(frozen=True, slots=True)
class Resolution:
    """That an input in quarantine has been read after all."""

    quarantine_id: Annotated[str, Id(), "the row of the quarantine"]
    run_id: Annotated[str, Id(), "the replay that read it, or noted that a later run had"]
    resolved_at: Annotated[datetime, "when"]


@dataclass(frozen=True, slots=True)
class Reject:
    """An input that a stage set aside; the load turns it into a quarantine row."""

    source_id: Annotated[str, Id(), "where it came from"]
    uri: Annotated[str, "the document"]
    raw_id: Annotated[str | None, "sha256 of the bytes"]
    position: Annotated[int | None, "entry or line number from 1; None = the whole document"]
    reason: Annotated[str, "one of Reason"]
    detail: Annotated[str, "what was expected, what came"]


@dataclass(frozen=True, slots=True)
class Withdrawal:
    """A row that rules decided and that nothing takes the place of: it no longer holds."""

    table_name: Annotated[str, "core.disagreement, …"]
    row_id: Annotated[str, Id(), "its key"]


@dataclass(frozen=True, slots=True)
class Decision:
    """An analyst's judgement; it outranks the scorer and survives every re-run."""

    decision_id: Annotated[str, Id(), "what was decided on what, by whom, when"]
    action: Annotated[str, "merge, split, confirm, reject or undo"]
    subject: Annotated[str, "what it is about: event, event_link, copy_group, claim or decision"]
    subject_ids: Annotated[
        list[str], Id(), "what was named: events, claims or copy groups, a link, a decision"
    ]
    mention_ids_l: Annotated[
        list[str], Id(), "the mentions on the one side, at that moment; versions, of a copy group"
    ]
    mention_ids_r: Annotated[list[str], Id(), "the mentions on the other: those joined or parted"]
    decided_by: Annotated[str, "who decided"]
    reason: Annotated[str | None, "why, in the words of who decided"]
    decided_at: Annotated[datetime, "when it was decided"]
    recorded_at: Annotated[datetime, "when this warehouse took it over; its effects bear this time"]
    undone_at: Annotated[datetime | None, "when it was undone; NULL while it holds"]


SOURCES = Contract(Source, table="ops.source", key=("source_id",))
FETCHES = Contract(Fetch, table="ops.fetch", key=("fetch_id",))
SOURCE_STATES = Contract(SourceState, table="ops.source_state", key=("source_id",))
RAW_DOCUMENTS = Contract(RawDocument, table="core.raw_document", key=("raw_id",))
RUNS = Contract(Run, table="ops.run", key=("run_id",))
LOAD_BATCHES = Contract(LoadBatch, table="ops.load_batch", key=("batch_id",))
ACCOUNTING = Contract(Accounting, table="ops.accounting", key=("batch_id", "source_id"))
QUARANTINE = Contract(Quarantined, table="ops.quarantine", key=("quarantine_id",))
RESOLUTIONS = Contract(Resolution, table="ops.resolution", key=("quarantine_id",))
REJECTS = Contract(Reject, key=("source_id", "uri", "position"))
WITHDRAWALS = Contract(Withdrawal, key=("table_name", "row_id"))
DECISIONS = Contract(Decision, table="ops.decision", key=("decision_id",))
