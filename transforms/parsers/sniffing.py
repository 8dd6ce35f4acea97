"""What kind of document some bytes are: told from the bytes, then from the name."""

import re

from transforms.contracts.operations import Reason
from transforms.encoding import decode
from transforms.errors import SetAsideError
from transforms.parsers.csv import delimiter_of, known_columns

HEAD_BYTES = 4_096
FEWEST_KNOWN_COLUMNS = 2

SUFFIXES = {
    **dict.fromkeys(("rss", "atom", "rdf", "xml"), "feed"),
    **dict.fromkeys(("html", "htm", "xhtml"), "html"),
    **dict.fromkeys(("jsonl", "ndjson", "json"), "jsonl"),
    **dict.fromkeys(("csv", "tsv"), "csv"),
    **dict.fromkeys(("txt", "text", "md"), "text"),
    "parquet": "parquet",
    "warc": "warc",
    "eml": "eml",
}
_SIGNATURES = (
    (b"\x1f\x8b", "gzip: unpack it first"),
    (b"PK\x03\x04", "a ZIP archive or office document: unpack or save it as text"),
    (b"%PDF", "a PDF: save its text as .txt"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"GIF8", "a picture"),
    (b"SQLite format 3", "a database: export the articles as .csv or .parquet"),
    (b"\x7fELF", "a program"),
    (b"\xd0\xcf\x11\xe0", "an office document: save it as text"),
    (b"BZh", "bzip2: unpack it first"),
    (b"\xfd7zXZ", "xz: unpack it first"),
    (b"(\xb5/\xfd", "zstandard: unpack it first"),
)
_MARKS = (b"\xff\xfe", b"\xfe\xff", b"\x00\x00\xfe\xff")
_WIDE_XML = (b"<\0", b"\0<")
_PROLOGUE = re.compile(
    r"\A(?:\s|<\?.*?\?>|<!--.*?-->|<!DOCTYPE(?!\s+html)[^>\[]*(?:\[.*?\]\s*)?>)*",
    re.DOTALL | re.IGNORECASE,
)
_FEED = re.compile(r"<(?:[\w.-]+:)?(?:rss|rdf|feed|channel)\b", re.IGNORECASE)
_PAGE = re.compile(r"<(?:!doctype\s+html|html|head|body)\b", re.IGNORECASE)
_PIECE_OF_PAGE = re.compile(
    r"<(?:title|meta|link|script|style|article|main|section|header|nav|div|p|h[1-6]|ul|ol|table"
    r"|blockquote|figure|span|a|b|i|em|strong|img|br|center|font)\b",
    re.IGNORECASE,
)
_SITEMAP = re.compile(r"<(?:[\w.-]+:)?(?:urlset|sitemapindex)\b", re.IGNORECASE)
_MAIL_HEADER = re.compile(
    r"^(?:Return-Path|Received|Delivered-To|MIME-Version|Message-ID|From|To|Date|Subject):",
    re.IGNORECASE | re.MULTILINE,
)
FEWEST_MAIL_HEADERS = 3
_JSON_FEED = re.compile(r'"version"\s*:\s*"https?:\\?/\\?/jsonfeed\.org\\?/version\\?/')
_CONTROLS = re.compile(r"[\x01-\x08\x0e-\x1a\x1c-\x1f]")


def sniff(content: bytes, uri: str, media_type: str | None = None) -> str:
    """Tell the kind of a document.

    Args:
        content: its bytes.
        uri: where it came from; its ending counts where the bytes leave it open.
        media_type: what HTTP declared; it counts least, as servers send feeds as anything.

    Returns:
        feed, jsonfeed, sitemap, html, jsonl, csv, parquet, warc, eml or text.

    Raises:
        SetAsideError: it is empty, or nothing here reads such bytes.
    """
    if not content.strip():
        raise SetAsideError(Reason.UNREADABLE, "the document is empty; fetch or export it again")
    if content.startswith(b"PAR1"):
        return "parquet"
    if content.startswith(b"WARC/1.") or _is_packed_archive(content, uri):
        return "warc"
    _refuse_binary(content)
    suffix = re.split(r"[?#]", uri)[0].rpartition("/")[2].rpartition(".")[2].lower()
    head = decode(content[:HEAD_BYTES]).text
    named = SUFFIXES.get(suffix)
    if head.lstrip().startswith("<"):
        return _markup(head, named)
    if head.lstrip().startswith(("{", "[")) and (found := _json(head, named)):
        return found
    if named is None and _is_mail(head):
        return "eml"
    return named or _unnamed(head, media_type)


def _is_packed_archive(content: bytes, uri: str) -> bool:
    return content.startswith(b"\x1f\x8b") and uri.lower().endswith((".warc.gz", ".wet.gz"))


def _is_mail(head: str) -> bool:
    """Tell an e-mail from a text: it begins with a header and has several in its first block."""
    block = re.split(r"\r?\n\r?\n", head, maxsplit=1)[0]
    found = _MAIL_HEADER.findall(block)
    return len(found) >= FEWEST_MAIL_HEADERS and _MAIL_HEADER.match(head) is not None


def _refuse_binary(content: bytes) -> None:
    for signature, what in _SIGNATURES:
        if content.startswith(signature):
            raise SetAsideError(Reason.UNKNOWN_KIND, f"expected text, this is {what}")
    head = content[:HEAD_BYTES]
    wide = head.startswith((*_MARKS, *_WIDE_XML))
    controls = len(_CONTROLS.findall(head.decode("latin-1")))
    if not wide and (b"\0" in head or controls > len(head) // 50):
        detail = "expected text, these are binary data; save it as text, CSV, JSON or Parquet"
        raise SetAsideError(Reason.UNKNOWN_KIND, detail)


def _markup(head: str, named: str | None) -> str:
    prologue = _PROLOGUE.match(head)
    root = head[prologue.end() :] if prologue else head
    if _FEED.match(root):
        return "feed"
    if _SITEMAP.match(root):
        return "sitemap"
    if _PAGE.match(root) or (_PIECE_OF_PAGE.match(root) and not _FEED.search(root)):
        return "html"
    return "html" if named == "html" else "feed"


def _json(head: str, named: str | None) -> str | None:
    start = head.lstrip()
    if start.startswith("{") and _JSON_FEED.search(head):
        return "jsonfeed"
    if named in {"jsonl", None} and re.match(r'\{\s*("|\})|\[\s*(\{|\])', start):
        return "jsonl"
    return None


def _unnamed(head: str, media_type: str | None) -> str:
    header = head.lstrip("\r\n").split("\n", 1)[0]
    if known_columns(header, delimiter_of(header)) >= FEWEST_KNOWN_COLUMNS:
        return "csv"
    return "html" if "html" in (media_type or "") else "text"
