"""Examine a warehouse: is everything it promises true, and if not, what to do."""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import duckdb

from transforms.errors import ClaimstreamError
from warehouse.failures import meaning_of
from warehouse.migrating import check_migrations
from warehouse.opening import DATABASE, PUBLISHED, RAW, open_reader, warehouse_lock
from warehouse.tables import CLUSTERS, REFERENCES, SPANS, TABLES
from warehouse.verbatim import Texts

STAGING = "staging"
_SPACE_WANTED = 3
"""Times the size of the database that should be free: a snapshot, a backup and room to grow."""

_RELOAD = (
    "`claimstream restore` the last backup into a new folder, or `claimstream replay` the raw "
    "documents into one"
)


@dataclass(frozen=True, slots=True)
class Finding:
    """What one check found."""

    check: str
    status: str  # ok, warning or error
    detail: str
    remedy: str


def examine(directory: Path) -> list[Finding]:
    """Run all checks on a warehouse, without changing anything but the lock it takes.

    Args:
        directory: the warehouse's directory.

    Returns:
        One finding per check, errors first.

    Raises:
        RetryError: a writer is at work; the live database can be examined when it has finished.
    """
    found = list(_files(directory))
    if (directory / DATABASE).exists():
        with warehouse_lock(directory):
            found += _database(directory / DATABASE, directory / RAW)
    return sorted(found, key=lambda finding: ["error", "warning", "ok"].index(finding.status))


def _files(directory: Path) -> Iterator[Finding]:
    live = directory / DATABASE
    if not live.exists():
        yield Finding(
            "database", "warning", f"{live}: there is none yet", "run `claimstream run` first"
        )
    yield _snapshot(directory)
    yield _staging(directory / STAGING)
    if directory.exists():
        yield _space(directory, live.stat().st_size if live.exists() else 0)


def _snapshot(directory: Path) -> Finding:
    remedy = "run `claimstream run`; it publishes again"
    try:
        with open_reader(directory) as connection:
            row = connection.execute("SELECT count(*) FROM mart.articles").fetchone()
    except (ClaimstreamError, duckdb.Error) as error:
        return Finding("snapshot", "warning", str(error), remedy)
    published, live = directory / PUBLISHED, directory / DATABASE
    if live.exists() and published.stat().st_mtime_ns != live.stat().st_mtime_ns:
        return Finding("snapshot", "warning", f"{published} is older than the database", remedy)
    return Finding("snapshot", "ok", f"readable, {row[0] if row else 0} article versions", "")


def _staging(folder: Path) -> Finding:
    left = sorted(path.name for path in folder.glob("*")) if folder.exists() else []
    if left:
        return Finding(
            "staging",
            "warning",
            f"{len(left)} batch(es) were staged but not loaded: {', '.join(left[:3])}",
            "run `claimstream run`; it loads them or stages them again",
        )
    return Finding("staging", "ok", "nothing is left over", "")


def _space(directory: Path, size: int) -> Finding:
    free = shutil.disk_usage(directory).free
    detail = f"{free / 1e9:.1f} GB free, the database takes {size / 1e9:.2f} GB"
    if free < _SPACE_WANTED * size:
        return Finding("disk space", "warning", detail, "see `doctor --sizes`; run `compact`")
    return Finding("disk space", "ok", detail, "")


def _database(live: Path, raw: Path) -> list[Finding]:
    try:
        with duckdb.connect(str(live), read_only=True) as connection:
            connection.execute("SET TimeZone = 'UTC'")
            missing = check_migrations(connection)
            if missing:
                detail = f"not applied yet: {', '.join(missing)}"
                return [
                    Finding("migrations", "warning", detail, "the next `claimstream run` does it")
                ]
            return [
                Finding("migrations", "ok", "all are applied, none was changed", ""),
                _spans(connection),
                _keys(connection),
                _memberships(connection),
                _orphans(connection),
                _accounts(connection),
                _runs(connection),
                _sources(connection),
                _raw_documents(connection, raw),
            ]
    except ClaimstreamError as error:
        return [Finding("migrations", "error", str(error), "see the message")]
    except duckdb.Error as error:
        return [Finding("database", "error", str(meaning_of(error, str(live))), _RELOAD)]


def _spans(connection: duckdb.DuckDBPyConnection) -> Finding:
    total, wrong = 0, {}
    texts = Texts(connection, "core.article_version WHERE retracted_at IS NULL")
    for span in SPANS:
        live = f"(FROM {span.table} WHERE retracted_at IS NULL)"
        total += _count(connection, f"FROM {live} WHERE {span.text} IS NOT NULL")
        wrong[f"{span.table}.{span.text}"] = len(texts.wrong_spans(span, live))
    return _judge("verbatim", wrong, f"{total} spans equal the text at their offsets", _RELOAD)


