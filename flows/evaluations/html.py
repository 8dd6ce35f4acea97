"""Measure the extraction of article bodies from pages."""

import gzip
import json
from collections.abc import Iterator
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

from transforms.errors import ConfigError
from transforms.evaluation.documents import score_bodies
from transforms.normalise import normalise
from transforms.parsers import Document, parse_document

_FETCHED_AT = datetime(2026, 1, 1, tzinfo=UTC)


def evaluate(path: Path) -> dict[str, float | int]:
    """Extract the body of every page and compare it with the gold body.

    Args:
        path: a folder that holds, at any depth, a JSON object of page ids to objects with
            `articleBody`, and the pages as `<id>.html` or `<id>.html.gz` in UTF-8; or that JSON
            file itself, with the pages below its folder.

    Returns:
        `precision, recall, f1` over shingles of four words, and `n`, the pages.

    Raises:
        ConfigError: the path holds no such pages.
    """
    pairs = [(gold, _extracted(page)) for gold, page in _cases(path)]
    if not pairs:
        raise ConfigError(f"{path}: expected pages and a JSON object of ids to articleBody")
    scores = score_bodies(pairs)
    return {
        "precision": scores.precision,
        "recall": scores.recall,
        "f1": scores.f1,
        "n": len(pairs),
    }


def _cases(path: Path) -> Iterator[tuple[str, bytes]]:
    files = sorted(path.rglob("*.json")) if path.is_dir() else [path]
    for file in files:
        gold = json.loads(file.read_bytes()) if file.is_file() else None
        pages = gold.items() if isinstance(gold, dict) else ()
        bodies = {name: page for name, page in pages if _has_body(page)}
        if not bodies:
            continue
        for page in sorted(file.parent.rglob("*.html*")):
            name = page.name.partition(".html")[0]
            if name in bodies:
                content = page.read_bytes()
                plain = gzip.decompress(content) if page.suffix == ".gz" else content
                yield str(bodies[name]["articleBody"]), plain


def _has_body(page: object) -> bool:
    return isinstance(page, dict) and isinstance(page.get("articleBody"), str)


def _extracted(content: bytes) -> str:
    document = Document(
        source_id="page",
        uri="page.html",
        raw_id=sha256(content).hexdigest(),
        content=content,
        fetched_at=_FETCHED_AT,
        kind="html",
        charset="utf-8",
    )
    normalised, _ = normalise(parse_document(document).entries)
    basis = normalised.get_column("text_basis")
    return str(normalised.item(0, "text")) if basis.to_list() == ["full"] else ""
