from pathlib import Path

import pytest

from flows.evaluations.feeds import evaluate
from transforms.errors import ConfigError

CASE = """<!--
Header: Content-type: application/rss+xml; charset=iso-8859-1
Expect: not bozo and entries[0]['title'] == 'Caf\xe9' and entries[0]['link'] == 'http://a.example/'
-->
<rss version="2.0"><channel><item><title>Caf\xe9</title><link>http://b.example/</link></item>
</channel></rss>"""


def test_cases_with_an_expression_are_scored_by_field(tmp_path: Path) -> None:
    (tmp_path / "case.xml").write_bytes(CASE.encode("latin-1"))
    (tmp_path / "notes.txt").write_text("no case")

    assert evaluate(tmp_path) == {"entries": 0, "id": 0, "title": 1, "link": 0, "date": 0, "n": 1}
    assert evaluate(tmp_path / "case.xml")["n"] == 1


def test_cases_beside_an_expected_result_are_scored(tmp_path: Path) -> None:
    feed = "<rss version='2.0'><channel><item><guid>urn:1</guid></item></channel></rss>"
    (tmp_path / "a.xml").write_text(feed)
    (tmp_path / "a.json").write_text('{"items": [{"guid": "urn:1"}]}')
    json_feed = '{"version": "https://jsonfeed.org/version/1", "items": [{"id": "1"}, {"id": "2"}]}'
    (tmp_path / "b.json").write_text(json_feed)
    (tmp_path / "b_expected.json").write_text('{"items": [{"id": "1"}, {"id": "3"}]}')

    scores = evaluate(tmp_path)

    assert (scores["n"], scores["entries"], scores["id"]) == (2, 1.0, 2 / 3)


def test_a_folder_without_cases_is_an_error_that_says_so(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="Expect"):
        evaluate(tmp_path)
