import polars as pl
import pytest

from flows.reports.markdown import as_markdown, escaped
from warehouse.run_reports import RunReport

TOTALS = {
    "n_sources": 2,
    "n_documents": 3,
    "n_known": 0,
    "n_not_due": 0,
    "n_failed": 1,
    "n_seen": 5,
    "n_new": 3,
    "n_updated": 0,
    "n_unchanged": 1,
    "n_duplicate": 0,
    "n_quarantined": 1,
    "n_copies": 1,
    "n_events": 2,
    "n_attributed": 4,
    "n_narrated": 7,
    "n_disagreements": 1,
}


def report(**frames: pl.DataFrame) -> RunReport:
    nothing = pl.DataFrame()
    defaults = dict.fromkeys(
        ("sources", "disagreements", "claim_changes", "events", "claims", "copies", "trouble"),
        nothing,
    )
    return RunReport(run_id="r", totals=TOTALS, **{**defaults, **frames})


def disagreement(text: str) -> pl.DataFrame:
    return pl.DataFrame(
        {
            "kind": ["number"],
            "text_l": [text],
            "text_r": ["17 people"],
            "explanation": ["they differ"],
        }
    )


def test_a_report_opens_with_the_outcome_and_the_books() -> None:
    opening = as_markdown(report()).splitlines()

    assert opening[0] == (
        "**3 articles, 1 copy, 2 events, 4 claims, 1 disagreement, 1 set aside, 1 document failed**"
    )
    assert "5 entries: 3 new, 0 updated, 1 unchanged, 0 duplicate, 1 set aside" in opening[2]


def test_disagreements_come_before_everything_else() -> None:
    events = pl.DataFrame(
        {
            "title": ["A – B: meet"],
            "from_on": [None],
            "n_articles": [2],
            "n_independent": [2],
            "link_status": ["candidate"],
        }
    )

    text = as_markdown(report(events=events, disagreements=disagreement("12 people")))

    assert text.index("What disagrees") < text.index("## Events")


@pytest.mark.parametrize(
    "payload",
    [
        "<script>alert(1)</script>",
        "[press](javascript:alert(1))",
        "![x](https://tracker.example/p.png)",
        "a | b | c",
        "`code`",
        "<https://evil.example>",
        "JAVASCRIPT:alert(1)",
    ],
)
def test_markup_from_a_feed_is_shown_and_not_obeyed(payload: str) -> None:
    text = as_markdown(report(disagreements=disagreement(payload)))

    assert payload not in text
    assert "<" not in text
    assert escaped(payload) in text


def test_a_section_says_how_many_rows_it_leaves_out() -> None:
    many = pl.concat([disagreement(f"{n} people") for n in range(14)])

    assert "and 4 more" in as_markdown(report(disagreements=many))
