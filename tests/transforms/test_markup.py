from hypothesis import given, settings
from hypothesis import strategies as st

from transforms.markup import fragment_text, page_text, plain_line

SENTENCE = "The two ministers met on Tuesday and agreed to reopen the railway before winter comes."
PARAGRAPHS = "".join(f"<p>{SENTENCE} Paragraph {number} adds to it.</p>" for number in range(6))
PAGE = f"""<!doctype html><html><head><title>Railway</title><script>var x = 1;</script></head><body>
<nav><a href="/">Home</a> <a href="/world">World</a></nav>
<article><h1>Railway to reopen</h1>
{PARAGRAPHS}
</article><footer>All rights reserved by nobody</footer></body></html>"""


def test_blocks_end_lines_and_inline_markup_does_not() -> None:
    text = fragment_text("<h2>Head</h2><p>One <b>t</b>wo<br>three</p><ul><li>a<li>b</ul>tail &amp;")

    assert text == "Head\n\nOne two\nthree\n\na\nb\n\ntail &"


def test_two_line_breaks_part_paragraphs() -> None:
    assert fragment_text("one<br><br>two<br>three") == "one\n\ntwo\nthree"


def test_line_breaks_in_the_source_are_blanks() -> None:
    assert fragment_text("<p>one\n   two</p>") == "one two"


def test_preformatted_text_keeps_its_lines() -> None:
    assert fragment_text("<pre>one\ntwo</pre>") == "one\ntwo"


def test_the_footer_of_blog_software_goes() -> None:
    footer = "<p>The post <a href='x'>A</a> appeared first on <a href='y'>B</a>.</p>"

    assert fragment_text(f"<p>The post was lost.</p>{footer}") == "The post was lost."
    assert fragment_text("<p>One.</p><p><a href='x'>Continue reading A</a></p>") == "One."


def test_cells_of_a_row_stay_apart() -> None:
    assert fragment_text("<table><tr><td>a<td>b<tr><td>c</table>") == "a b\nc"


def test_what_nobody_reads_is_left_out() -> None:
    fragment = "<p>seen</p><script>x()</script><style>p{}</style><!-- no --><form>mail?</form>"

    assert fragment_text(fragment) == "seen"
    assert fragment_text("<script>x()</script>") == ""


def test_a_fragment_without_tags_keeps_its_lines_and_loses_its_entities() -> None:
    assert fragment_text("one &amp; two\n\nthree &lt; four") == "one & two\n\nthree < four"


def test_text_nested_thousands_deep_is_not_lost() -> None:
    assert "deep" in fragment_text("<b>" * 5_000 + "deep" + "</b>" * 5_000)


def test_characters_that_xml_forbids_do_not_stop_the_reader() -> None:
    assert fragment_text("<p>a\x00b\x08c\ufffed</p>") == "abcd"


@settings(deadline=None)
@given(st.text(alphabet="<>/abp&;! \n=\"'-x", max_size=60))
def test_any_markup_can_be_read(fragment: str) -> None:
    assert isinstance(fragment_text(fragment), str)
    assert "\n" not in (plain_line(fragment) or "")


def test_a_page_gives_its_article_alone() -> None:
    text = page_text(PAGE)

    assert text.count("reopen the railway") == 6
    assert text.count("\n\n") >= 5
    assert "rights reserved" not in text
    assert "World" not in text


def test_a_page_without_an_article_gives_nothing_much() -> None:
    assert len(page_text("<html><body><nav><a href='/'>Home</a></nav></body></html>")) < 20


def test_a_title_is_one_line_without_markup() -> None:
    assert plain_line(" <b>Two</b>\n met &amp; ate\u200b ") == "Two met & ate"
    assert plain_line("a<script>x()</script>b") == "ab"
    assert plain_line("5 < 6 and 7 > 6") == "5 < 6 and 7 > 6"
    assert plain_line("<p> </p>") is None
    assert plain_line(None) is None
