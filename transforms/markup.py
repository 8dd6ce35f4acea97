"""Text out of HTML: of fragments as feeds carry them, and of whole pages."""

import re
from collections.abc import Iterator
from html import unescape

import trafilatura
from lxml import etree, html
from resiliparse.extract.html2text import extract_plain_text

from transforms.clean_text import clean

LARGE_PAGE = 3_000_000  # characters; beyond it only the faster reader is tried
SHORT_TEXT = 250  # characters; below it the second reader gets its turn

_TAG = re.compile(r"</?[a-zA-Z][^>]{0,2000}>|<!--.*?-->", re.DOTALL)
_IN_TITLES = re.compile(
    r"<(?P<unseen>script|style)\b[^<>]*>[^<]*</(?P=unseen)>"
    r"|</?(?:a|abbr|applet|b|big|blink|blockquote|br|center|cite|code|del|dfn|div|em|embed|font"
    r"|frame|frameset|h[1-6]|hr|i|iframe|img|input|ins|kbd|li|link|mark|meta|object|ol|p|param"
    r"|picture|pre|q|s|samp|script|small|source|span|strike|strong|style|sub|sup|table|tbody|td"
    r"|th|time|tr|tt|u|ul|var|wbr)(?:\s[^<>]*)?/?>",
    re.IGNORECASE,
)
_BLANKS = re.compile(r"[ \t\r\n\f]+")
_INVISIBLE = frozenset(
    {"script", "style", "noscript", "template", "svg", "math", "iframe", "object", "head", "form"}
    | {"button", "select", "textarea", "nav", "audio", "video", "canvas"}
)
_BLOCKS = frozenset(
    {"p", "div", "ul", "ol", "li", "dl", "dt", "dd", "table", "tr", "section", "article", "aside"}
    | {"header", "footer", "main", "figure", "figcaption", "blockquote", "pre", "address", "hr"}
    | {"h1", "h2", "h3", "h4", "h5", "h6", "body", "html", "thead", "tbody", "caption", "details"}
)
_NOT_XML = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


def fragment_text(fragment: str) -> str:
    """Take the text out of an HTML fragment.

    Blocks, list items and headings stand on lines of their own; scripts, styles, forms and
    navigation are left out. A fragment without any tag keeps its line breaks.
    """
    if not _TAG.search(fragment):
        return unescape(fragment)
    root = _tree(_NOT_XML.sub("", fragment))
    text = "" if root is None else _lined("".join(_pieces(root)))
    if text:
        return text
    # libxml2 gives up on markup that is nested hundreds of levels deep
    return extract_plain_text(fragment, alt_texts=False, list_bullets=False)


def page_text(page: str, url: str | None = None) -> str:
    """Take the article's body out of a whole page; "" when there is none.

    trafilatura reads it; resiliparse takes over for very large pages and where the first finds
    next to nothing.
    """
    first = ""
    if len(page) <= LARGE_PAGE:
        first = trafilatura.extract(page, url=url, fast=True, include_comments=False) or ""
    if len(first) >= SHORT_TEXT:
        return first
    second = extract_plain_text(page, main_content=True, list_bullets=False, alt_texts=False)
    return first if len(first) * 2 >= len(second) else second


def plain_line(markup: str | None) -> str | None:
    """Give a title or byline as one line of plain text, or None when nothing is left."""
    if markup is None:
        return None
    bare = unescape(_IN_TITLES.sub("", clean(markup)[0]))
    return " ".join(clean(bare)[0].split()) or None


def _tree(fragment: str) -> etree._Element | None:
    parser = html.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True)
    try:
        return html.document_fromstring(fragment.encode("utf-8", "ignore"), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError):
        return None


def _pieces(root: etree._Element) -> Iterator[str]:
    """Give the pieces of text in order, with line breaks where blocks begin and end."""
    walker = etree.iterwalk(root, events=("start", "end"))
    preformatted = 0
    for event, element in walker:
        name = element.tag if isinstance(element.tag, str) else ""
        if event == "start":
            preformatted += name == "pre"
            if name in _BLOCKS:
                yield "\n"
            if name in _INVISIBLE:
                walker.skip_subtree()
            elif element.text:
                yield element.text if preformatted else _BLANKS.sub(" ", element.text)
            continue
        preformatted -= name == "pre"
        if name in _BLOCKS or name == "br":
            yield "\n"
        elif name in {"td", "th"}:
            yield " "
        if element.tail:
            yield element.tail if preformatted else _BLANKS.sub(" ", element.tail)


def _lined(text: str) -> str:
    lines = (_BLANKS.sub(" ", line).strip(" ") for line in text.split("\n"))
    return "\n".join(line for line in lines if line)
