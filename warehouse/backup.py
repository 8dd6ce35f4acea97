"""Write all tables to Parquet files with a manifest, and make a warehouse of them again.

live database -> tables/*.parquet + raw/ -> manifest.json -> (any later version) -> live database
"""

import json
import os
import shutil
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from hashlib import file_digest
from importlib.metadata import version
from pathlib import Path
from typing import Any

import duckdb

from transforms.errors import StopError
from warehouse.failures import meaning_of
from warehouse.migrating import applied_migrations, check_ledger
from warehouse.moving import content_of, move_rows, new_database, put_in_place, stored_columns
from warehouse.opening import DATABASE, RAW, fold_in_log, warehouse_lock

MANIFEST = "manifest.json"
_FORMAT = 1


@dataclass(frozen=True, slots=True)
class SavedTable:
    """One table of a backup: its file, rows and columns, and the hash of the file."""

    file: str
    rows: int
    columns: list[str]
    sha256: str


def backup(directory: Path, target: Path, *, now: datetime) -> dict[str, SavedTable]:
    """Write every table and the raw bytes to a folder of its own, and read them back.

    Holds the writer's lock; readers of the snapshot notice nothing. The folder appears when it is
    complete.

    Args:
        directory: the warehouse's directory.
        target: a folder that does not exist yet, or is empty.
        now: the moment, for the manifest.

    Returns:
        The tables.

    Raises:
        StopError: there is no database, the folder holds something, or a file does not hold what
            its table does.
        RetryError: a run is writing, or the disk is full.
    """
    live = directory / DATABASE
    if not live.exists():
        raise StopError(f"{live}: there is no database yet; run `claimstream run` first")
    if target.exists() and (not target.is_dir() or any(target.iterdir())):
        raise StopError(f"{target}: a backup needs a new folder, this one holds something already")
    temporary = target.absolute().with_name(f".{target.absolute().name}.tmp")
    with warehouse_lock(directory):
        try:
            shutil.rmtree(temporary, ignore_errors=True)
            (temporary / "tables").mkdir(parents=True)
            fold_in_log(live)
            with duckdb.connect(str(live), read_only=True) as connection:
                connection.execute("SET TimeZone = 'UTC'")
                tables = {
                    table: _save(connection, table, columns, temporary)
                    for table, columns in stored_columns(connection).items()
                }
                migrations = applied_migrations(connection)
            raw = copy_raw(directory / RAW, temporary / RAW)
            _write_manifest(temporary, tables, {"migrations": migrations, "raw": raw}, now)
            if target.exists():
                target.rmdir()
            put_in_place(temporary, target.absolute())
        except (duckdb.Error, OSError) as error:
            raise meaning_of(error, str(target)) from error
        finally:
            shutil.rmtree(temporary, ignore_errors=True)
    return tables


def _save(
    connection: duckdb.DuckDBPyConnection, table: str, columns: list[str], folder: Path
) -> SavedTable:
    name = f"tables/{table}.parquet"
    path = folder / name
    source = f"read_parquet('{quoted(path)}')"
    connection.execute(f"COPY {table} TO '{quoted(path)}' (FORMAT parquet, COMPRESSION zstd)")
    held, written = content_of(connection, table, columns), content_of(connection, source, columns)
    if held != written:
        raise StopError(f"{path}: holds other rows than {table}; the disk may be failing")
    with path.open("rb") as handle:
        os.fsync(handle.fileno())
        return SavedTable(name, held.rows, columns, file_digest(handle, "sha256").hexdigest())


def copy_raw(source: Path, target: Path) -> dict[str, int]:
    """Copy the kept documents; they are named by their content and never change."""
    files = sorted(source.glob("*/*.gz"))
    for path in files:
        copy = target / path.parent.name / path.name
        if not copy.exists():
            copy.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, copy)
    return {"files": len(files), "bytes": sum(path.stat().st_size for path in files)}


def _write_manifest(
    folder: Path, tables: Mapping[str, SavedTable], more: Mapping[str, Any], now: datetime
) -> None:
    said = {
        "format": _FORMAT,
        "made_at": now.isoformat(),
        "claimstream": version("claimstream"),
        "duckdb": duckdb.__version__,
        **more,
        "tables": {name: asdict(table) for name, table in tables.items()},
    }
    with (folder / MANIFEST).open("w", encoding="utf-8") as handle:
        json.dump(said, handle, indent=1)
        handle.flush()
        os.fsync(handle.fileno())


def restore(source: Path, directory: Path) -> dict[str, SavedTable]:
    """Make a warehouse of a backup, which may be of an earlier version.

    Every file is compared with its hash, every table with its file. Nothing is published.

    Args:
        source: a folder that `backup` wrote.
        directory: the warehouse's directory; it must not hold a database.

    Returns:
        The tables.

    Raises:
        StopError: there is a database already, or the backup is incomplete, damaged, or of a
            newer version.
        RetryError: the disk is full.
    """
    live = directory / DATABASE
    migrations, tables = _read_manifest(source)
    check_ledger(migrations)
    with warehouse_lock(directory):
        if live.exists():
            raise StopError(f"{live}: there is a database already; restore into another folder")
        try:
            for saved in tables.values():
                _check_file(source / saved.file, saved)
            with new_database(live, max(migrations)) as connection:
                for table, saved in tables.items():
                    file = f"read_parquet('{quoted(source / saved.file)}')"
                    held = move_rows(connection, table, file, saved.columns)
                    if held.rows != saved.rows:
                        raise StopError(f"{source}: {table} should have {saved.rows} rows")
            copy_raw(source / RAW, directory / RAW)
        except (duckdb.Error, OSError) as error:
            raise meaning_of(error, str(source)) from error
    return tables


def _read_manifest(source: Path) -> tuple[dict[str, str], dict[str, SavedTable]]:
    path = source / MANIFEST
    try:
        said = json.loads(path.read_text(encoding="utf-8"))
        tables = {name: SavedTable(**table) for name, table in said["tables"].items()}
        migrations = {str(name): str(checksum) for name, checksum in said["migrations"].items()}
        written_as = int(said["format"])
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise StopError(f"{path}: no backup of claimstream ({error!r})") from error
    if written_as != _FORMAT or not migrations:
        raise StopError(f"{path}: a backup of format {written_as}, expected {_FORMAT}; upgrade")
    return migrations, tables


def _check_file(path: Path, saved: SavedTable) -> None:
    with path.open("rb") as handle:
        found = file_digest(handle, "sha256").hexdigest()
    if found != saved.sha256:
        raise StopError(f"{path}: damaged, its hash is not the one in {MANIFEST}")


def quoted(path: Path) -> str:
    """Write a path inside an SQL string."""
    return str(path).replace("'", "''")
