"""Canonical URLs and registered domains."""

import re
from urllib.parse import SplitResult, quote, urljoin, urlsplit, urlunsplit

from courlan import extract_domain

MAX_LENGTH = 2_000

_INNER_BLANKS = re.compile(r"[\x00-\x20\x7f\u200b\ufeff]+")
_TRAILING_JUNK = "\"'<>,;\\"
# Parameters that say where a reader came from. Names that may select the article (id, cid, p,
# page, story, …) are not among them.
_TRACKING = re.compile(
    r"(?:utm|at|ns|pk|mc|mtm|hsa|itm|ga|gs|oly|vero|guce|wt|cm|soc|algo|dm)[_.-]\w*"
    r"|(?:fb|g|d|dc|tw|y|tt)clid|msclkid|[gw]braid|gclsrc|igshi?d?|mkt_tok|_hs\w+"
    r"|ocid|cmp(?:id)?|ftag|smid|smtyp|icid|ncid|xtor|maca|ito|guccounter|feedtype|feedname"
    r"|ref|referr?er|ref_?src|ref_?url|share|sharetoken|amp|outputtype|source|src|campaign|medium"
    r"|spm|sref|taid|__\w*|cid_source|sr_share|s_cid|via",
    re.IGNORECASE,
)
_UNLISTED = re.compile(r"[a-z\d_-]+\.(?!\d+$)[a-z\d-]+$")
_HOST = re.compile(r"[a-z\d](?:[a-z\d._-]*[a-z\d])?|[a-f\d:.]*:[a-f\d:.]*")
_SLASHES = re.compile(r"/{2,}")
_SAFE = "/%!$&'()*+,;=:@~-._?"
_DEFAULT_PORTS = {"http": 80, "https": 443}


def canonical_url(url: str | None) -> str | None:
    """Give a URL without tracking parameters, fragment, credentials and default parts.

    Parameters that select the article stay, sorted by name.

    Returns:
        An http or https URL, or None for anything else.
    """
    parts = _split(url)
    host = _host(parts) if parts else None
    if parts is None or host is None:
        return None
    query = "&".join(sorted(part for part in parts.query.split("&") if _selects(part)))
    path = quote(_SLASHES.sub("/", parts.path) or "/", safe=_SAFE)
    cleaned = urlunsplit((parts.scheme.lower(), host, path, quote(query, safe=_SAFE), ""))
    return cleaned if len(cleaned) <= MAX_LENGTH else None


def resolve(link: str | None, *bases: str | None) -> str | None:
    """Resolve a link against the first base that is an http or https URL."""
    if not link or not link.strip():
        return None
    for base in bases:
        if base and base.lower().startswith(("http://", "https://")):
            try:
                return urljoin(base, link.strip())
            except ValueError:
                return link.strip()
    return link.strip()


def registered_domain(url: str | None) -> str | None:
    """Give the domain that somebody registered: bbc.co.uk, or name.blogspot.com.

    Returns:
        None where there is none: an address, a local name, no URL. Under a suffix that nobody
        lists, the last two labels.
    """
    if not url:
        return None
    known: str | None = extract_domain(url)
    if known:
        return known
    match = _UNLISTED.search(urlsplit(url).hostname or "")
    return match[0] if match else None


def _selects(parameter: str) -> bool:
    name = parameter.partition("=")[0]
    return bool(parameter) and not _TRACKING.fullmatch(name)


def _split(url: str | None) -> SplitResult | None:
    written = _INNER_BLANKS.sub("", (url or "").strip()).replace("&amp;", "&")
    written = written.rstrip(_TRAILING_JUNK)
    if "(" not in written:
        written = written.rstrip(")")
    try:
        parts = urlsplit(written)
    except ValueError:
        return None
    return parts if parts.scheme.lower() in _DEFAULT_PORTS else None


def _host(parts: SplitResult) -> str | None:
    try:
        name = (parts.hostname or "").rstrip(".").encode("idna").decode("ascii")
        port = parts.port
    except (ValueError, UnicodeError):
        return None
    if not _HOST.fullmatch(name):
        return None
    name = f"[{name}]" if ":" in name else name
    return name if port in {None, _DEFAULT_PORTS[parts.scheme.lower()]} else f"{name}:{port}"
