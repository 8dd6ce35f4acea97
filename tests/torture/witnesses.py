"""What is asked of a warehouse that is ill-treated: before, after, and all the while."""

import time
from collections.abc import Callable
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from transforms.errors import StopError
from warehouse.digest import digest
from warehouse.doctor import examine
from warehouse.opening import open_reader, open_writer

FORK = get_context("fork")
RECEIVED = frozenset({"fetched_at", "seen_at"})
READ_EVERY_S = 0.5


def asked(function: Callable[[Path], Any], directory: Path) -> Any:
    """Ask a warehouse in a child, so that this process never loads what must not be forked."""
    ours, theirs = FORK.Pipe()
    child = FORK.Process(target=lambda: theirs.send(function(directory)))
    child.start()
    theirs.close()
    try:
        return ours.recv()
    finally:
        child.join()


def committed(directory: Path) -> list[str]:
    """Give the versions that a killed run has committed."""
    if not (directory / "claims.duckdb").exists():
        return []
    with open_writer(directory) as connection:
        rows = connection.execute("SELECT version_id::VARCHAR FROM core.article_version").fetchall()
    return [row[0] for row in rows]


def state(directory: Path) -> dict[str, Any]:
    """Give what a warehouse holds, what of it is broken, and what should not be there."""
    findings = examine(directory)
    broken = [f"{f.check}: {f.detail}" for f in findings if f.status == "error"]
    broken += [f"{f.check}: {f.detail}" for f in findings if f.check == "snapshot" and f.remedy]
    with open_writer(directory) as connection:
        found = digest(connection, ignoring=RECEIVED)
        rows = connection.execute("SELECT version_id::VARCHAR FROM core.article_version").fetchall()
    left = [str(path.relative_to(directory)) for path in directory.rglob("*.tmp*")]
    left += [str(path.relative_to(directory)) for path in directory.glob("staging/*")]
    return {"digest": found, "versions": [row[0] for row in rows], "broken": broken, "left": left}


def keep_reading(directory: Path, stop: Any, tell: Any) -> None:
    """Ask the published snapshot again and again; report errors, torn reads and steps back."""
    reads, most, errors = 0, 0, []
    while not stop.is_set():
        try:
            with open_reader(directory) as connection:
                n_articles, n_orphans = connection.execute(
                    """
                    SELECT (SELECT count(*) FROM mart.articles), (
                        SELECT count(*) FROM mart.claim_mentions
                        WHERE version_id NOT IN (SELECT version_id FROM mart.articles))
                    """
                ).fetchone() or (0, 0)
        except StopError as error:
            if most or "nothing is published yet" not in str(error):
                errors.append(str(error))
        except Exception as error:  # noqa: BLE001 - whatever a reader sees is the finding
            errors.append(f"{type(error).__name__}: {error}")
        else:
            reads += 1
            if n_articles < most or n_orphans:
                errors.append(f"{most} articles, then {n_articles}; {n_orphans} claims without one")
            most = n_articles
        time.sleep(READ_EVERY_S)
    tell.send((reads, errors))
