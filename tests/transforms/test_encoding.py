import pytest
from hypothesis import given
from hypothesis import strategies as st

from transforms.encoding import decode

SENTENCE = "Über “Brücken” und Straßen sprach der Präsident – ohne Überraschung."


@pytest.mark.parametrize(
    ("mark", "encoding"),
    [
        (b"\xef\xbb\xbf", "utf-8"),
        (b"\xff\xfe", "utf-16-le"),
        (b"\xfe\xff", "utf-16-be"),
        (b"\xff\xfe\x00\x00", "utf-32-le"),
        (b"\x00\x00\xfe\xff", "utf-32-be"),
    ],
)
def test_a_byte_order_mark_decides_before_anything_else(mark: bytes, encoding: str) -> None:
    decoded = decode(mark + SENTENCE.encode(encoding), charset="windows-1252")

    assert (decoded.text, decoded.encoding, decoded.rule) == (SENTENCE, encoding, "bom")


def test_the_http_charset_goes_before_the_label_in_the_document() -> None:
    content = '<?xml version="1.0" encoding="koi8-r"?><rss>caf\xe9</rss>'.encode("latin-1")

    decoded = decode(content, charset="ISO-8859-1")

    assert decoded.rule == "http"
    assert "café" in decoded.text


def test_latin_1_is_read_as_windows_1252_as_browsers_do() -> None:
    decoded = decode(b'<?xml version="1.0" encoding="ISO-8859-1"?><a>\x93quoted\x94</a>')

    assert (decoded.encoding, decoded.rule) == ("windows-1252", "label")
    assert "“quoted”" in decoded.text


def test_a_meta_element_labels_a_page() -> None:
    decoded = decode('<html><head><meta charset="koi8-r"></head>мир</html>'.encode("koi8-r"))

    assert decoded.text.endswith("мир</html>")
    assert decoded.rule == "label"


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_utf_16_without_a_mark_is_seen_by_its_first_characters(encoding: str) -> None:
    decoded = decode('<?xml version="1.0" encoding="utf-16"?><a>é</a>'.encode(encoding))

    assert decoded.encoding == encoding
    assert decoded.text.endswith("<a>é</a>")


def test_a_utf_16_label_that_can_be_read_as_ascii_is_not_true() -> None:
    decoded = decode('<?xml version="1.0" encoding="utf-16"?><a>é</a>'.encode())

    assert (decoded.encoding, decoded.rule) == ("utf-8", "label")
    assert decoded.text.endswith("<a>é</a>")


def test_a_label_that_does_not_fit_the_bytes_is_passed_over() -> None:
    content = b'<?xml version="1.0" encoding="utf-8"?><a>caf\xe9 na\xefve \x93yes\x94</a>'

    decoded = decode(content)

    assert decoded.rule == "fallback"
    assert "café naïve “yes”" in decoded.text


def test_one_broken_character_does_not_overthrow_a_label() -> None:
    content = b'<?xml version="1.0" encoding="utf-8"?>' + "é".encode() * 50 + b"\xe9 end"

    decoded = decode(content)

    assert (decoded.encoding, decoded.rule) == ("utf-8", "label")
    assert decoded.text.count("é") == 50


def test_an_unknown_label_counts_as_none() -> None:
    assert decode(b"plain", charset="no-such-thing").rule == "utf8"


def test_without_any_label_utf_8_is_tried_first() -> None:
    assert decode(SENTENCE.encode()).rule == "utf8"


def test_a_long_text_without_a_label_is_recognised_by_its_statistics() -> None:
    russian = "Министр встретился с послом и обсудил торговлю, границы и помощь. " * 10  # noqa: RUF001 - another script

    decoded = decode(russian.encode("windows-1251"))

    assert (decoded.text, decoded.rule) == (russian, "detected")


def test_a_short_text_without_a_label_is_windows_1252() -> None:
    decoded = decode(b"The caf\xe9 \x96 reopened")

    assert (decoded.text, decoded.rule) == ("The café – reopened", "fallback")


@given(st.binary(max_size=300), st.sampled_from([None, "utf-8", "utf-16", "big5", "?"]))
def test_any_bytes_can_be_read(content: bytes, charset: str | None) -> None:
    decoded = decode(content, charset)

    assert decoded.rule in {"bom", "http", "label", "utf8", "detected", "fallback"}


@given(st.text(max_size=200).filter(lambda text: not text.startswith("\ufeff")))
def test_utf_8_comes_back_as_it_was(text: str) -> None:
    assert decode(text.encode(), "utf-8").text == text


def test_a_few_curly_quotes_do_not_make_an_english_text_baltic() -> None:
    text = "“We will reopen the line,” said the minister – and that was that. " * 10

    decoded = decode(text.encode("windows-1252"))

    assert (decoded.text, decoded.rule) == (text, "fallback")
