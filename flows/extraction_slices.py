"""Take claims out of many versions, some at a time, side by side."""

import os
from collections.abc import Callable, Iterator
from dataclasses import fields

import polars as pl
from pebble import ProcessExpired, ProcessFuture, ProcessPool

from flows.sandbox import child_pool
from transforms.contracts.claims import ENTITIES, ENTITY_ALIASES
from transforms.extraction import Extracted, extract, unreadable

SLICE = 50
"""Versions per slice: about ten seconds of work."""
_MOST_WORKERS = 4

Extract = Callable[[pl.DataFrame], Extracted]


def extract_in_slices(
    versions: pl.DataFrame,
    *,
    done: Callable[[int, int], None],
    size: int = SLICE,
    take: Extract = extract,
) -> Extracted:
    """Take claims out of versions slice by slice; the rows are those of one `extract`.

    Up to two slices are read by this process. Of more, each is read by a child process, one per
    processor and four at most. A version that makes its child die becomes a reject.

    Args:
        versions: ARTICLE_VERSIONS.
        done: told, before each slice is waited for, how many versions are done, of how many.
        size: versions per slice.
        take: a module-level function that a child can import.
    """
    ordered = versions.sort("version_id")
    slices = [ordered.slice(start, size) for start in range(0, max(ordered.height, 1), size)]
    n_workers = min(_MOST_WORKERS, os.cpu_count() or 1, len(slices))
    side_by_side = n_workers > 1 and len(slices) > 2  # noqa: PLR2004 - said above
    extracted = _in_children(slices, take, n_workers) if side_by_side else map(take, slices)
    return _joined(list(_told(extracted, slices, done)))


def _told(
    extracted: Iterator[Extracted], slices: list[pl.DataFrame], done: Callable[[int, int], None]
) -> Iterator[Extracted]:
    total = sum(piece.height for piece in slices)
    before = 0
    for piece in slices:
        done(before, total)
        yield next(extracted)
        before += piece.height


def _in_children(slices: list[pl.DataFrame], take: Extract, n_workers: int) -> Iterator[Extracted]:
    pool = child_pool(n_workers)
    try:
        futures = [pool.schedule(take, args=(piece,)) for piece in slices]
        for piece, future in zip(slices, futures, strict=True):
            yield _outcome(pool, piece, take, future)
    finally:
        pool.stop()  # type: ignore[no-untyped-call]
        pool.join()


def _outcome(
    pool: ProcessPool, versions: pl.DataFrame, take: Extract, future: ProcessFuture[Extracted]
) -> Extracted:
    """Wait for a slice; halve one whose child died until the deadly version is alone."""
    try:
        return future.result()
    except ProcessExpired as error:
        if versions.height == 1:
            return unreadable(versions, f"the process that read it died: {error}")
    middle = versions.height // 2
    halves = (versions[:middle], versions[middle:])
    return _joined(
        [_outcome(pool, half, take, pool.schedule(take, args=(half,))) for half in halves]
    )


def _joined(slices: list[Extracted]) -> Extracted:
    """Put slices one after the other; only entities and their aliases can stand in several."""
    together = {
        field.name: pl.concat([getattr(piece, field.name) for piece in slices])
        for field in fields(Extracted)
    }
    for name, contract in (("entities", ENTITIES), ("entity_aliases", ENTITY_ALIASES)):
        together[name] = together[name].unique(contract.key, keep="first", maintain_order=True)
    return Extracted(**together)
