"""`claimstream backup`, `restore` and `compact`: keep the warehouse safe and small."""

from pathlib import Path
from typing import Annotated

import typer

from flows.cli.options import Config, Format, Output, Warehouse


def backup(
    target: Annotated[
        Path, typer.Argument(metavar="DIR", help="Folder for the backup; a new one each time.")
    ],
    config: Config = None,
    warehouse: Warehouse = None,
    output: Output = Format.table,
) -> None:
    """Write all tables as Parquet and the raw documents to a folder, checked row by row.

    A later version can restore it, and any program that reads Parquet can open it. While a backup
    is made no run can write; readers notice nothing.

    Examples:
      claimstream backup /srv/backups/2026-03-01
    """
    from datetime import UTC, datetime  # noqa: PLC0415 - keeps `--help` fast

    from flows.settings import load_settings  # noqa: PLC0415
    from warehouse.backup import backup as save  # noqa: PLC0415

    directory = load_settings(config, warehouse).warehouse.dir
    tables = save(directory, target, now=datetime.now(UTC))
    _write({name: table.rows for name, table in tables.items()}, output)


def restore(
    source: Annotated[Path, typer.Argument(metavar="DIR", help="What `backup` wrote.")],
    config: Config = None,
    warehouse: Warehouse = None,
    output: Output = Format.table,
) -> None:
    """Make a warehouse of a backup, and publish it.

    The folder of the warehouse must not hold a database yet. A backup of an earlier version is
    brought to this one; every file and every table is checked.

    Examples:
      claimstream restore /srv/backups/2026-03-01 --warehouse /srv/claims
    """
    from flows.settings import load_settings  # noqa: PLC0415 - keeps `--help` fast
    from warehouse.backup import restore as put_back  # noqa: PLC0415
    from warehouse.publishing import publish  # noqa: PLC0415

    directory = load_settings(config, warehouse).warehouse.dir
    tables = put_back(source, directory)
    publish(directory)
    _write({name: table.rows for name, table in tables.items()}, output)


def compact(
    config: Config = None, warehouse: Warehouse = None, output: Output = Format.table
) -> None:
    """Give back the space of rows that were updated or deleted, and publish.

    All rows stay, history included. Readers keep the snapshot that they have open. Where the
    settings say keep_raw_days, older documents lose their bytes and cannot be replayed any more.

    Examples:
      claimstream compact
    """
    from datetime import UTC, datetime, timedelta  # noqa: PLC0415 - keeps `--help` fast

    from flows.cli.output import write_object  # noqa: PLC0415
    from flows.settings import load_settings  # noqa: PLC0415
    from warehouse.compacting import compact as rewrite  # noqa: PLC0415
    from warehouse.publishing import publish  # noqa: PLC0415
    from warehouse.retention import expire_raw  # noqa: PLC0415

    kept = load_settings(config, warehouse).warehouse
    sizes = rewrite(kept.dir)
    done = {"before_bytes": sizes.before_bytes, "after_bytes": sizes.after_bytes}
    if kept.keep_raw_days is not None:
        expired = expire_raw(kept.dir, datetime.now(UTC) - timedelta(days=kept.keep_raw_days))
        done |= {"documents_deleted": expired.documents, "raw_bytes": expired.bytes}
    publish(kept.dir)
    write_object(done, output)


def _write(rows: dict[str, int], output: Format) -> None:
    import polars as pl  # noqa: PLC0415 - keeps `--help` fast

    from flows.cli.output import write_frame  # noqa: PLC0415

    write_frame(pl.DataFrame({"table": list(rows), "rows": list(rows.values())}), output)
