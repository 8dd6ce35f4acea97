"""Take claims out of many versions, some hundred at a time, so that progress can be told."""

from collections.abc import Callable, Iterator
from dataclasses import fields

import polars as pl

from transforms.contracts.claims import ENTITIES, ENTITY_ALIASES
from transforms.extraction import Extracted, extract

SLICE = 250
"""Versions per slice: about ten seconds of work."""


def extract_in_slices(
    versions: pl.DataFrame, *, done: Callable[[int, int], None], size: int = SLICE
) -> Extracted:
    """Take claims out of versions slice by slice; the rows are those of one `extract`.

    Args:
        versions: ARTICLE_VERSIONS.
        done: told, before each slice, how many versions are done, of how many.
        size: versions per slice.
    """
    return _joined(list(_slices(versions.sort("version_id"), done, size)))


def _slices(
    versions: pl.DataFrame, done: Callable[[int, int], None], size: int
) -> Iterator[Extracted]:
    for start in range(0, max(versions.height, 1), size):
        done(start, versions.height)
        yield extract(versions.slice(start, size))


def _joined(slices: list[Extracted]) -> Extracted:
    """Put slices one after the other; only entities and their aliases can stand in several."""
    together = {
        field.name: pl.concat([getattr(piece, field.name) for piece in slices])
        for field in fields(Extracted)
    }
    for name, contract in (("entities", ENTITIES), ("entity_aliases", ENTITY_ALIASES)):
        together[name] = together[name].unique(contract.key, keep="first", maintain_order=True)
    return Extracted(**together)
