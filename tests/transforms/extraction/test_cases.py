"""Every case under tests/corpus/attribution says itself what has to come out of its text."""

import tomllib
from pathlib import Path
from typing import Any

import pytest

from transforms.extraction import ReadClaim, Reading, Span, extract_text

CASES = sorted((Path(__file__).parents[2] / "corpus" / "attribution").glob("*.toml"))


def words(text: str, span: Span | None) -> str | None:
    return None if span is None else " ".join(text[span.start : span.stop].split())


def told(text: str, claim: ReadClaim, expected: dict[str, Any]) -> dict[str, Any]:
    """Give of a claim what the case says something about."""
    found = {
        "speaker": claim.speaker_name,
        "written": words(text, claim.speaker),
        "cue": words(text, claim.cue),
        "content": " … ".join(words(text, span) or "" for span in claim.content),
        "kind": claim.kind,
        "quote_type": claim.quote_type,
        "polarity": claim.polarity,
        "modality": claim.modality,
        "addressee": words(text, claim.addressee),
    }
    return {name: value for name, value in found.items() if name in {"speaker", *expected}}


def titles(text: str, reading: Reading) -> set[tuple[str, str | None]]:
    names = {entity.entity_id: entity.name for entity in reading.entities}
    return {(names[role.entity_id], words(text, role.span)) for role in reading.roles}


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.stem)
def test_a_text_gives_the_claims_that_its_case_states(case: Path) -> None:
    stated = tomllib.loads(case.read_text(encoding="utf-8"))
    text = stated["text"]

    reading = extract_text(text)

    claims = [claim for claim in reading.claims if claim.attributed]
    expected = [{"speaker": None, **claim} for claim in stated.get("claim", [])]
    padded = [*expected, *({} for _ in claims[len(expected) :])]
    found = [told(text, claim, wanted) for claim, wanted in zip(claims, padded, strict=False)]
    assert found == expected
    wanted_roles = {(role["person"], role["role"]) for role in stated.get("role", [])}
    assert wanted_roles <= titles(text, reading)


def test_there_are_cases_that_find_something_and_cases_that_find_nothing() -> None:
    stated = [tomllib.loads(case.read_text(encoding="utf-8")) for case in CASES]
    assert sum("claim" in case for case in stated) >= 15
    assert sum("claim" not in case for case in stated) >= 3
