import io
from xml.sax import make_parser
from xml.sax.handler import ContentHandler

from transforms.parsers import buffered_sax


class Pieces(ContentHandler):
    def __init__(self) -> None:
        super().__init__()
        self.pieces: list[str] = []

    def characters(self, content: str) -> None:
        self.pieces.append(content)


def pieces(xml: bytes) -> list[str]:
    reader = make_parser([buffered_sax.__name__])  # noqa: S317 - our own
    handler = Pieces()
    reader.setContentHandler(handler)
    reader.parse(io.BytesIO(xml))
    return handler.pieces


def test_the_text_between_two_tags_comes_in_one_piece() -> None:
    assert pieces(b"<a>one &lt;two&gt;\nthree &amp; four<b/>five</a>") == [
        "one <two>\nthree & four",
        "five",
    ]


def test_a_long_text_comes_whole() -> None:
    text = "x" * 3 * buffered_sax.BUFFER_CHARACTERS
    assert "".join(pieces(f"<a>{text}</a>".encode())) == text
