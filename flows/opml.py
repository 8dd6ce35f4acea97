"""Lists of feeds as other readers write and take them: OPML 2.0."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from lxml import etree

from flows.redaction import public_url
from flows.sources import SourceConfig
from transforms.errors import ConfigError

LARGEST_BYTES = 16 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Outline:
    """A feed in such a list."""

    url: str
    name: str | None


def read_opml(path: Path) -> list[Outline]:
    """Give the feeds of a list, folders flattened, each address once.

    Raises:
        ConfigError: the file cannot be read, is too large or no OPML.
    """
    try:
        content = path.read_bytes()
    except OSError as error:
        raise ConfigError(f"{path}: cannot be read ({error.strerror})") from error
    if len(content) > LARGEST_BYTES:
        raise ConfigError(f"{path}: larger than {LARGEST_BYTES:,} bytes; that is no list of feeds")
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    try:
        root = etree.fromstring(content, parser)
    except etree.XMLSyntaxError as error:
        raise ConfigError(f"{path}: not readable as XML: {error}") from error
    if etree.QName(root).localname.lower() != "opml":
        raise ConfigError(f"{path}: expected OPML, found <{etree.QName(root).localname}>")
    return list({outline.url: outline for outline in reversed(list(_outlines(root)))}.values())[
        ::-1
    ]


def _outlines(root: etree._Element) -> Iterator[Outline]:
    for element in root.iter("{*}outline"):
        said = {str(name).lower(): str(value).strip() for name, value in element.attrib.items()}
        if said.get("xmlurl"):
            yield Outline(said["xmlurl"], said.get("title") or said.get("text") or None)


def as_opml(sources: Sequence[SourceConfig]) -> tuple[str, list[str]]:
    """Write the feeds among some sources as OPML.

    Returns:
        The document, and the names of feeds left out because their address bears a secret.
    """
    root = etree.Element("opml", version="2.0")
    head = etree.SubElement(root, "head")
    etree.SubElement(head, "title").text = "claimstream sources"
    body = etree.SubElement(root, "body")
    secret = []
    for source in sources:
        if not source.is_url:
            continue
        if public_url(source.target) != source.target or source.headers:
            secret.append(source.name)
            continue
        name = "".join(sign for sign in source.name if sign.isprintable())
        etree.SubElement(body, "outline", type="rss", text=name, title=name, xmlUrl=source.target)
    text = etree.tostring(root, xml_declaration=True, encoding="utf-8", pretty_print=True)
    return text.decode("utf-8"), secret
