import os
import subprocess
import sys
from pathlib import Path

import pytest

from flows.serving.tenure import LOCK, current, tenancy
from transforms.errors import RetryError, StopError

URL = "http://127.0.0.1:4200/api"


def test_who_has_a_server_is_told_until_it_ends(tmp_path: Path) -> None:
    assert current(tmp_path) is None
    with tenancy(tmp_path, role="up", api_url=URL) as held:
        before = current(tmp_path)
        held.announce()
        after = current(tmp_path)
    assert before is not None
    assert (before.pid, before.role, before.api_url, before.ready) == (
        os.getpid(),
        "up",
        URL,
        False,
    )
    assert after is not None
    assert after.ready
    assert current(tmp_path) is None


def test_a_folder_has_one_server_at_most(tmp_path: Path) -> None:
    with (
        tenancy(tmp_path, role="run", api_url=URL),
        pytest.raises(RetryError, match=f"process {os.getpid()} has a temporary Prefect server"),
        tenancy(tmp_path, role="up", api_url=URL),
    ):
        pass
    with tenancy(tmp_path, role="up", api_url=URL):
        pass


def test_what_a_killed_holder_left_counts_for_nothing(tmp_path: Path) -> None:
    program = (
        "import os, signal, sys\n"
        "from pathlib import Path\n"
        "from flows.serving.tenure import tenancy\n"
        f"with tenancy(Path(sys.argv[1]), role='up', api_url='{URL}'):\n"
        "    os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    subprocess.run([sys.executable, "-c", program, str(tmp_path)], check=False)  # noqa: S603 - our own

    assert '"up"' in (tmp_path / LOCK).read_text()
    assert current(tmp_path) is None


def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    with (
        pytest.raises(StopError, match="cannot be written"),
        tenancy(tmp_path / "nowhere", role="up", api_url=URL),
    ):
        pass
