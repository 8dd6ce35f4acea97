import shutil
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import duckdb
import polars as pl
import pytest

from transforms.contracts.articles import ARTICLE_VERSIONS, ENTRY_OUTCOMES
from transforms.contracts.claims import CLAIM_LINKS, CLAIMS
from transforms.contracts.copies import COPY_GROUPS
from transforms.contracts.events import EVENT_LINKS, EVENT_MEMBERSHIPS, EVENT_MENTIONS, EVENTS
from transforms.contracts.operations import ACCOUNTING
from transforms.identifiers import stable_id
from warehouse.loading import LoadReport
from warehouse.opening import PUBLISHED, open_reader
from warehouse.publishing import publish

Frames = dict[Any, pl.DataFrame]
Load = Callable[..., LoadReport]
Ask = Callable[..., list[tuple[Any, ...]]]
LATER = datetime(2026, 3, 2, tzinfo=UTC)
FIRST_SEEN, LAST_SEEN = datetime(2026, 2, 20, tzinfo=UTC), datetime(2026, 2, 22, tzinfo=UTC)

PROMISED = {
    "articles": "article_id version_id version_no source_id outlet title canonical_url published_at"
    " published_basis fetched_at lang copy_group_id is_origin text",
    "events": "event_id kind title tense from_on until_on precision place participants n_articles"
    " n_independent link_status first_seen_at last_seen_at",
    "event_reports": "event_id article_id version_id outlet title published_at passage link_status"
    " score evidence_for evidence_against",
    "event_links": "event_id_l event_id_r relation status score evidence_for evidence_against",
    "claims": "claim_id speaker speaker_id content kind polarity event_id n_mentions n_outlets"
    " n_independent status first_seen_at last_seen_at",
    "claim_mentions": "mention_id claim_id article_id version_id outlet attributed speaker"
    " speaker_as_written cue content content_start content_stop addressee kind quote_type polarity"
    " modality confidence extractor",
    "entities": "entity_id name kind aliases titles n_claims n_articles",
    "disagreements": "disagreement_id event_id kind compatible claim_id_l claim_id_r outlet_l"
    " outlet_r text_l text_r explanation",
    "copies": "copy_group_id version_id article_id outlet is_origin relation similarity",
    "sources_health": "name last_error",
    "runs": "run_id status message",
    "quarantine": "reason detail raw_id",
    "data_dictionary": "relation column_name comment",
}


@pytest.fixture
def ask(small_warehouse: Path) -> Ask:
    """Give a function that publishes the small warehouse and queries the snapshot."""

    def query(sql: str) -> list[tuple[Any, ...]]:
        publish(small_warehouse)
        with open_reader(small_warehouse) as connection:
            return connection.execute(sql).fetchall()

    return query


@pytest.mark.parametrize("view", PROMISED)
def test_a_view_has_the_columns_that_analysts_rely_on(loaded_once: Path, view: str) -> None:
    with open_reader(loaded_once) as connection:
        there = {row[0] for row in connection.execute(f"DESCRIBE mart.{view}").fetchall()}
    assert set(PROMISED[view].split()) <= there


def test_events_are_counted_told_and_judged_by_their_reports(ask: Ask) -> None:
    found = ask(
        "SELECT title, tense, from_on, until_on, precision, place, participants, n_articles,"
        " n_independent, link_status, first_seen_at, last_seen_at FROM mart.events"
        " ORDER BY n_articles DESC"
    )
    day = date(2026, 2, 16)
    meeting = ("Ada Moss – Bo Lind: meet", "past", day, day, "day", "Oslo", ["Ada Moss", "Bo Lind"])
    assert found[0] == (*meeting, 3, 2, "candidate", FIRST_SEEN, LAST_SEEN)
    assert found[1][:2] == ("Ada Moss – Cy Ruhl: meet", "planned")
    assert found[1][2:6] == (None, None, None, None)
    assert found[1][7:10] == (1, 1, "single")


