"""Claims as linked data hold to their schema, and lead back to the words they were taken from."""

import json
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator  # type: ignore[import-untyped]

from transforms.claim_documents import spans_of
from transforms.identifiers import stable_id
from warehouse.exporting import export
from warehouse.opening import open_reader

SCHEMA = json.loads(Path(__file__).with_name("claims.schema.json").read_text("utf-8"))


@pytest.fixture(scope="module")
def document(loaded_once: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """Give what an export of the small warehouse holds."""
    folder = tmp_path_factory.mktemp("export")
    (written,) = export(loaded_once, folder, "jsonld")
    found: dict[str, Any] = json.loads(Path(written.path).read_text("utf-8"))
    assert written.rows == len(found["@graph"])
    return found


def test_the_file_holds_to_its_schema(document: dict[str, Any]) -> None:
    errors = [error.message for error in Draft202012Validator(SCHEMA).iter_errors(document)]
    assert errors == []


def test_every_attributed_claim_comes_back_with_the_places_where_it_stands(
    loaded_once: Path, document: dict[str, Any]
) -> None:
    with open_reader(loaded_once) as connection:
        stored = connection.execute(
            "SELECT claim_id::VARCHAR, version_id::VARCHAR, content_start, content_stop, content"
            " FROM mart.claim_mentions WHERE attributed ORDER BY ALL"
        ).fetchall()
        texts = dict(
            connection.execute("SELECT version_id::VARCHAR, text FROM mart.articles").fetchall()
        )
    read = sorted(
        (node["@id"].removeprefix("urn:uuid:"), *span)
        for node in document["@graph"]
        for span in spans_of(node)
    )
    assert read == stored
    assert all(texts[version][start:stop] == exact for _, version, start, stop, exact in read)


def test_what_stands_before_and_after_a_quotation_is_that_of_the_text(
    loaded_once: Path, document: dict[str, Any]
) -> None:
    with open_reader(loaded_once) as connection:
        texts = dict(
            connection.execute("SELECT version_id::VARCHAR, text FROM mart.articles").fetchall()
        )
    for node in document["@graph"]:
        for annotation in node["claimstream:annotation"]:
            target = annotation["oa:hasTarget"]
            quote = target["oa:hasSelector"][1]
            text = texts[target["claimstream:version"]["@id"].removeprefix("urn:uuid:")]
            around = quote["oa:prefix"] + quote["oa:exact"] + quote["oa:suffix"]
            assert around in text


def test_claims_that_disagree_lead_to_each_other(document: dict[str, Any]) -> None:
    by_id = {node["@id"]: node for node in document["@graph"]}
    doubled, tripled = (f"urn:uuid:{stable_id('claim', name)}" for name in "ac")
    assert by_id[doubled]["claimstream:contradicts"] == [{"@id": tripled}]
    assert by_id[tripled]["claimstream:contradicts"] == [{"@id": doubled}]
    assert by_id[doubled]["author"]["name"] == "Ada Moss"
    assert len(by_id[doubled]["appearance"]) == 2
