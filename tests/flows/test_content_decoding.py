import gzip
import zlib
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flows.content_decoding import BodyError, TooLargeError, body_for

CONTENT = b"The council met on Monday. " * 40


def read(encoding: str, body: bytes, *, limit: int = 100_000, piece: int = 7) -> bytes:
    collected = body_for(encoding, limit)
    for start in range(0, len(body), piece):
        collected.feed(body[start : start + piece])
    return collected.finish()


@settings(max_examples=40)
@given(content=st.binary(max_size=400), members=st.integers(1, 3), piece=st.integers(1, 200))
def test_a_body_is_the_same_however_it_is_cut(content: bytes, members: int, piece: int) -> None:
    assert read("gzip", gzip.compress(content) * members, piece=piece) == content * members
    assert read("deflate", zlib.compress(content), piece=piece) == content
    assert read("", content, piece=piece) == content


@settings(max_examples=40)
@given(cut=st.integers(1, 30))
def test_a_body_that_was_cut_short_is_never_taken_for_whole(cut: int) -> None:
    for encoding, body in (("gzip", gzip.compress(CONTENT)), ("deflate", zlib.compress(CONTENT))):
        with pytest.raises(BodyError, match="cut short"):
            read(encoding, body[:-cut])


@settings(max_examples=60)
@given(body=st.binary(max_size=300), encoding=st.sampled_from(["gzip", "deflate"]))
def test_no_bytes_raise_anything_but_a_body_error(body: bytes, encoding: str) -> None:
    with suppress(BodyError):
        assert len(read(encoding, body)) <= 100_000


@pytest.mark.parametrize("encoding", ["", "gzip", "deflate"])
def test_the_limit_is_on_the_decompressed_size_and_inclusive(encoding: str) -> None:
    packed = {"": CONTENT, "gzip": gzip.compress(CONTENT), "deflate": zlib.compress(CONTENT)}
    assert read(encoding, packed[encoding], limit=len(CONTENT)) == CONTENT
    with pytest.raises(TooLargeError):
        read(encoding, packed[encoding], limit=len(CONTENT) - 1)


def test_what_follows_the_last_gzip_member_is_padding() -> None:
    assert read("gzip", gzip.compress(CONTENT) + b"\0" * 100) == CONTENT
    assert read("gzip", gzip.compress(CONTENT) + b"\r\n") == CONTENT


def test_an_empty_body_is_empty_under_every_encoding() -> None:
    assert [read(encoding, b"") for encoding in ("", "gzip", "deflate")] == [b"", b"", b""]
