"""Undo the compression of an HTTP body, within a size limit and only if it is all there."""

import zlib

_GZIP = 16 + zlib.MAX_WBITS
_ZLIB = zlib.MAX_WBITS
_RAW = -zlib.MAX_WBITS
_GZIP_MAGIC = b"\x1f\x8b"


class BodyError(ValueError):
    """The body cannot be used; the message is a sentence for a person."""


class TooLargeError(BodyError):
    """The body is over the limit of its kind."""

    def __init__(self, limit: int) -> None:
        super().__init__(f"larger than {limit:,} bytes, the limit of its kind")


class Body:
    """A body that is not compressed, taken in chunks.

    Args:
        limit: the most bytes it may have.
    """

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._content = bytearray()

    def expect(self, n_bytes: int) -> None:
        """Take note of the declared length of what will be fed.

        Raises:
            TooLargeError: that alone is over the limit.
        """
        if n_bytes > self._limit:
            raise TooLargeError(self._limit)

    def feed(self, chunk: bytes) -> None:
        """Take the next chunk.

        Raises:
            TooLargeError: the body is over the limit with it.
            BodyError: it is not compressed as declared.
        """
        self._add(chunk)

    def finish(self) -> bytes:
        """Give the whole body.

        Raises:
            BodyError: it ended before its end.
        """
        return bytes(self._content)

    def _add(self, content: bytes) -> None:
        if len(self._content) + len(content) > self._limit:
            raise TooLargeError(self._limit)
        self._content += content


class CompressedBody(Body):
    """A body of one or more zlib streams; it never holds more than the limit and one chunk.

    Args:
        limit: the most bytes it may have, decompressed.
        gzip: whether it is gzip; otherwise it is deflate, with or without zlib's header.
    """

    def __init__(self, limit: int, *, gzip: bool) -> None:
        super().__init__(limit)
        self._gzip = gzip
        self._waiting = b""
        self._stream: zlib._Decompress | None = None

    def feed(self, chunk: bytes) -> None:
        """Take the next chunk; what follows the last stream is padding and ignored."""
        data = self._waiting + chunk
        self._waiting = b""
        while data:
            if self._stream is None or self._stream.eof:
                if len(data) < len(_GZIP_MAGIC):
                    self._waiting = data
                    return
                stream = self._next_stream(data)
                if stream is None:
                    return
                self._stream = stream
            data = self._inflated(self._stream, data)

    def finish(self) -> bytes:
        """Give the whole body."""
        begun = self._stream is not None or bool(self._waiting)
        if begun and (self._stream is None or not self._stream.eof):
            raise BodyError("the compressed body was cut short in transfer; try again later")
        return super().finish()

    def _next_stream(self, data: bytes) -> "zlib._Decompress | None":
        if self._gzip:
            first = self._stream is None
            is_member = first or data.startswith(_GZIP_MAGIC)
            return zlib.decompressobj(_GZIP) if is_member else None
        if self._stream is not None:
            return None
        has_header = data[0] & 0x0F == zlib.DEFLATED and int.from_bytes(data[:2], "big") % 31 == 0
        return zlib.decompressobj(_ZLIB if has_header else _RAW)

    def _inflated(self, stream: "zlib._Decompress", data: bytes) -> bytes:
        """Add what the data holds, up to one byte over the limit, and give what follows it."""
        try:
            self._add(stream.decompress(data, self._limit - len(self._content) + 1))
        except zlib.error as error:
            raise BodyError("the body is not compressed as its header says") from error
        return stream.unused_data if stream.eof else stream.unconsumed_tail


def body_for(encoding: str, limit: int) -> Body:
    """Give what collects a body with this `Content-Encoding`.

    Raises:
        BodyError: an encoding that we did not ask for.
    """
    match encoding.strip().lower():
        case "" | "identity":
            return Body(limit)
        case "gzip" | "x-gzip":
            return CompressedBody(limit, gzip=True)
        case "deflate":
            return CompressedBody(limit, gzip=False)
        case other:
            raise BodyError(f"the body is encoded as {other[:40]!r}, which we did not ask for")
