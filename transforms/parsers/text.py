"""Plain text: one article a file. Its headline is found when it is normalised."""

from transforms.parsers.document import Document, Item, Parsed, parsed_items


def parse(document: Document) -> Parsed:
    """Read a text file as one article whose id is where it lies."""
    decoded = document.decoded()
    item = Item(
        title=None, body=decoded.text, body_type="text", text_basis="full", guid=document.uri
    )
    return parsed_items(document, [item], decoded)
