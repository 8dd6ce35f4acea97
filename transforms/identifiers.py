"""Stable ids: the first 16 bytes of BLAKE2b over a natural key, written as a UUID."""

from collections.abc import Sequence
from hashlib import blake2b
from uuid import UUID

SEPARATOR = "\x1f"


def stable_id(*natural_key: str | int | None) -> str:
    """Give the id of a natural key: the same on every machine, in every run.

    Args:
        natural_key: its parts, the first naming the kind of thing; None and "" differ.

    Returns:
        A UUID in its canonical 36-character form.
    """
    joined = SEPARATOR.join("\x00" if part is None else str(part) for part in natural_key)
    digest = blake2b(joined.encode("utf-8", "surrogatepass"), digest_size=16).digest()
    return str(UUID(bytes=digest))


def stable_ids(kind: str, *columns: Sequence[str | int | None]) -> list[str]:
    """Give the ids of many natural keys, one per row of equally long columns."""
    return [stable_id(kind, *row) for row in zip(*columns, strict=True)]