def test_whom_a_passage_names_besides_the_principals_takes_no_part(
    tmp_path: Path, small_batch: Frames, load: Load
) -> None:
    one = {"participants": pl.lit(["Ada Moss", "Cy Ruhl", "Bo Lind"]), "n_principals": pl.lit(2)}
    connected = [stable_id("entity", name) for name in ("moss", "ruhl", "lind")]
    named = small_batch[EVENT_MENTIONS].filter(tense="planned")
    named = named.with_columns(**one, participant_ids=pl.lit(connected)).cast(EVENT_MENTIONS.schema)
    small_batch[EVENT_MENTIONS] = pl.concat(
        [small_batch[EVENT_MENTIONS].filter(tense="past"), named]
    )
    load(tmp_path, small_batch)
    publish(tmp_path)
    with open_reader(tmp_path) as connection:
        found = connection.execute("SELECT participants FROM events WHERE tense = 'planned'")
        assert found.fetchall() == [(["Ada Moss", "Cy Ruhl"],)]


def test_an_event_report_shows_its_passage_as_written(ask: Ask) -> None:
    found = ask(
        "SELECT outlet, passage, link_status FROM mart.event_reports"
        " WHERE link_status <> 'single' ORDER BY outlet"
    )
    assert found == [
        ("Evening Post", "Minister Ada Moss met envoy Bo Lind in Oslo on Monday.", "confirmed"),
        (
            "Oslo Times",
            "In Oslo, Ada Moss held talks with the ambassador, Bo Lind.",
            "candidate",
        ),
    ]


def test_claims_count_copies_once_and_say_what_is_disputed(ask: Ask) -> None:
    found = ask(
        "SELECT content, speaker, n_mentions, n_outlets, n_independent, status FROM mart.claims"
        " ORDER BY content"
    )
    assert found == [
        ("Nobody 👩‍👩‍👧 knows why", "Cy Ruhl", 1, 0, 1, "new"),
        ("Trade has tripled", "Ada Moss", 1, 1, 1, "disputed"),
        ("trade had doubled", "Ada Moss", 2, 2, 1, "disputed"),
    ]


def test_reports_that_draw_on_one_statement_count_as_one(small_warehouse: Path) -> None:
    counted = "SELECT max(n_independent) FROM mart.claims WHERE speaker = 'Ada Moss'"
    with duckdb.connect(str(small_warehouse / "claims.duckdb")) as connection:
        connection.execute(
            "UPDATE core.claim_membership SET claim_id = (SELECT min(claim_id) FROM mart.claims"
            " WHERE speaker = 'Ada Moss') WHERE mention_id IN (SELECT mention_id"
            " FROM core.claim_mention WHERE speaker = 'Ada Moss')"
        )
        apart = connection.execute(counted).fetchone()
        connection.execute("UPDATE core.claim_mention SET origin = 'statement'")
        assert (apart, connection.execute(counted).fetchone()) == ((2,), (1,))


def test_every_content_of_a_mention_stands_in_its_article(ask: Ask) -> None:
    assert ask(
        "SELECT count(*), bool_and(content = substr(text, content_start + 1,"
        " content_stop - content_start)) FROM mart.claim_mentions JOIN mart.articles"
        " USING (version_id)"
    ) == [(4, True)]


def test_an_entity_has_its_aliases_titles_and_counts(ask: Ask) -> None:
    found = ask("SELECT name, aliases, titles, n_claims, n_articles FROM mart.entities ORDER BY 1")
    assert found == [
        ("Ada Moss", ["Ada Moss", "Moss"], ["Minister"], 2, 4),
        ("Bo Lind", ["Bo Lind", "Lind"], ["envoy", "the ambassador"], 0, 2),
        ("Cy Ruhl", ["Cy Ruhl", "Ruhl"], [], 1, 1),
    ]


def test_the_earliest_of_a_copy_group_is_its_origin(ask: Ask) -> None:
    found = ask("SELECT title, is_origin, n_versions FROM mart.copies ORDER BY title")
    assert found == [
        ("Report a", True, 2),
        ("Report b", False, 2),
        ("Report c", True, 1),
        ("Report d", True, 1),
    ]


