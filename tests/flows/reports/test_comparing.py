"""What a reprocessing is told to change, and when it must not be put in place."""

import polars as pl

from flows.reports.comparing import as_comparison, changes
from flows.reprocess import too_much_lost
from flows.reprocessing import Comparison

SIDES = ("speaker_before", "speaker_now", "content_before", "content_now")
SCHEMA = {"change": pl.String, **dict.fromkeys(SIDES, pl.String)}
HELD = {"core.claim_mention": 20, "core.event": 3, "core.copy_edge": 0}


def comparison(*rows: tuple[str | None, ...]) -> Comparison:
    claims = pl.DataFrame(rows, schema=SCHEMA, orient="row")
    return Comparison(claims, HELD, HELD | {"core.claim_mention": 19})


LOST = ("lost", "Ruth Calloway", None, "the pier opens", None)
CHANGED = ("changed", None, "Bo <b>Lind</b>", "the [pier](http://evil.example)", "the pier")


def test_each_claim_that_changes_is_shown_as_it_was_and_as_it_would_be() -> None:
    told = as_comparison(comparison(LOST, CHANGED))

    assert told.startswith("**1 claim lost, 0 claims gained, 1 claim changed**")
    assert "| lost | Ruth Calloway: “the pier opens” |  |" in told
    assert "Bo &lt;b&gt;Lind&lt;/b&gt;: “the pier”" in told
    assert "](http" not in told


def test_tables_are_counted_on_both_sides_unless_both_are_empty() -> None:
    told = as_comparison(comparison())

    assert "**no claim changes**" in told
    assert "| claim_mention | 20 | 19 |" in told
    assert "copy_edge" not in told


def test_the_report_says_how_to_put_it_in_place() -> None:
    assert "claimstream reprocess --promote" in as_comparison(comparison())


def test_what_loses_more_claims_than_allowed_is_not_put_in_place() -> None:
    compared = comparison(LOST, LOST, CHANGED)

    assert too_much_lost(compared, 10) is None
    refusal = too_much_lost(compared, 9)
    assert refusal is not None
    assert refusal.startswith("not put in place: 2 claims of 20 would be lost, more than 9")


def test_an_empty_warehouse_loses_nothing() -> None:
    empty = Comparison(pl.DataFrame(schema=SCHEMA), {"core.claim_mention": 0}, {})

    assert too_much_lost(empty, 0) is None
    assert changes(empty) == "no claim changes"
