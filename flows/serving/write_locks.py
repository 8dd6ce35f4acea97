"""Let Prefect's automations wait for its SQLite database: without that, alerts are lost.

When an event may concern an automation, Prefect's server reads what it has counted so far and then
writes, in one deferred transaction. SQLite refuses that write at once, however long it may wait, if
another one came between, which is usual while a run records its steps. After three such tries the
event is given up. An immediate transaction waits for its turn before it reads.
"""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

from prefect.server.database import provide_database_interface
from prefect.server.events import triggers
from sqlalchemy.ext.asyncio import AsyncSession


@asynccontextmanager
async def waiting_session(*, begin_transaction: bool = False) -> AsyncGenerator[AsyncSession]:
    """Open a session of Prefect's database; a transaction begins with the write lock."""
    opened = provide_database_interface().session_context(
        begin_transaction=begin_transaction, with_for_update=begin_transaction
    )
    async with opened as session:
        yield session


def wait_for_write_locks() -> None:
    """Let the Prefect server of this process evaluate automations so; it has no setting for it."""
    vars(triggers)["automations_session"] = waiting_session