def _keys(connection: duckdb.DuckDBPyConnection) -> Finding:
    wrong = {}
    for table, contract in TABLES.items():
        key = ", ".join(contract.key)
        live = "WHERE retracted_at IS NULL" if contract.history else ""
        sql = f"SELECT 1 FROM {table} {live} GROUP BY {key} HAVING count(*) > 1"  # noqa: S608 - names come from declarations
        wrong[table] = _count(connection, sql)
    return _judge("unique keys", wrong, f"in all {len(TABLES)} tables", _RELOAD)


def _memberships(connection: duckdb.DuckDBPyConnection) -> Finding:
    wrong = {}
    for cluster in CLUSTERS:
        held = "" if cluster.id == "copy_group_id" else "AND status <> 'rejected'"
        sql = f"""
            SELECT 1 FROM {cluster.membership} WHERE retracted_at IS NULL {held}
            GROUP BY {cluster.member} HAVING count(*) > 1
        """  # noqa: S608 - names come from declarations
        wrong[cluster.membership] = _count(connection, sql)
    return _judge("clusters", wrong, "every member is in one", "run `claimstream reprocess`")


def _orphans(connection: duckdb.DuckDBPyConnection) -> Finding:
    wrong = {}
    for reference in REFERENCES:
        live = "AND row.retracted_at IS NULL" if TABLES[reference.table].history else ""
        there = "AND parent.retracted_at IS NULL" if TABLES[reference.parent].history else ""
        sql = f"""
            SELECT 1 FROM {reference.table} AS row
            WHERE row.{reference.column} IS NOT NULL {live} AND NOT EXISTS (
                FROM {reference.parent} AS parent
                WHERE parent.{reference.parent_column} = row.{reference.column} {there}
            )
        """  # noqa: S608 - names come from declarations
        wrong[f"{reference.table}.{reference.column}"] = _count(connection, sql)
    good = f"all {len(REFERENCES)} kinds lead to a live row"
    return _judge("references", wrong, good, "run `claimstream reprocess`")


def _accounts(connection: duckdb.DuckDBPyConnection) -> Finding:
    sql = """
        SELECT 1 FROM ops.accounting
        WHERE n_seen <> n_new + n_updated + n_unchanged + n_duplicate + n_quarantined
    """
    wrong = {"ops.accounting": _count(connection, sql)}
    return _judge("accounting", wrong, "all books close", _RELOAD)


def _runs(connection: duckdb.DuckDBPyConnection) -> Finding:
    left = _count(connection, "SELECT 1 FROM ops.run WHERE status = 'running'")
    if left:
        detail = f"{left} run(s) began and never reported their end"
        return Finding(
            "runs", "warning", detail, "they were killed; the next run takes up the work"
        )
    return Finding("runs", "ok", "all have ended", "")


def _sources(connection: duckdb.DuckDBPyConnection) -> Finding:
    rows = connection.execute(
        """
        SELECT health, list(source.name ORDER BY source.name)
        FROM ops.source_state JOIN ops.source AS source USING (source_id)
        WHERE health IN ('gone', 'dried_up', 'backing_off')
        GROUP BY health ORDER BY health
        """
    ).fetchall()
    if not rows:
        return Finding("sources", "ok", "none is gone, dried up or fails again and again", "")
    told = "; ".join(f"{health}: {len(names)} ({', '.join(names[:3])})" for health, names in rows)
    remedy = "`claimstream sources check` says what each answers; mart.sources_health since when"
    return Finding("sources", "warning", told, remedy)


def _raw_documents(connection: duckdb.DuckDBPyConnection, raw: Path) -> Finding:
    kept = {path.name.partition(".")[0] for path in raw.glob("*/*")} if raw.exists() else set()
    known = {
        row[0]
        for row in connection.execute(
            "SELECT raw_id FROM core.raw_document"
            " WHERE raw_id NOT IN (SELECT raw_id FROM ops.forgotten_document)"
        ).fetchall()
    }
    lost = len(known - kept)
    if lost:
        detail = f"the bytes of {lost} of {len(known)} documents are not under {raw}"
        remedy = "copy raw/ from a backup; without these bytes `claimstream replay` refuses"
        return Finding("raw documents", "warning", detail, remedy)
    return Finding("raw documents", "ok", f"{len(known)} documents are kept", "")


def _count(connection: duckdb.DuckDBPyConnection, sql: str) -> int:
    row = connection.execute(f"SELECT count(*) FROM ({sql})").fetchone()  # noqa: S608 - ours
    return int(row[0]) if row else 0


def _judge(check: str, wrong: dict[str, int], good: str, remedy: str) -> Finding:
    """Say that a check holds everywhere, or where and how often it does not."""
    broken = {where: times for where, times in wrong.items() if times}
    if not broken:
        return Finding(check, "ok", good, "")
    listed = ", ".join(f"{where}: {times}" for where, times in broken.items())
    return Finding(check, "error", f"rows that break it: {listed}", remedy)
