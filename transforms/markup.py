"""Text out of HTML: of fragments as feeds carry them, and of whole pages."""

import re
from collections.abc import Iterator
from html import unescape

import trafilatura
from lxml import etree, html
from resiliparse.extract.html2text import extract_plain_text

from transforms.clean_text import clean

LARGE_PAGE = 3_000_000  # characters; beyond it only the faster reader is tried
BLOCK_EDGE, LINE_EDGE = "\x1e", "\x1f"  # never in a document: XML forbids them
SHORT_TEXT = 250  # characters; below it the second reader gets its turn

_TAG = re.compile(r"<[a-zA-Z/!][^<>]{0,2000}>")
_IN_TITLES = re.compile(
    r"<(?P<unseen>script|style)\b[^<>]*>[^<]*</(?P=unseen)>"
    r"|</?(?:a|abbr|applet|b|big|blink|blockquote|br|center|cite|code|del|dfn|div|em|embed|font"
    r"|frame|frameset|h[1-6]|hr|i|iframe|img|input|ins|kbd|li|link|mark|meta|object|ol|p|param"
    r"|picture|pre|q|s|samp|script|small|source|span|strike|strong|style|sub|sup|table|tbody|td"
    r"|th|time|tr|tt|u|ul|var|wbr)(?:\s[^<>]*)?/?>",
    re.IGNORECASE,
)
_BLANKS = re.compile(r"[ \t\r\n\f]{2,}|[\t\r\n\f]")  # but for one that may stay
_INVISIBLE = frozenset(
    {"script", "style", "noscript", "template", "svg", "math", "iframe", "object", "head", "form"}
    | {"button", "select", "textarea", "nav", "audio", "video", "canvas"}
)
_LINES = frozenset({"li", "tr", "dt", "dd"})
_BLOCKS = frozenset(
    {"p", "div", "ul", "ol", "dl", "table", "section", "article", "aside"}
    | {"header", "footer", "main", "figure", "figcaption", "blockquote", "pre", "address", "hr"}
    | {"h1", "h2", "h3", "h4", "h5", "h6", "body", "html", "thead", "tbody", "caption", "details"}
)
_FEED_FOOTER = re.compile(
    r"(?:\n+(?:The post [^\n]{1,300} (?:appeared first|first appeared) on [^\n]{1,100}"
    r"|(?:Continue reading|Read more|Read the (?:full|whole) (?:story|article))\b[^\n]{0,200}))+\Z"
)
_EDGE = f"{BLOCK_EDGE}{LINE_EDGE}\n"
_EDGES = re.compile(f"(?<! ) *+[{_EDGE}][ {_EDGE}]*+")
_LINE_OF_PAGE = re.compile(r"\n(?!- |\n)")  # trafilatura ends paragraphs by one line end
_NOT_XML = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


def fragment_text(fragment: str) -> str:
    """Take the text out of an HTML fragment.

    Paragraphs, headings and other blocks are parted by a blank line, items of a list and rows of
    a table stand on lines of their own; scripts, styles, forms and navigation are left out. A
    fragment without any tag keeps its line breaks. What blog software writes below a text ("The
    post … appeared first on …") goes.
    """
    if not _TAG.search(fragment):
        return unescape(fragment)
    root = _tree(_NOT_XML.sub("", fragment))
    text = "" if root is None else _EDGES.sub(_width, "".join(_pieces(root))).strip()
    if text:
        ends_so = _FEED_FOOTER.search(text, text.rfind("\n"))  # few do, and looking costs
        return _FEED_FOOTER.sub("", text) if ends_so else text
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
    first = _LINE_OF_PAGE.sub("\n\n", first)
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
            yield _break(name)
            if name in _INVISIBLE:
                walker.skip_subtree()
            elif element.text:
                yield element.text if preformatted else _BLANKS.sub(" ", element.text)
            continue
        preformatted -= name == "pre"
        yield " " if name in {"td", "th"} else "\n" if name == "br" else _break(name)
        if element.tail:
            yield element.tail if preformatted else _BLANKS.sub(" ", element.tail)


def _break(name: str) -> str:
    if name in _BLOCKS:
        return BLOCK_EDGE
    return LINE_EDGE if name in _LINES else ""


def _width(edges: re.Match[str]) -> str:
    run = edges[0]
    return "\n\n" if BLOCK_EDGE in run or run.count("\n") > 1 else "\n"
