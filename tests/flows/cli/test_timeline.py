"""What somebody said, in order, with a link to the words."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

Claimstream = Callable[..., Any]


def test_a_timeline_tells_what_somebody_said(claimstream: Claimstream, published: Path) -> None:
    said = claimstream("timeline", "tomas", "revik", "--warehouse", published, "--format", "json")
    assert said.code == 0
    contents = [row["content"] for row in json.loads(said.out)]
    assert "both countries would share passenger lists" in contents


def test_about_keeps_what_has_one_of_the_words(claimstream: Claimstream, published: Path) -> None:
    asked = ("timeline", "Tomas Revik", "--warehouse", published, "--format", "json", "--about")
    assert json.loads(claimstream(*asked, "passengers").out) != []
    assert json.loads(claimstream(*asked, "submarine").out) == []


def test_nobody_of_that_name_is_said_so(claimstream: Claimstream, published: Path) -> None:
    said = claimstream("timeline", "Zabrask", "--warehouse", published)
    assert said.code == 0
    assert "Nobody of that name" in said.err
