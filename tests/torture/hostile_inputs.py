"""Documents that were made to break a reader: bombs, floods, depth, broken encodings, odd text."""

import gzip
import io
import json
import zipfile
from collections.abc import Iterator
from xml.sax.saxutils import escape

Named = tuple[str, bytes]


def feed(*items: tuple[str, str], head: str = "") -> bytes:
    """Write an RSS feed with these titles and descriptions, which must be escaped already."""
    inner = "".join(
        f"<item><title>{title}</title><guid>urn:{number}</guid>"
        f"<description>{body}</description></item>"
        for number, (title, body) in enumerate(items)
    )
    xml = f'{head}<rss version="2.0"><channel><title>t</title>{inner}</channel></rss>'
    return xml.encode("utf-8", "surrogatepass")


def page(body: str, *, title: str = "A page", head: str = "") -> bytes:
    """Write an HTML page."""
    html = f"<!doctype html><html><head><title>{title}</title>{head}</head><body>{body}</body>"
    return html.encode("utf-8", "surrogatepass")


def healthy(number: int) -> Named:
    """Write a feed that nothing is wrong with, to stand beside a hostile one."""
    title = f"Healthy report {number}"
    text = f"Minister Tomas Revik said that {number + 2} people of part {number} were brought home."
    xml = feed((title, text)).replace(b"urn:0", f"urn:healthy:{number}".encode())
    return f"healthy-{number}.xml", xml


def hostile(scale: int) -> Iterator[Named]:
    """Give hostile documents; `scale` is the length of floods and the depth of nesting.

    Args:
        scale: 1,000 for a quick look, 100,000 for torture.
    """
    yield from _pages(scale)
    yield from _feeds(scale)
    yield from _texts(scale)
    yield from _tables(scale)
    yield from _packed(scale)


