"""Each case file of `tests/corpus/disagreements` lists what must be found, or nothing."""

from typing import Any

from transforms.contracts.claims import DISAGREEMENTS
from transforms.disagreements import EventReports, find_disagreements


def test_exactly_what_the_case_lists_is_found(case: dict[str, Any], reports: EventReports) -> None:
    found = [
        {
            "kind": row["kind"],
            "compatible": row["compatible"],
            "texts": [row["text_l"], row["text_r"]],
        }
        for row in find_disagreements(reports).to_dicts()
    ]
    assert sorted(found, key=str) == sorted(case.get("expected", []), key=str)


def test_both_sides_are_verbatim(reports: EventReports, texts: dict[str, str]) -> None:
    for row in find_disagreements(reports).to_dicts():
        for side in ("l", "r"):
            text = texts[row[f"version_id_{side}"]]
            written = text[row[f"text_{side}_start"] : row[f"text_{side}_stop"]]
            assert written == row[f"text_{side}"]


def test_the_order_of_rows_does_not_matter(
    reports: EventReports, reports_backward: EventReports
) -> None:
    assert find_disagreements(reports).equals(find_disagreements(reports_backward))


def test_nothing_reported_nothing_found(no_reports: EventReports) -> None:
    found = find_disagreements(no_reports)
    assert found.is_empty()
    assert found.schema == DISAGREEMENTS.schema
