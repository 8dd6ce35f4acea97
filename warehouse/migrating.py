"""Bring a database to the tables and views of this version, each migration in one transaction."""

from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path

import duckdb

from transforms.errors import StopError

_HERE = Path(__file__).parent
MIGRATIONS = _HERE / "migrations"
_REPLACEABLE = (_HERE / "macros", _HERE / "views")
_VIEWS_NAME = "views"
_LEDGER = """
CREATE SCHEMA IF NOT EXISTS ops;
CREATE TABLE IF NOT EXISTS ops.schema_migration (
    name       VARCHAR PRIMARY KEY,
    checksum   VARCHAR NOT NULL,
    applied_at TIMESTAMPTZ NOT NULL
);
COMMENT ON TABLE ops.schema_migration IS 'One migration that was applied to this database.';
COMMENT ON COLUMN ops.schema_migration.name IS 'its file name; views stands for all view files';
COMMENT ON COLUMN ops.schema_migration.checksum IS 'BLAKE2b of its text when it was applied';
COMMENT ON COLUMN ops.schema_migration.applied_at IS 'when it was applied';
"""
_FRESH_MART = """
DROP SCHEMA IF EXISTS mart CASCADE;
CREATE SCHEMA mart;
"""


@dataclass(frozen=True, slots=True)
class Script:
    """A named SQL text and the checksum that tells whether it changed."""

    name: str
    sql: str

    @property
    def checksum(self) -> str:
        """BLAKE2b of the text, as hex."""
        return blake2b(self.sql.encode(), digest_size=16).hexdigest()


def scripts_in(folder: Path) -> list[Script]:
    """Read a folder's SQL files in the order of their names."""
    return [
        Script(path.name, path.read_text(encoding="utf-8")) for path in sorted(folder.glob("*.sql"))
    ]


def migrate(
    connection: duckdb.DuckDBPyConnection, folder: Path = MIGRATIONS, *, through: str | None = None
) -> list[str]:
    """Apply what is not applied yet, then renew the views if their files changed.

    Args:
        connection: a writer's connection.
        folder: where the migrations are.
        through: the last one to apply, for rows of an earlier version; the views are left then.

    Returns:
        The names of what was applied; empty for a database that is up to date.

    Raises:
        StopError: an applied migration was changed, or the database knows migrations that this
            version does not.
    """
    applied = _applied(connection)
    check_ledger(applied, folder)
    done = []
    for script in scripts_in(folder):
        if script.name not in applied and (through is None or script.name <= through):
            _apply(connection, script)
            done.append(script.name)
    if through is not None:
        return done
    views = _views()
    if done or applied.get(_VIEWS_NAME) != views.checksum:
        _apply(connection, views)
        done.append(_VIEWS_NAME)
    return done


def _views() -> Script:
    """Join all macros and views: unlike tables they are dropped and made anew when they change."""
    parts = [script.sql for folder in _REPLACEABLE for script in scripts_in(folder)]
    return Script(_VIEWS_NAME, "\n".join([_FRESH_MART, *parts]))


def check_migrations(connection: duckdb.DuckDBPyConnection, folder: Path = MIGRATIONS) -> list[str]:
    """Name the migrations that a database still lacks, without changing it.

    Raises:
        StopError: as `migrate`.
    """
    applied = _applied(connection, create=False)
    check_ledger(applied, folder)
    return [script.name for script in scripts_in(folder) if script.name not in applied]


def applied_migrations(connection: duckdb.DuckDBPyConnection) -> dict[str, str]:
    """Give the migrations that a database has, with the checksums of their texts."""
    applied = _applied(connection, create=False)
    return {name: checksum for name, checksum in applied.items() if name != _VIEWS_NAME}


def _applied(connection: duckdb.DuckDBPyConnection, *, create: bool = True) -> dict[str, str]:
    known = connection.execute(
        "SELECT count(*) FROM duckdb_tables()"
        " WHERE schema_name = 'ops' AND table_name = 'schema_migration'"
    ).fetchone()
    if not (known and known[0]):
        if not create:
            return {}
        _in_transaction(connection, _LEDGER)
    rows = connection.execute("SELECT name, checksum FROM ops.schema_migration").fetchall()
    return dict(rows)


def check_ledger(applied: dict[str, str], folder: Path = MIGRATIONS) -> None:
    """Check that every applied migration is one that this version knows, and unchanged.

    Raises:
        StopError: it is not.
    """
    known = {script.name: script for script in scripts_in(folder)}
    for name, checksum in applied.items():
        if name == _VIEWS_NAME:
            continue
        if name not in known:
            raise StopError(
                f"the database has migration {name}, which this version does not know: "
                "it was written by a newer claimstream; upgrade"
            )
        if known[name].checksum != checksum:
            raise StopError(
                f"migration {name} was changed after it was applied to this database; "
                "restore the file and put the change into a new migration"
            )


def _apply(connection: duckdb.DuckDBPyConnection, script: Script) -> None:
    try:
        _in_transaction(connection, script.sql, script)
    except duckdb.Error as error:
        raise StopError(f"{script.name} could not be applied, nothing was changed: {error}") from (
            error
        )


def _in_transaction(
    connection: duckdb.DuckDBPyConnection, sql: str, script: Script | None = None
) -> None:
    connection.execute("BEGIN")
    try:
        connection.execute(sql)
        if script is not None:
            connection.execute(
                "INSERT OR REPLACE INTO ops.schema_migration VALUES (?, ?, now())",
                [script.name, script.checksum],
            )
        connection.execute("COMMIT")
    except duckdb.Error:
        connection.execute("ROLLBACK")
        raise
