import gzip
import json
from pathlib import Path

import pytest

from flows.evaluations.html import evaluate
from transforms.errors import ConfigError

SENTENCES = [f"Paragraph {n} says that the two ministers agreed on point {n}." for n in range(12)]
ARTICLE = f"<h1>T</h1>{''.join(f'<p>{sentence}</p>' for sentence in SENTENCES)}"
PAGE = f"""<!doctype html><html><head><title>T</title></head><body>
<nav><a href="/">Home</a></nav><article>{ARTICLE}</article></body></html>"""


def test_pages_are_scored_against_their_gold_bodies(tmp_path: Path) -> None:
    (tmp_path / "pages").mkdir()
    (tmp_path / "pages" / "one.html.gz").write_bytes(gzip.compress(PAGE.encode()))
    (tmp_path / "pages" / "two.html").write_text(PAGE)
    (tmp_path / "pages" / "three.html").write_text("not in the gold")
    body = "\n".join(SENTENCES)
    gold = {"one": {"articleBody": body}, "two": {"articleBody": body}}
    (tmp_path / "gold.json").write_text(json.dumps(gold))
    (tmp_path / "other.json").write_text("[1]")

    scores = evaluate(tmp_path)

    assert scores["n"] == 2
    assert scores["f1"] > 0.9
    assert evaluate(tmp_path / "gold.json") == scores


def test_a_folder_without_gold_is_an_error_that_says_so(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="articleBody"):
        evaluate(tmp_path)
