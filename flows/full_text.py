"""The pages that the items of a feed lead to, for sources that set `full_text = true`.

Most feeds carry summaries. The page of an item is fetched once, politely, as robots.txt allows,
and its text takes the place of the summary; where the page gives less, the summary stays.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

import polars as pl

from flows.reading import Delivery
from transforms.contracts.operations import REJECTS, Reason
from transforms.parsers.document import Item

_LESS = "the page gives less text than the feed's own {basis}, which was kept; it may want a log-in"


@dataclass(frozen=True, slots=True)
class Wanted:
    """A page to fetch.

    Args:
        position: of the item in its feed.
        url: where it leads to.
        item: what the feed says of it.
    """

    position: int
    url: str
    item: Item


def wanted_pages(delivery: Delivery, *, known: Collection[str], most: int) -> list[Wanted]:
    """Give the pages of a feed's items that are still to be fetched, newest items first.

    Args:
        delivery: what the feed delivered.
        known: pages that were fetched before, or in vain too often.
        most: how many at once.
    """
    newest = delivery.entries.filter(pl.col("text_basis") != "full").sort(
        "published_at", descending=True, nulls_last=True, maintain_order=True
    )
    found: dict[str, Wanted] = {}
    for row in newest.iter_rows(named=True):
        url = row["canonical_url"]
        if url and url not in known:
            found.setdefault(url, Wanted(row["position"], url, _item(row)))
    return list(found.values())[:most]


def _item(row: dict[str, object]) -> Item:
    def said(name: str) -> str | None:
        value = row[name]
        return value if isinstance(value, str) else None

    return Item(
        title=said("title"),
        body=None,
        body_type="text",
        text_basis="full",
        guid=said("guid"),
        url=said("canonical_url"),
        published=said("published_raw"),
        published_basis=said("published_basis") if said("published_raw") else None,
        author=said("author"),
        outlet=said("outlet_name"),
    )


def with_pages(feed: Delivery, pages: Sequence[tuple[int, Delivery]]) -> Delivery:
    """Put the texts of pages in the place of the feed's summaries.

    Args:
        feed: what the feed delivered.
        pages: the position of an item, and what its page delivered.

    Returns:
        As many entries as the feed had; a page that gives less is a reject beside them.
    """
    delivered = list(_judged(feed, pages))
    replaced = [position for position, page in delivered if page.entries.height]
    rest = feed.entries.filter(~pl.col("position").is_in(replaced))
    return Delivery.of(
        pl.concat([rest, *(page.entries for _, page in delivered)]),
        pl.concat([feed.rejects, *(page.rejects for _, page in delivered)]),
    )


def _judged(
    feed: Delivery, pages: Sequence[tuple[int, Delivery]]
) -> Iterator[tuple[int, Delivery]]:
    """Keep what a page delivered only if it is more than the feed has."""
    lengths = {
        position: (length, basis)
        for position, length, basis in feed.entries.select(
            "position", pl.col("text").str.len_chars(), "text_basis"
        ).iter_rows()
    }
    for position, page in pages:
        least, basis = lengths.get(position, (0, "title"))
        enough = (pl.col("text_basis") == "full") & (pl.col("text").str.len_chars() >= least)
        less = page.entries.filter(~enough).select(
            *("source_id", "uri", "raw_id", "position"),
            reason=pl.lit(str(Reason.NO_TEXT)),
            detail=pl.lit(_LESS.format(basis=basis)),
        )
        rejects = pl.concat([page.rejects, REJECTS.check(less)])
        yield position, Delivery.of(page.entries.filter(enough), rejects)
