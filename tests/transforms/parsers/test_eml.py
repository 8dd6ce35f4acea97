from datetime import UTC, datetime
from email.message import EmailMessage
from hashlib import sha256

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from transforms.normalise import normalise
from transforms.parsers import Document, Parsed, parse_document

NOW = datetime(2025, 11, 1, tzinfo=UTC)
TEXT = "The harbour master said that the pier would stay closed until Sunday.\n" * 4


def message(subject: str = "Pier stays closed – notice", **more: str) -> EmailMessage:
    made = EmailMessage()
    made["From"] = "Harbour Press Office <press@harbour.example>"
    made["Subject"] = subject
    made["Date"] = "Mon, 20 Oct 2025 09:30:00 +0200"
    made["Message-ID"] = "<1@harbour.example>"
    for name, value in more.items():
        made[name] = value
    return made


def read(content: bytes | EmailMessage, uri: str = "/in/notice.eml") -> Parsed:
    data = content if isinstance(content, bytes) else content.as_bytes()
    return parse_document(Document("s1", uri, sha256(data).hexdigest(), data, NOW))


def test_a_message_is_an_article_with_subject_date_sender_and_id() -> None:
    made = message()
    made.set_content(TEXT)
    parsed = read(made)
    entries, _ = normalise(parsed.entries)
    [row] = entries.rows(named=True)
    assert (row["title"], row["author"]) == ("Pier stays closed – notice", "Harbour Press Office")
    assert row["published_at"] == datetime(2025, 10, 20, 7, 30, tzinfo=UTC)
    assert (row["guid"], row["text_basis"]) == ("<1@harbour.example>", "full")
    assert row["text"].startswith("The harbour master said")


def test_a_message_is_known_by_its_headers_whatever_its_file_is_called() -> None:
    made = message()
    made.set_content(TEXT)
    assert read(made, "/in/17").entries["guid"].to_list() == ["<1@harbour.example>"]
    article = "Subject: to change\n\nThe date: Monday. From: the harbour, the master said so."
    assert read(article.encode(), "/in/17").entries["title"].to_list() == [None]


@pytest.mark.parametrize("hint", ["", "Please view this in a browser."])
def test_the_page_is_read_where_the_text_part_only_hints_at_it(hint: str) -> None:
    made = message()
    made.set_content(hint)
    made.add_alternative(f"<p>{TEXT}</p><style>p {{}}</style>", subtype="html")
    assert read(made).entries.select("body_type").item() == "html"


def test_a_text_part_is_read_before_a_page() -> None:
    made = message()
    made.set_content(TEXT)
    made.add_alternative("<p>the same</p>", subtype="html")
    assert read(made).entries.select("body_type").item() == "text"


def test_attached_messages_are_articles_of_their_own_and_other_files_are_passed_over() -> None:
    inner = message("Inner notice")
    inner.replace_header("Message-ID", "<2@harbour.example>")
    inner.set_content("Inner. " + TEXT)
    made = message()
    made.set_content(TEXT)
    made.add_attachment(inner)
    made.add_attachment(b"%PDF", maintype="application", subtype="pdf", filename="a.pdf")
    made.add_attachment("attached text", filename="a.txt")
    parsed = read(made)
    assert parsed.entries["guid"].to_list() == ["<1@harbour.example>", "<2@harbour.example>"]
    assert "Inner" not in parsed.entries["body"][0]
    assert "attached text" not in str(parsed.entries["body"].to_list())


def test_an_empty_message_inside_another_is_set_aside_alone() -> None:
    made = message()
    made.set_content(TEXT)
    made.add_attachment(EmailMessage())
    parsed = read(made)
    assert parsed.entries.height == 1
    assert parsed.rejects.select("reason", "position").rows() == [("no_text", 2)]


@pytest.mark.parametrize(
    ("charset", "encoded"),
    [("iso-8859-1", "caf\xe9".encode("latin-1")), ("no-such", b"cafe"), ("utf-8", b"caf\xff")],
)
def test_text_in_any_character_set_is_read(charset: str, encoded: bytes) -> None:
    head = (
        f"Subject: s\nFrom: a@b.example\nDate: x\nContent-Type: text/plain; charset={charset}\n\n"
    )
    parsed = read(head.encode() + encoded)
    assert str(parsed.entries["body"][0]).startswith("caf")


def test_a_subject_that_is_wrongly_encoded_stays_as_written() -> None:
    head = b"Subject: =?no-such-set?q?caf=E9?=\nFrom: a@b.example\n\ntext"
    assert "no-such-set" in read(head).entries["title"][0]


def nested(depth: int) -> bytes:
    head = b"Subject: s\nFrom: a@b.example\n"
    parts = b"".join(
        b'Content-Type: multipart/mixed; boundary="%d"\n\n--%d\n' % (n, n) for n in range(depth)
    )
    return head + parts + b"\ntext"


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"\n\nno headers at all", "parse_failed"),
        (b"X-Only: 1\n\ntext", "parse_failed"),
        (nested(40), "too_large"),
        (
            b'Subject: s\nContent-Type: multipart/mixed; boundary="b"\n\n' + b"--b\n\nx\n" * 900,
            "too_large",
        ),
    ],
    ids=["text", "other headers", "deep", "many"],
)
def test_what_is_no_message_or_no_persons_message_is_set_aside(content: bytes, reason: str) -> None:
    assert read(content).rejects["reason"].to_list() == [reason]


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=300))
def test_any_bytes_under_headers_are_stored_or_set_aside(tail: bytes) -> None:
    parsed = read(b"Subject: s\nFrom: a@b.example\nContent-Type: multipart/mixed" + tail)
    assert parsed.entries.height + parsed.rejects.height == 1
