"""Tell in what company a word is met, how it is usually written, and whose name it may be.

The table holds, for the most frequent English forms, a cluster of words that stand in like places
(Lyon is met where Cardiff is) and how rare the form is; and, for words in lower case, how well
known they are as first and last names, in towns and in companies. A cluster is a path of bits from
the top of a tree, first bit lowest: the fewer bits one looks at, the more words are alike. Words
are kept as checksums; one unknown word in some 15,000 looks like a known one.
"""

import zlib
from bisect import bisect_left
from functools import lru_cache
from importlib.resources import as_file, files

import numpy as np

_CACHED = 32_768
_UNKNOWN = 255
_PREFIXES = (4, 6, 10)
_MOST = 6


class _Table:
    """Forms by their checksum, with the number of their path and their frequency."""

    def __init__(self) -> None:
        with as_file(files("transforms.extraction.models") / "words" / "classes.npz") as path:
            stored = np.load(path, allow_pickle=False)
            self._checksums = memoryview(stored["checksums"])
            self._numbers = memoryview(stored["numbers"])
            self._frequencies = memoryview(stored["frequencies"])
            self._paths = stored["paths"].tolist()
            self._listed = memoryview(stored["list_checksums"])
            self._marks = memoryview(stored["list_marks"])

    def find(self, form: str) -> tuple[int, int]:
        """Give path and rarity of a form; 0 and 255 where it is not known."""
        at = _place(self._checksums, form)
        if at is None:
            return 0, _UNKNOWN
        return self._paths[self._numbers[at]], self._frequencies[at]

    def marks(self, form: str) -> int:
        """Give in which lists of names a word in lower case is."""
        at = _place(self._listed, form)
        return 0 if at is None else int(self._marks[at])


def _place(checksums: memoryview, form: str) -> int | None:
    checksum = zlib.crc32(form.encode())
    at = bisect_left(checksums, checksum)
    return at if at < len(checksums) and checksums[at] == checksum else None


_table = lru_cache(maxsize=1)(_Table)


@lru_cache(maxsize=_CACHED)
def classes(form: str) -> tuple[int, ...]:
    """Give eight numbers that tell of a form, whatever stands around it.

    They are its cluster, cut to 4, 6 and 10 bits and whole; the cluster of the same word in the
    other case; how rare it is and how often it has a capital; and its marks as a name of people,
    and of towns and companies.
    """
    table = _table()
    lower, title = form.lower(), form[:1].upper() + form[1:].lower()
    small, capital = table.find(lower), table.find(title)
    exact = table.find(form) if form not in {lower, title} else small if form == lower else capital
    path = exact[0] or (small[0] if form == lower else capital[0]) or small[0] or capital[0]
    other = capital[0] if form == lower else small[0]
    habit = max(-_MOST, min(_MOST, small[1] - capital[1])) + _MOST
    if small[1] == capital[1] == _UNKNOWN:
        habit = 2 * _MOST + 1
    rarity = min(small[1], capital[1], exact[1])
    cut = (path & ((1 << bits) - 1) for bits in _PREFIXES)
    marks = table.marks(lower)
    return (*cut, path, other, habit * 256 + rarity, marks & 15, marks >> 4)
