"""Which characters some bytes mean, and which rule decided it.

The order: byte order mark, HTTP charset, label in the document (labels as the WHATWG Encoding
Standard reads them), strict UTF-8, statistics over at
least 200 bytes of which a twentieth lies beyond ASCII, windows-1252. A label that
does not fit the bytes is passed over.
"""

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass

import webencodings
from charset_normalizer import from_bytes

DETECTABLE_BYTES = 200
TELLING_SHARE = 0.05  # beyond ASCII; below it, statistics take curly quotes for Baltic letters
WRONG_SHARE = 0.2  # of the characters beyond ASCII that may fail before a label counts as a lie
LABEL_WINDOW = 2048
ASCII = 0x7F
SAMPLE_BYTES = 20_000

# those that pages are still found in
GUESSED = (
    *("cp1250", "cp1251", "cp1252", "cp1253", "cp1254", "cp1255", "cp1256", "cp1257", "cp1258"),
    *("koi8_r", "koi8_u", "iso8859_2", "iso8859_5", "iso8859_7", "iso8859_9", "cp874"),
    *("gb18030", "big5", "euc_jp", "shift_jis", "iso2022_jp", "euc_kr"),
)

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
            return Decoded(text, _shown(name), rule)
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


def _shown(codec: str) -> str:
    """Give the name that the Encoding Standard has for a codec."""
    found = webencodings.lookup(codec.replace("_", "-"))
    return str(found.name) if found else codec


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
    sample = content[:SAMPLE_BYTES]
    telling = sum(byte > ASCII for byte in sample)
    if len(sample) >= DETECTABLE_BYTES and telling >= TELLING_SHARE * len(sample):
        guesses = list(from_bytes(sample, cp_isolation=list(GUESSED)))
        if guesses:
            best = (guesses[0].chaos, -guesses[0].coherence)
            as_good = [
                guess.encoding for guess in guesses if (guess.chaos, -guess.coherence) <= best
            ]
            name = "cp1252" if "cp1252" in as_good else as_good[0]
            return Decoded(content.decode(name, "replace"), _shown(name), "detected")
    return Decoded(content.decode("windows-1252", "replace"), "windows-1252", "fallback")
