"""One Prefect server for the whole session, whichever worker asks first: it takes long to start."""

import fcntl
import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).parents[1]
PROGRAM = (sys.executable, "-c", "from flows.cli import main; main()")
ALERTS = "CLAIMSTREAM_TEST_ALERTS"


@dataclass(frozen=True)
class Served:
    """A `claimstream up` that runs."""

    warehouse: str
    home: str
    config: str
    api_url: str
    alert_port: int
    log: str

    def claimstream(self, *arguments: str, **said: str) -> subprocess.CompletedProcess[str]:
        """Run a command beside it; `said` goes into the environment."""
        return subprocess.run(  # noqa: S603 - our own command
            [*PROGRAM, *arguments],
            cwd=REPOSITORY,
            env=environment(Path(self.home)) | said,
            capture_output=True,
            text=True,
            timeout=300,
            check=False,
        )


def environment(home: Path) -> dict[str, str]:
    said = ("PREFECT_", "CLAIMSTREAM_")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(said)}
    return kept | {"HOME": str(home), "PYTHONPATH": str(REPOSITORY)}


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def locked(path: Path) -> Iterator[None]:
    with path.open("w") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield


def start(folder: Path) -> tuple[Served, int]:
    port, alert_port = free_port(), free_port()
    config = folder / "config"
    config.mkdir(parents=True)
    settings = f'[prefect]\nport = {port}\n[alerts]\nto = ["env:{ALERTS}"]\ndisagreements = 3\n'
    (config / "claimstream.toml").write_text(settings)
    (config / "prefect.env").write_bytes((REPOSITORY / "config/prefect.env").read_bytes())
    (config / "sources.toml").write_bytes((REPOSITORY / "config/sources.toml").read_bytes())
    (config / "examples").symlink_to(REPOSITORY / "config/examples")
    served = Served(
        warehouse=str(folder / "warehouse"),
        home=str(folder),
        config=str(config / "claimstream.toml"),
        api_url=f"http://127.0.0.1:{port}/api",
        alert_port=alert_port,
        log=str(folder / "up.log"),
    )
    with Path(served.log).open("w") as log:
        process = subprocess.Popen(  # noqa: S603 - our own command
            [*PROGRAM, "up", "--config", served.config, "--warehouse", served.warehouse],
            cwd=REPOSITORY,
            env=environment(folder) | {ALERTS: f"json://127.0.0.1:{alert_port}/alerts"},
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
    began = time.monotonic()
    while "Ctrl-C ends it" not in Path(served.log).read_text():
        assert process.poll() is None, Path(served.log).read_text()
        assert time.monotonic() - began < 240, Path(served.log).read_text()
        time.sleep(0.2)
    return served, process.pid


@pytest.fixture(scope="session")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """Start `claimstream up` on the samples, or take the one that another worker has started."""
    base = tmp_path_factory.getbasetemp()
    shared = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base
    told, lock = shared / "served.json", shared / "served.lock"
    with locked(lock):
        if told.exists():
            known = json.loads(told.read_text())
        else:
            new, pid = start(shared / "served")
            known = {"served": asdict(new), "pid": pid, "users": 0}
        known["users"] += 1
        told.write_text(json.dumps(known))
    yield Served(**known["served"])
    with locked(lock):
        known = json.loads(told.read_text())
        known["users"] -= 1
        told.write_text(json.dumps(known))
        if not known["users"]:
            ended = Served(**known["served"]).claimstream(
                *("down", "--config", known["served"]["config"]),
                *("--warehouse", known["served"]["warehouse"]),
            )
            told.unlink()
            assert ended.returncode == 0, ended.stderr