def _pages(n: int) -> Iterator[Named]:
    words = "<p>The minister said that the bridge was closed.</p>"
    yield "html-deep.html", page("<div>" * n + words)
    yield "html-deep-inline.html", page("<b><i>" * n + words)
    yield "html-deep-table.html", page("<table><tr><td>" * (n // 10) + words)
    yield "html-attributes.html", page("<p " + " ".join(f"a{i}=1" for i in range(n)) + f">{words}")
    yield "html-attribute-long.html", page(f'<p style="{"color:red;" * n}">x</p>{words}')
    yield "html-lt.html", page("<" * n + words)
    yield "html-unclosed.html", page("<a href='" * n + words)
    yield "html-comments.html", page("<!--" * n + words)
    yield "html-entities.html", page("&amp;&#38;&nope;&#1114112;" * n + words)
    yield "html-scripts.html", page("<script>var a='</p>';</script>" * n + words)
    yield "html-links.html", page('<a href="/x">y</a>' * n + words)
    yield "html-title.html", page(words, title="T" * 10 * n)
    yield "html-title-words.html", page(words, title="said " * 2 * n)
    yield (
        "html-json-ld.html",
        page(words, head=f'<script type="application/ld+json">{"[" * n}</script>'),
    )
    yield "html-meta.html", page(words, head='<meta name="a" content="b">' * n)
    yield "html-nul.html", page("\0" * n + words)
    yield "html-frames.html", page("<svg><math>" * (n // 10) + words)


def _feeds(n: int) -> Iterator[Named]:
    fine = ("A title", "Minister Revik said that it was so.")
    bomb = '<!ENTITY a0 "lol">' + "".join(
        f'<!ENTITY a{i} "{f"&a{i - 1};" * 10}">' for i in range(1, 10)
    )
    yield "xml-laughs.xml", feed(("t", "&a9;"), head=f"<!DOCTYPE rss [{bomb}]>")
    quadratic = f'<!DOCTYPE rss [<!ENTITY a "{"A" * n}">]>'
    yield "xml-quadratic.xml", feed(("t", "&a;" * (n // 10)), head=quadratic)
    for name, target in (("file", "file:///etc/passwd"), ("http", "http://127.0.0.1:9/x")):
        head = f'<!DOCTYPE rss [<!ENTITY x SYSTEM "{target}">]>'
        yield f"xml-external-{name}.xml", feed(("[&x;]", "&x;"), fine, head=head)
    yield "xml-deep.xml", feed(("t", "<a>" * n + "</a>" * n))
    yield "xml-title.xml", feed(("T" * 10 * n, "Revik said no."))
    yield "xml-lt.xml", b"<rss><channel><item><title>x</title><description>" + b"<" * n
    yield "xml-amp.xml", feed(("t", "&nope;" * n))
    yield "xml-html-deep.xml", feed(("t", "&lt;div&gt;" * n))
    yield "xml-style.xml", feed(("t", f'&lt;p style="{"(" * n}"&gt;x'))
    yield "xml-control.xml", feed(("a\x00b\x01c\x08d\x1fe\ufffe\uffff", "x\x00y"), fine)
    yield "xml-surrogates.xml", feed(("lone \ud800 half", "and \udc00 another"), fine)
    yield "xml-bidi.xml", feed(("\u202egnp.exe\u202c", "\u2066Revik said\u2069 \u200f no.\u200e"))
    yield (
        "xml-dates.xml",
        feed(("t", "x</description><pubDate>" + "9" * n + "</pubDate><description>")),
    )
    yield "xml-empty.xml", feed()
    yield "xml-encoding.xml", b'<?xml version="1.0" encoding="rot13"?>' + feed(fine)
    yield "xml-utf16.xml", feed(fine).decode().encode("utf-16")
    yield "xml-cut.xml", feed(fine, ("caf\u00e9", "caf\u00e9"))[:-60]
    yield "xml-guid.xml", feed(*[("same", "Revik said yes.")] * 3).replace(b"urn:1", b"urn:0")
    odd = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": 7,
        "items": [7, None, {"id": []}],
    }
    yield "jsonfeed-types.json", json.dumps(odd).encode()
    yield (
        "jsonfeed-deep.json",
        b'{"version": "https://jsonfeed.org/version/1.1", "items": ' + (b"[" * n + b"]" * n + b"}"),
    )


def _texts(n: int) -> Iterator[Named]:
    for name, piece in {
        "quotes": '"',
        "curly": "\u201c",
        "said": "said ",
        "said-that": 'Revik said that "',
        "brackets": "([{",
        "digits": "9",
        "dots": "Mr. ",
        "blanks": " ",
        "newlines": "\n",
        "tabs": "a\t",
        "names": "Tomas Revik ",
        "and": "A and ",
        "percent": "5% of ",
        "combining": "\u0301",
        "zero-width": "\u200b\u200d\u2060",
        "bidi": "\u202e\u2066",
        "emoji": "\U0001f468\u200d\U0001f469\u200d\U0001f467",
        "dashes": "- ",
        "controls": "\x01\x02\x1b[31m",
    }.items():
        yield f"text-{name}.txt", (f"A title\n\n{piece * n}\n").encode()
    yield "text-one-word.txt", b"w" * 10 * n
    yield "text-nul.txt", b"\0" * n
    yield "text-surrogates.txt", b"A title\n\nlone \xed\xa0\x80 half, and \xc3\x28 broken"
    yield "text-empty.txt", b""
    yield "text-bom.txt", b"\xef\xbb\xbf"
    yield "text-utf32.txt", "A title\n\nRevik said no.".encode("utf-32")
    yield "binary.bin", bytes(range(256)) * (n // 100)
    yield "pdf.pdf", b"%PDF-1.7\n" + bytes(range(256)) * 4
    yield "terminal.txt", b"A title\n\n\x1b]0;owned\x07 Revik said no. \x9b31m"


def _tables(n: int) -> Iterator[Named]:
    row = '{"title": "A", "text": "Revik said no."}'
    yield "rows-depth.jsonl", f'{row}\n{{"text": {"[" * n}{"]" * n}}}\n{row}'.encode()
    yield "rows-digits.jsonl", f'{{"text": {"9" * n}}}\n{row}'.encode()
    yield (
        "rows-odd.jsonl",
        b"\n".join(
            [
                *(
                    b'{"text": NaN}',
                    b"null",
                    b"[]",
                    b'"x"',
                    b"{",
                    b"",
                    b'{"text": null}',
                    b"\xff\xfe",
                ),
                *(
                    b'{"text": "\\ud800"}',
                    b'{"text": {"a": 1}}',
                    b'{"text": "\\u0000"}',
                    row.encode(),
                ),
                *(
                    b'{"text": "a", "text": "b"}',
                    b'{"\\ud800": 1, "text": "c"}',
                    b'{"text": "d"} x',
                ),
                *(
                    b'{"text": "e",}',
                    b"{'text': 'f'}",
                    b'{"text": "g"',
                    b'\xef\xbb\xbf{"text": "h"}',
                ),
                *(b'{"text": 1e999}', b'{"text": -0}', b'{"text": true}', b'{"text": "\x01"}'),
            ]
        ),
    )
    yield "rows-long.jsonl", f'{{"text": "{"word " * n}"}}\n{row}'.encode()
    yield (
        "rows-keys.jsonl",
        f"{{{','.join(f'{json.dumps(str(i))}: 1' for i in range(n))}}}\n{row}".encode(),
    )
    yield "cells-quote.csv", b'title,text\nA,"Revik said no.\n' + b"x,y\n" * n
    yield "cells-columns.csv", ",".join(f"c{i}" for i in range(n)).encode() + b"\n1,2\n"
    yield "cells-nul.csv", b"title,text\nA,Revik\0 said no.\nB,\xff\xfe\n"
    yield "cells-ragged.csv", b"title,text\nA\nB,b,c\nC,Revik said no.\n"
    yield "fake.parquet", b"PAR1" + b"\xff" * n + b"PAR1"


def _packed(n: int) -> Iterator[Named]:
    zeros = b"\0" * (1000 * n)
    yield "bomb.xml.gz", gzip.compress(zeros)
    yield "cut.xml.gz", gzip.compress(feed(("t", "Revik said no.")))[:-9]
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("feed.xml", zeros)
        archive.writestr("../../etc/cron.d/x", "x")
    yield "bomb.zip", packed.getvalue()


def from_strings(strings: list[str]) -> Iterator[Named]:
    """Put each of these strings in every place where a document holds text."""
    items = [(escape(text), f"Revik said {escape(text)}.") for text in strings]
    yield "naughty.xml", feed(*items)
    rows = [json.dumps({"title": text, "text": f"Revik said {text}."}) for text in strings]
    yield "naughty.jsonl", "\n".join(rows).encode()
    for number, text in enumerate(strings):
        yield f"naughty-{number}.txt", f"{text}\n\nRevik said {text}.".encode("utf-8", "replace")
        yield f"naughty-{number}.html", page(f"<p>Revik said {text}.</p>", title=text)
