"""A small dose of `make torture`: kills and hostile documents, each program as it is."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

TORTURE = Path(__file__).parents[1] / "torture"


def figures(program: str, *arguments: str) -> dict[str, Any]:
    """Run a program of the torture chamber to its end and give its figures."""
    ended = subprocess.run(  # noqa: S603 - our own program
        [sys.executable, str(TORTURE / program), *arguments],
        capture_output=True,
        text=True,
        check=False,
        timeout=280,
    )
    assert ended.stdout, ended.stderr
    found: dict[str, Any] = json.loads(ended.stdout)
    return found


def test_ten_kills_lose_and_double_nothing_and_a_wrong_order_is_caught() -> None:
    found = figures("crash.py", "--chain", "--no-named", "--random", "0")

    assert found["troubles"] == found["missed"] == []
    assert found["kills"] == 10
    assert found["reads"] > 0
    assert found["control_caught"]


def test_every_hostile_document_is_stored_or_set_aside_and_its_siblings_are_stored() -> None:
    found = figures("hostile.py", "--scale", "1000")

    assert found["inputs"] >= 75
    assert found["unaccounted"] == found["healthy_lost"] == found["broken"] == []
    assert found["children_killed"] == []
