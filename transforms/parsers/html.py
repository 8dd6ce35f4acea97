"""Whole HTML pages: one article each."""

from dataclasses import replace

from lxml import etree, html

from transforms.contracts.operations import Reason
from transforms.errors import SetAsideError
from transforms.markup import page_text
from transforms.parsers.document import Document, Item, Parsed, parsed_items
from transforms.parsers.page_metadata import PageMetadata, page_metadata
from transforms.urls import canonical_url, registered_domain, resolve


def parse(document: Document) -> Parsed:
    """Read a page: its body without boilerplate, and what it says about itself.

    The body is taken out here, not when it is normalised, because a hostile page must meet the
    limits that parsing runs under.

    Raises:
        SetAsideError: there is no markup in it.
    """
    decoded = document.decoded()
    parser = html.HTMLParser(encoding="utf-8")
    content = decoded.text.replace("\0", "").encode("utf-8", "ignore")
    try:
        root = html.document_fromstring(content, parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError) as error:
        raise SetAsideError(Reason.PARSE_FAILED, f"not a readable page: {error}") from error
    meta = page_metadata(root)
    about = document.about
    url = (about and about.url) or _address(document, meta)
    item = Item(
        title=meta.title,
        body=page_text(decoded.text, url),
        body_type="text",
        text_basis="full",
        guid=document.uri,
        url=url,
        published=meta.published,
        published_basis=meta.published_basis,
        author=meta.author,
        outlet=meta.site,
        lang=meta.lang,
    )
    return parsed_items(document, [_completed(item, about)], decoded)


def _completed(item: Item, about: Item | None) -> Item:
    """Give a page with what the feed that led to it says of it."""
    if about is None:
        return item
    dated = about if about.published else item
    return replace(
        item,
        title=about.title or item.title,
        guid=about.guid or item.guid,
        published=dated.published,
        published_basis=dated.published_basis,
        author=about.author or item.author,
        outlet=about.outlet or item.outlet,
    )


def _address(document: Document, meta: PageMetadata) -> str | None:
    """Give the page's canonical link, unless it names another site than the one it came from."""
    here = canonical_url(document.uri)
    there = canonical_url(resolve(meta.url, document.uri))
    if here and (not there or registered_domain(here) != registered_domain(there)):
        return here
    return there