def test_disagreements_name_both_outlets(ask: Ask) -> None:
    assert ask("SELECT outlet_l, text_l, outlet_r, text_r FROM mart.disagreements") == [
        ("Morning Post", "doubled", "Oslo Times", "tripled")
    ]


def test_runs_sources_and_quarantine_tell_what_happened(ask: Ask) -> None:
    assert ask("SELECT status, n_seen, n_new, n_quarantined FROM mart.runs") == [
        ("completed", 5, 4, 1)
    ]
    assert ask(
        "SELECT name, n_fetches, n_failures, n_new, last_status FROM mart.sources_health"
    ) == [("desk", 4, 0, 4, "fetched")]
    assert ask("SELECT source, uri, reason, meaning FROM mart.quarantine") == [
        ("desk", "e.txt", "no_text", "neither title nor body")
    ]


def test_everything_has_a_comment(ask: Ask) -> None:
    undocumented = ask(
        "SELECT schema_name, relation, column_name FROM mart.data_dictionary"
        " WHERE comment IS NULL OR comment = ''"
    )
    assert undocumented == []


def test_a_merged_event_gives_its_reports_to_the_one_that_took_it_over(
    small_warehouse: Path, small_batch: Frames, load: Load, ask: Ask
) -> None:
    merged = small_batch[EVENTS].with_columns(
        merged_into=pl.when(pl.col("event_id") == stable_id("event", "d")).then(
            pl.lit(stable_id("event", "a"))
        )
    )
    link = EVENT_LINKS.check(
        pl.DataFrame(
            {
                "event_link_id": [stable_id("link")],
                "event_id_l": [stable_id("event", "a")],
                "event_id_r": [stable_id("event", "d")],
                "relation": ["same_series"],
                "status": ["candidate"],
                "score": [0.5],
                "evidence_for": [["same person"]],
                "evidence_against": [["other occasion"]],
                "rule_version": ["1"],
            },
            schema=EVENT_LINKS.schema,
        )
    )
    load(small_warehouse, {EVENT_LINKS: link}, "linked", LATER)
    assert ask("SELECT relation FROM mart.event_links") == [("same_series",)]
    load(small_warehouse, {EVENTS: merged}, "merged", LATER)
    assert ask("SELECT n_articles FROM mart.events") == [(4,)]
    assert ask("SELECT count(*) FROM mart.event_links") == [(0,)]
    assert ask("SELECT DISTINCT event_id::VARCHAR FROM mart.claims") == [(stable_id("event", "a"),)]


def test_merges_are_followed_through_several_steps(
    small_warehouse: Path, small_batch: Frames, load: Load, ask: Ask
) -> None:
    into = {stable_id("group", "d"): stable_id("group", "c")}
    into[stable_id("group", "c")] = stable_id("group", "a")
    groups = small_batch[COPY_GROUPS].with_columns(
        merged_into=pl.col("copy_group_id").replace_strict(into, default=None)
    )
    load(small_warehouse, {COPY_GROUPS: groups}, "merged", LATER)
    assert ask("SELECT count(DISTINCT copy_group_id), sum(is_origin::INT) FROM mart.copies") == [
        (1, 1)
    ]


def test_a_rejected_report_is_no_report(
    small_warehouse: Path, small_batch: Frames, load: Load, ask: Ask
) -> None:
    rejected = small_batch[EVENT_MEMBERSHIPS].filter(status="candidate")
    rejected = rejected.with_columns(status=pl.lit("rejected"))
    load(small_warehouse, {EVENT_MEMBERSHIPS: rejected}, "rejected", LATER)
    assert ask("SELECT n_articles, link_status FROM mart.events WHERE place = 'Oslo'") == [
        (2, "confirmed")
    ]


def test_a_claim_said_again_elsewhere_is_repeated(
    small_warehouse: Path, small_batch: Frames, load: Load, ask: Ask
) -> None:
    link = dict.fromkeys(CLAIM_LINKS.schema.names()) | {
        "claim_link_id": stable_id("link"),
        "claim_id_l": stable_id("claim", "d"),
        "claim_id_r": stable_id("claim", "a"),
        "relation": "repeats",
        "status": "confirmed",
        "score": 0.9,
        "evidence_for": [],
        "evidence_against": [],
        "rule_version": "1",
    }
    frame = pl.DataFrame([link], schema=CLAIM_LINKS.schema)
    load(small_warehouse, {CLAIM_LINKS: frame}, "repeated", LATER)
    assert ask("SELECT status FROM mart.claims WHERE speaker = 'Cy Ruhl'") == [("repeated",)]


