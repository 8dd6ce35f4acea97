"""An event that an automation waits for is counted while runs write all the time."""

import asyncio
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

from prefect.server.database import provide_database_interface
from prefect.server.events.models.automations import automations_session
from prefect.settings import PREFECT_API_DATABASE_CONNECTION_URL, temporary_settings
from sqlalchemy import text
from sqlalchemy.exc import OperationalError

from flows.serving.write_locks import waiting_session


async def read_then_write(session: Any, database: Path) -> str:
    """Read in a transaction, let another one write, write; give who was refused."""
    async with session(begin_transaction=True) as ours:
        await ours.execute(text("select count(*) from counted"))
        with closing(sqlite3.connect(database, timeout=0, isolation_level=None)) as other:
            try:
                other.execute("insert into counted values (1)")
            except sqlite3.OperationalError:
                return "the other"
        try:
            await ours.execute(text("insert into counted values (2)"))
        except OperationalError:
            return "the automation"
    return "nobody"


def test_who_writes_meanwhile_has_to_wait_for_an_automation(tmp_path: Path) -> None:
    database = tmp_path / "prefect.db"
    with closing(sqlite3.connect(database)) as connection:
        connection.execute("pragma journal_mode = wal")
        connection.execute("create table counted (number)")

    async def refused() -> tuple[str, str]:
        as_prefect_does_it = await read_then_write(automations_session, database)
        as_our_server_does_it = await read_then_write(waiting_session, database)
        await (await provide_database_interface().engine()).dispose()
        return as_prefect_does_it, as_our_server_does_it

    url = f"sqlite+aiosqlite:///{database}"
    with temporary_settings({PREFECT_API_DATABASE_CONNECTION_URL: url}):
        assert asyncio.run(refused()) == ("the automation", "the other")
