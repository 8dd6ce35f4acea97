"""E-mails as files: newsletters and press releases; each message, attached ones too, is an article.

The text part is read, or the HTML part where there is none. Other attachments are passed over.
"""

import email
import email.policy
from collections.abc import Iterator
from email.errors import HeaderParseError
from email.header import decode_header, make_header
from email.message import Message
from email.utils import getaddresses

from transforms.contracts.operations import Reason, Reject
from transforms.encoding import decode
from transforms.errors import SetAsideError
from transforms.parsers.document import Document, Item, Parsed, parsed_items

MOST_DEPTH = 8
MOST_PARTS = 500
LEAST_TEXT = 200
"""Characters below which a text part beside HTML is taken for a hint to look at the latter."""

_NAMES = ("from", "date", "subject", "message-id")


def parse(document: Document) -> Parsed:
    """Read a message and the messages attached to it; a broken attached one is one reject.

    Raises:
        SetAsideError: it has none of the headers of a message, or no text.
    """
    message = email.message_from_bytes(document.content, policy=email.policy.compat32)
    if not any(message.get(name) for name in _NAMES):
        detail = "expected a message with From, Date or Subject, found none of them"
        raise SetAsideError(Reason.PARSE_FAILED, detail)
    items: list[Item | Reject] = []
    for number, found in enumerate(_messages(message), start=1):
        try:
            items.append(_item(found))
        except SetAsideError as error:
            items.append(document.reject(error.reason, error.detail, number))
    return parsed_items(document, items, decode(document.content[:4096], None))


def _messages(message: Message) -> Iterator[Message]:
    """Give a message and those inside it, within bounds."""
    yield message
    for part, depth in _parts(message):
        inside = part.get_payload()
        is_message = part.get_content_type() == "message/rfc822" and depth < MOST_DEPTH
        if is_message and isinstance(inside, list):
            yield from (one for one in inside[:1] if isinstance(one, Message))


def _parts(message: Message) -> list[tuple[Message, int]]:
    """List the parts of a message, however they are nested, in their order.

    Raises:
        SetAsideError: more or deeper than any message that a person wrote.
    """
    found: list[tuple[Message, int]] = []
    waiting = [(message, 0)]
    while waiting:
        part, depth = waiting.pop(0)
        found.append((part, depth))
        if len(found) > MOST_PARTS or depth > MOST_DEPTH:
            limits = f"{MOST_PARTS} parts or {MOST_DEPTH} levels"
            raise SetAsideError(Reason.TOO_LARGE, f"the message has more than {limits}")
        inside = part.get_payload()
        if part.is_multipart() and isinstance(inside, list):
            waiting = [(one, depth + 1) for one in inside if isinstance(one, Message)] + waiting
    return found


def _item(message: Message) -> Item:
    body, body_type = _body(message)
    subject = _header(message, "Subject")
    if not body and not subject:
        raise SetAsideError(Reason.NO_TEXT, "the message has neither subject nor text")
    senders = getaddresses([_header(message, "From") or ""])
    published = _header(message, "Date")
    return Item(
        title=subject,
        body=body,
        body_type=body_type,
        text_basis="full" if body else "title",
        guid=_header(message, "Message-ID"),
        published=published,
        published_basis="meta" if published else None,
        author=next((name or address for name, address in senders), None),
        lang=_header(message, "Content-Language"),
    )


def _body(message: Message) -> tuple[str | None, str]:
    """Give the text of a message, not of those attached to it."""
    texts = {"text/plain": "", "text/html": ""}
    for part in _own_parts(message):
        kind = part.get_content_type()
        if kind in texts and not texts[kind]:
            texts[kind] = _decoded(part)
    plain, page = texts["text/plain"], texts["text/html"]
    if page.strip() and len(plain.strip()) < LEAST_TEXT:
        return page, "html"
    return plain if plain.strip() else None, "text"


def _own_parts(message: Message) -> Iterator[Message]:
    """Give the parts that hold text, without attachments."""
    inside: set[int] = set()
    for part, _ in _parts(message):
        is_inside = id(part) in inside
        is_attached = part is not message and part.get_content_disposition() == "attachment"
        children = part.get_payload()
        if isinstance(children, list) and (
            is_inside or is_attached or part.get_content_type() == "message/rfc822"
        ):
            inside |= {id(child) for child in children}
        elif not isinstance(children, list) and not is_inside and not is_attached:
            yield part


def _decoded(part: Message) -> str:
    payload = part.get_payload(decode=True)
    return decode(payload, part.get_content_charset()).text if isinstance(payload, bytes) else ""


def _header(message: Message, name: str) -> str | None:
    """Give a header as people read it; one that is wrongly encoded stays as written."""
    try:
        written = message.get(name)
        if written is None:
            return None
        text = str(make_header(decode_header(written)))
    except (HeaderParseError, LookupError, ValueError):
        text = str(message.get(name))
    return " ".join(text.split())[:1_000] or None
