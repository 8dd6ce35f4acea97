"""Measure who-said-what against articles in which people marked speakers, cues and contents."""

import gzip
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from transforms.errors import ConfigError
from transforms.evaluation.attribution import Attribution, as_row, score_attributions
from transforms.extraction import extract_text

_SUFFIXES = (".jsonl", ".jsonl.gz")


def evaluate(path: Path) -> dict[str, float | int]:
    """Score the extraction on annotated articles.

    Args:
        path: a `.jsonl` or `.jsonl.gz` file with one article per line, `text` and `attributions`
            (`source`, `cue` and `content`, each a list of `[start, stop]` in code points), or a
            folder of such files.

    Returns:
        `content_03, content_08, triple, triple_exact, speaker_accuracy` in percent and `n`, the
        number of annotated attributions.

    Raises:
        ConfigError: the path holds no such file, or a line is not an annotated article.
    """
    articles = (
        (article["text"], predicted(article["text"]), _annotated(article))
        for file in _files(path)
        for article in _articles(file)
    )
    return as_row(score_attributions(articles))


def predicted(text: str) -> list[Attribution]:
    """Give what the extraction finds in a text; joint speakers count as one attribution."""
    found = {
        (claim.cue, claim.content): Attribution(
            (claim.speaker,) if claim.speaker else (),
            (claim.cue,) if claim.cue else (),
            claim.content,
        )
        for claim in extract_text(text).claims
        if claim.attributed
    }
    return list(found.values())


def _annotated(article: dict[str, Any]) -> list[Attribution]:
    return [
        Attribution(row["source"], row["cue"], row["content"]) for row in article["attributions"]
    ]


def _files(path: Path) -> list[Path]:
    if path.is_dir():
        files = [file for file in sorted(path.iterdir()) if file.name.endswith(_SUFFIXES)]
    else:
        files = [path] if path.is_file() else []
    if not files:
        raise ConfigError(
            f"{path}: expected .jsonl or .jsonl.gz with annotated articles, found none"
        )
    return files


def _articles(file: Path) -> Iterator[dict[str, Any]]:
    try:
        lines = _read(file).split("\n")
        for number, line in enumerate(lines, start=1):
            if line.strip():
                article = json.loads(line)
                if not {"text", "attributions"} <= set(article):
                    raise ConfigError(f"{file}:{number}: expected `text` and `attributions`")
                yield article
    except (OSError, EOFError, ValueError) as error:
        raise ConfigError(f"{file}: expected JSON lines of annotated articles: {error}") from error


def _read(file: Path) -> str:
    content = file.read_bytes()
    return (gzip.decompress(content) if file.suffix == ".gz" else content).decode("utf-8")
