import gzip
import json
from pathlib import Path

import pytest

from flows.evaluations.attribution import evaluate
from transforms.errors import ConfigError

TEXT = "Minister Ola Lund said that the bridge is safe."
ARTICLE = {
    "id": "1",
    "text": TEXT,
    "attributions": [{"source": [[0, 17]], "cue": [[18, 22]], "content": [[23, 46]]}],
}
KEYS = ["content_03", "content_08", "triple", "triple_exact", "speaker_accuracy", "n"]


def test_a_file_and_a_folder_are_scored(tmp_path: Path) -> None:
    line = json.dumps(ARTICLE) + "\n"
    (tmp_path / "one.jsonl").write_text(line, encoding="utf-8")
    (tmp_path / "two.jsonl.gz").write_bytes(gzip.compress(line.encode()))
    (tmp_path / "notes.txt").write_text("no article", encoding="utf-8")

    scored = evaluate(tmp_path)

    assert list(scored) == KEYS
    assert scored["n"] == 2
    assert scored["triple"] == 100.0
    assert evaluate(tmp_path / "one.jsonl")["n"] == 1


@pytest.mark.parametrize("content", [b"{not json}\n", b'{"text": "a"}\n', b"\xff\n", b"[]\n"])
def test_a_line_that_is_no_annotated_article_is_named(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "bad.jsonl"
    file.write_bytes(content)
    with pytest.raises(ConfigError, match=r"bad\.jsonl"):
        evaluate(file)


def test_a_path_without_articles_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="found none"):
        evaluate(tmp_path)
