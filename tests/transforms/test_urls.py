import pytest
from hypothesis import given
from hypothesis import strategies as st

from transforms.urls import canonical_url, registered_domain, resolve


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("HTTP://WWW.Example.com:80/a?utm_source=x&id=3#top", "http://www.example.com/a?id=3"),
        ("https://example.com:443", "https://example.com/"),
        ("https://example.com/a?b=2&a=1", "https://example.com/a?a=1&b=2"),
        ("https://example.com/n?12345", "https://example.com/n?12345"),
        ("https://example.com/n?id=&cid=4&uid=5&p=6", "https://example.com/n?cid=4&id=&p=6&uid=5"),
        ("https://example.com/a?fbclid=1&gclid=2&mc_cid=3&at_medium=RSS", "https://example.com/a"),
        ("https://example.com/a?x=1&amp;y=2", "https://example.com/a?x=1&y=2"),
        ("  https://example.com/a\n", "https://example.com/a"),
        ("https://example.com/a b", "https://example.com/ab"),
        ('https://example.com/a",', "https://example.com/a"),
        ("https://example.com/a)", "https://example.com/a"),
        ("https://example.com/a_(b)", "https://example.com/a_(b)"),
        ("https://example.com//a///b", "https://example.com/a/b"),
        ("https://me:secret@example.com/a", "https://example.com/a"),
        ("https://bücher.example/ä", "https://xn--bcher-kva.example/%C3%A4"),
        ("https://example.com/%C3%A4?q=ü", "https://example.com/%C3%A4?q=%C3%BC"),
        ("http://[2001:db8::1]:8080/a", "http://[2001:db8::1]:8080/a"),
        ("https://example.com.", "https://example.com/"),
    ],
)
def test_a_url_loses_what_does_not_name_the_article(written: str, expected: str) -> None:
    assert canonical_url(written) == expected
    assert canonical_url(expected) == expected


@pytest.mark.parametrize(
    "written",
    [
        *(
            "",
            "   ",
            None,
            "/relative",
            "javascript:alert(1)",
            "ftp://example.com/a",
            "mailto:a@b.c",
        ),
        *("http://", "http:///a", "https://example.com:99999/", "http://[::1", "tag:x,2020:1"),
        "https://example.com/" + "a" * 3_000,
    ],
)
def test_what_is_no_web_address_has_no_canonical_url(written: str | None) -> None:
    assert canonical_url(written) is None


@given(st.text(max_size=60))
def test_any_text_can_be_tried_as_a_url(written: str) -> None:
    for candidate in (written, f"https://{written}", f"https://example.com/{written}"):
        found = canonical_url(candidate)
        assert found is None or canonical_url(found) == found


def test_a_link_is_resolved_against_the_first_base_that_can_carry_it() -> None:
    assert resolve("/a", None, "file.xml", "https://example.com/x/") == "https://example.com/a"
    assert resolve("https://other.example/a", "https://example.com/") == "https://other.example/a"
    assert resolve("/a", None) == "/a"
    assert resolve("  ", "https://example.com/") is None
    assert resolve("//[", "https://example.com/") == "//["


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://www.bbc.co.uk/news", "bbc.co.uk"),
        ("https://edition.cnn.com/a", "cnn.com"),
        ("https://some.blogspot.com/a", "some.blogspot.com"),
        ("https://example.com:8080/", "example.com"),
        ("http://127.0.0.1/a", None),
        ("http://localhost/a", None),
        (None, None),
    ],
)
def test_the_registered_domain_is_what_somebody_registered(
    url: str | None, expected: str | None
) -> None:
    assert registered_domain(url) == expected
