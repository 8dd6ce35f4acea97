"""Score the extraction on single sentences of our own writing."""

import json
import tomllib
from pathlib import Path

import pytest

from transforms.evaluation.attribution import Attribution, score_attributions
from transforms.extraction import extract_text
from transforms.extraction.analysis import OwnAnalyser

TESTS = Path(__file__).parents[2]
FILES = sorted((TESTS / "corpus" / "attributions").glob("*.toml"))
FLOORS = json.loads((TESTS / "evaluation" / "floors.json").read_text(encoding="utf-8"))["sentences"]
Scored = tuple[str, list[Attribution], list[Attribution]]


@pytest.fixture(scope="module")
def scored() -> list[Scored]:
    rows = [row for file in FILES for row in tomllib.loads(file.read_text("utf-8"))["sentence"]]
    texts = [row["text"] for row in rows]
    analyses = OwnAnalyser().analyse(texts)
    return [
        (text, found(text, analysis), stated(row))
        for text, analysis, row in zip(texts, analyses, rows, strict=True)
    ]


def found(text: str, analysis: object) -> list[Attribution]:
    return [
        Attribution(
            (claim.speaker,) if claim.speaker else (),
            (claim.cue,) if claim.cue else (),
            claim.content,
        )
        for claim in extract_text(text, analysis=analysis).claims
        if claim.attributed
    ]


def stated(row: dict[str, str]) -> list[Attribution]:
    if "cue" not in row:
        return []
    who = [place(row["text"], row["who"])] if "who" in row else []
    pieces = [place(row["text"], piece) for piece in row["content"].split(" … ")]
    return [Attribution(who, [place(row["text"], row["cue"])], pieces)]


def place(text: str, words: str) -> tuple[int, int]:
    return text.index(words), text.index(words) + len(words)


def test_there_are_sixty_sentences_at_least(scored: list[Scored]) -> None:
    assert len(scored) >= 60


def test_attributions_of_single_sentences_are_found_as_often_as_the_floors_ask(
    scored: list[Scored],
) -> None:
    scores = score_attributions(scored)

    reached = {name: getattr(scores, name) for name in FLOORS}

    assert {name: value for name, value in reached.items() if value < FLOORS[name]} == {}


def test_nothing_is_found_where_nobody_says_anything(scored: list[Scored]) -> None:
    silent = [(text, predicted) for text, predicted, gold in scored if not gold]

    assert len(silent) >= 10
    assert [text for text, predicted in silent if predicted] == []
