"""Which characters some bytes mean, and which rule decided it.

The order: byte order mark, HTTP charset, label in the document (labels as the WHATWG Encoding
Standard reads them), strict UTF-8, statistics over at least 200 bytes, windows-1252. A label that
does not fit the bytes is passed over.
"""

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass

import webencodings
from charset_normalizer import from_bytes

DETECTABLE_BYTES = 200
WRONG_SHARE = 0.2  # of the characters beyond ASCII that may fail before a label counts as a lie
LABEL_WINDOW = 2048
SAMPLE_BYTES = 20_000

_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_XML_LABEL = re.compile(rb"""^\s*<\?xml[^>]*?encoding\s*=\s*["']([\w.:-]+)["']""", re.ASCII)
_META_LABEL = re.compile(
    rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([\w.:-]+)""", re.IGNORECASE | re.ASCII
)


@dataclass(frozen=True, slots=True)
class Decoded:
    """Text, the encoding it was read with, and the rule that chose it."""

    text: str
    encoding: str
    rule: str


def decode(content: bytes, charset: str | None = None) -> Decoded:
    """Read bytes as text; never fails.

    Args:
        content: the document.
        charset: what HTTP declared, if anything.

    Returns:
        The text without byte order mark. `rule` is bom, http, label, utf8, detected or fallback.
    """
    for mark, name in _MARKS:
        if content.startswith(mark):
            return Decoded(content[len(mark) :].decode(name, "replace"), name, "bom")
    for rule, name in _labels(content, charset):
        text = _fitting(content, name)
        if text is not None:
            return Decoded(text, name, rule)
    try:
        return Decoded(content.decode("utf-8"), "utf-8", "utf8")
    except UnicodeDecodeError:
        return _guessed(content)


def _labels(content: bytes, charset: str | None) -> Iterator[tuple[str, str]]:
    head = content[:LABEL_WINDOW]
    if charset and (found := webencodings.lookup(charset.strip("\"' "))):
        yield "http", found.codec_info.name
    if head.startswith((b"<\0?\0", b"<\0r\0", b"<\0f\0", b"<\0!\0", b"<\0h\0")):
        yield "label", "utf-16-le"
    elif head.startswith((b"\0<\0?", b"\0<\0r", b"\0<\0f", b"\0<\0!", b"\0<\0h")):
        yield "label", "utf-16-be"
    for pattern in (_XML_LABEL, _META_LABEL):
        match = pattern.search(head)
        found = webencodings.lookup(match[1].decode("ascii")) if match else None
        if found:
            # a label that could be read as ASCII cannot be telling the truth about UTF-16
            name = found.codec_info.name
            yield "label", "utf-8" if name.startswith("utf-16") else name


def _fitting(content: bytes, name: str) -> str | None:
    try:
        return content.decode(name)
    except UnicodeDecodeError:
        text = content.decode(name, "replace")
    beyond_ascii = sum(1 for char in text if char > "\x7f")
    wrong = text.count("\ufffd")
    return text if wrong <= WRONG_SHARE * beyond_ascii else None


def _guessed(content: bytes) -> Decoded:
    text = _fitting(content, "utf-8")
    if text is not None:
        return Decoded(text, "utf-8", "utf8")
    if len(content) >= DETECTABLE_BYTES:
        best = from_bytes(content[:SAMPLE_BYTES]).best()
        if best is not None:
            return Decoded(content.decode(best.encoding, "replace"), best.encoding, "detected")
    return Decoded(content.decode("windows-1252", "replace"), "windows-1252", "fallback")