def test_a_changed_article_shows_both_versions_and_counts_as_one_article(
    small_warehouse: Path, small_batch: Frames, load: Load, ask: Ask
) -> None:
    first = small_batch[ARTICLE_VERSIONS].head(1)
    second = first.with_columns(
        version_id=pl.lit(stable_id("version", "a2")),
        version_no=pl.lit(2, pl.Int64),
        text=pl.lit("Corrected."),
    )
    outcome = small_batch[ENTRY_OUTCOMES].head(1).with_columns(outcome=pl.lit("updated"))
    books = small_batch[ACCOUNTING].with_columns(
        batch_id=pl.lit(stable_id("batch", "edit")),
        n_seen=pl.lit(1, pl.Int64),
        n_new=pl.lit(0, pl.Int64),
        n_updated=pl.lit(1, pl.Int64),
        n_quarantined=pl.lit(0, pl.Int64),
    )
    frames = {ARTICLE_VERSIONS: second, ENTRY_OUTCOMES: outcome, ACCOUNTING: books}
    load(small_warehouse, frames, "edit", LATER)
    assert ask(
        "SELECT version_no, is_latest FROM mart.articles WHERE title = 'Report a' ORDER BY 1"
    ) == [(1, False), (2, True)]


@pytest.mark.parametrize(
    "view",
    [
        "articles",
        "events",
        "event_reports",
        "event_links",
        "claims",
        "claim_mentions",
        "entities",
        "disagreements",
        "copies",
    ],
)
def test_a_view_is_its_macro_at_now_and_was_empty_before_anything_was_recorded(
    ask: Ask, view: str
) -> None:
    differing = ask(f"FROM mart.{view} EXCEPT FROM mart.{view}_as_of(now())")
    before = ask(f"FROM mart.{view}_as_of(TIMESTAMPTZ '2020-01-01')")
    assert (differing, before) == ([], [])


@pytest.mark.parametrize("view", PROMISED)
def test_views_work_in_a_plain_duckdb_shell(loaded_once: Path, tmp_path: Path, view: str) -> None:
    """Both as the shell's database and attached to another one."""
    snapshot = shutil.copy(loaded_once / PUBLISHED, tmp_path)
    counted = f"mart.{view}"
    with duckdb.connect(str(snapshot), read_only=True) as connection:
        own = connection.execute(f"FROM {counted}").fetchall()
    with duckdb.connect() as connection:
        connection.execute(f"ATTACH '{snapshot}' AS news (READ_ONLY)")
        attached = connection.execute(f"FROM news.{counted}").fetchall()
    assert len(own) == len(attached)


@pytest.mark.parametrize(
    ("passage", "title"),
    [
        ("Mr. Orr met Gen. Ames in the U.S. capital. They spoke.", None),
        ("A dam\nbroke near Lund on Friday. Nobody was hurt.", "A dam broke near Lund on Friday."),
        ("word " * 60, ("word " * 28).strip() + " …"),
    ],
)
def test_a_headline_is_a_readable_sentence(ask: Ask, passage: str, title: str | None) -> None:
    expected = title or "Mr. Orr met Gen. Ames in the U.S. capital."
    assert ask(f"SELECT core.headline('{passage}')") == [(expected,)]


def test_a_claim_without_live_members_is_not_shown(
    small_warehouse: Path, small_batch: Frames, load: Load, ask: Ask
) -> None:
    lonely = small_batch[CLAIMS].head(1).with_columns(claim_id=pl.lit(stable_id("claim", "lonely")))
    load(small_warehouse, {CLAIMS: lonely}, "lonely", LATER)
    assert ask("SELECT count(*) FROM mart.claims") == [(3,)]
