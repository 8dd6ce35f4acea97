import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
import polars as pl
import pytest

from transforms.contracts.claims import CLAIM_MENTIONS
from transforms.contracts.contract import Contract
from transforms.identifiers import stable_id
from warehouse.opening import DATABASE, PUBLISHED, open_reader, open_writer
from warehouse.publishing import publish
from warehouse.search_index import fill_search_index

Load = Callable[..., Any]
INDEX = """
    SELECT document.document_id, document.passage_no, term.term, posting.n, term.n_claims,
        term.n_passages
    FROM mart.search_posting AS posting
    JOIN mart.search_document AS document USING (document_no)
    JOIN mart.search_term AS term USING (term_no)
    ORDER BY ALL
"""


def found(directory: Path, query: str) -> list[str]:
    with open_reader(directory) as connection:
        rows = connection.execute("SELECT content FROM search_claims(?)", [query]).fetchall()
    return [content for (content,) in rows]


def test_a_claim_is_found_by_other_forms_of_its_words(loaded_once: Path) -> None:
    assert found(loaded_once, "doubling of the trades") == [
        "trade had doubled",
        "Trade has tripled",
    ]


def test_a_claim_is_found_by_who_said_it(loaded_once: Path) -> None:
    assert found(loaded_once, "Ruhl") == ["Nobody 👩‍👩‍👧 knows why"]


def test_a_claim_is_shown_once_with_all_its_outlets(loaded_once: Path) -> None:
    with open_reader(loaded_once) as connection:
        rows = connection.execute(
            "SELECT rank, speaker, outlets, n_articles FROM claims_about('doubled trade') LIMIT 1"
        ).fetchall()
    assert rows == [(1, "Ada Moss", ["Evening Post", "Morning Post"], 2)]


def test_articles_are_found_by_words_of_their_text(loaded_once: Path) -> None:
    with open_reader(loaded_once) as connection:
        rows = connection.execute("SELECT title FROM search_articles('ambassador Oslo')").fetchall()
    assert rows[0] == ("Report c",)


@pytest.mark.parametrize(
    "query", ["", "the of and", "zeppelin", "'; DROP TABLE x; --", "👩‍👩‍👧", "%"]
)
def test_a_query_without_known_words_finds_nothing(loaded_once: Path, query: str) -> None:
    assert found(loaded_once, query) == []


@pytest.mark.parametrize(
    ("forms", "stem"),
    [
        ("raise raises raised raising", "rais"),
        ("agree agreed agreement agreements", "agr"),
        ("party parties", "part"),
        ("negotiate negotiator negotiations", "negotiat"),
        ("stop stopped stopping", "stop"),
        ("crisis", "crisis"),
        ("gas", "gas"),
        ("news", "news"),
        ("bus", "bus"),
    ],
)
def test_forms_of_a_word_have_one_stem(loaded_once: Path, forms: str, stem: str) -> None:
    with open_reader(loaded_once) as connection:
        stems = {
            connection.execute("SELECT core.stem(?)", [form]).fetchall()[0][0]
            for form in forms.split()
        }
    assert stems == {stem}


def test_words_lose_accents_dots_and_commas_but_no_letter(loaded_once: Path) -> None:
    with open_reader(loaded_once) as connection:
        rows = connection.execute(
            "SELECT core.words('The U.S. paid €12,000 to São Paulo’s mayor')"
        ).fetchall()
    assert rows == [(["the", "us", "paid", "12000", "to", "sao", "paulo", "s", "mayor"],)]


def test_found_words_are_marked(loaded_once: Path) -> None:
    with open_reader(loaded_once) as connection:
        rows = connection.execute("SELECT marked('Trade has doubled, twice.', 'doubling')")
        assert rows.fetchall() == [("Trade has **doubled**, twice.",)]


def test_search_works_in_a_plain_duckdb_shell(loaded_once: Path) -> None:
    with duckdb.connect(str(loaded_once / PUBLISHED), read_only=True) as connection:
        assert connection.execute("FROM mart.search_claims('doubled')").fetchall()


def test_an_index_that_grew_is_the_index_that_was_made_at_once(
    tmp_path: Path, small_batch: dict[Contract[Any], pl.DataFrame], load: Load
) -> None:
    mentions = small_batch[CLAIM_MENTIONS]
    first = {name: small_batch[name] for name in small_batch if "claim" not in str(name.table)}
    load(tmp_path, first)
    publish(tmp_path)
    load(tmp_path, {CLAIM_MENTIONS: mentions}, "claims")
    publish(tmp_path)
    grown = duckdb.connect(str(tmp_path / PUBLISHED), read_only=True)
    anew = duckdb.connect(str(shutil.copy(tmp_path / DATABASE, tmp_path / "anew.duckdb")))
    with grown, anew:
        fill_search_index(anew, None)
        assert grown.execute(INDEX).fetchall() == anew.execute(INDEX).fetchall()


def test_what_is_indexed_already_is_not_indexed_again(small_warehouse: Path) -> None:
    again = shutil.copy(small_warehouse / DATABASE, small_warehouse / "again.duckdb")
    with duckdb.connect(str(again)) as connection:
        assert fill_search_index(connection, small_warehouse / PUBLISHED) == 0
        assert fill_search_index(connection, None) == 8


def test_a_broken_snapshot_is_no_reason_not_to_publish(small_warehouse: Path) -> None:
    (small_warehouse / PUBLISHED).write_bytes(b"not a database" * 1000)
    assert publish(small_warehouse)
    assert found(small_warehouse, "doubled")[0] == "trade had doubled"


def test_a_retracted_claim_is_not_found(small_warehouse: Path) -> None:
    with open_writer(small_warehouse) as connection:
        connection.execute(
            "UPDATE core.claim_mention SET retracted_at = now() WHERE mention_id = ?",
            [stable_id("mention", "d")],
        )
    publish(small_warehouse)
    assert found(small_warehouse, "Ruhl") == []
