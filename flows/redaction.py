"""What a place is called where it is shown or stored: no secret, and nothing unprintable."""

import os
import re
from pathlib import Path
from urllib.parse import SplitResult, unquote_plus, urlsplit, urlunsplit

HIDDEN = "***"
_SECRET_NAME = re.compile(
    r"(?:^|[^a-z])(?:(?:api|access|private|secret|auth|feed)?[-_.]?(?:key|token)|secret|password"
    r"|passwd|pass|pwd|auth|authorization|sig|signature|credentials?|sid|session(?:id)?|jwt|code)$",
    re.IGNORECASE,
)
_SEPARATOR = re.compile("([&;?])")
_withheld: dict[str, str] = {}


def public_url(url: str) -> str:
    """Give the URL without user name, password, fragment and the values of secret parameters.

    Args:
        url: any text; what cannot be read as a URL loses everything but its scheme.

    Returns:
        A URL that still names the same place; a secret parameter keeps its name: `token=***`.
    """
    try:
        parts = urlsplit(url)
        host = parts.netloc.rpartition("@")[2]
        _ = parts.port  # raises where a password with a "/" in it has been taken for a port
    except ValueError:
        return _scheme_only(url)
    if not parts.hostname:
        return _scheme_only(url)
    query = "".join(_public_parameter(part) for part in _SEPARATOR.split(parts.query))
    return urlunsplit(SplitResult(parts.scheme, host, parts.path, query, ""))


def withheld(location: str) -> str:
    """Give a URL as it may be shown, and remember it in this process for `restored`.

    For what passes through Prefect, which stores the parameters of a run. A path stays as it is.
    """
    if "://" not in location:
        return location
    shown = public_url(location)
    _withheld[shown] = location
    return shown


def restored(shown: str) -> str:
    """Give the URL that was withheld under this form; any other text as it is."""
    return _withheld.get(shown, shown)


def public_path(path: Path) -> str:
    r"""Give a path as text that every encoding can hold: a stray byte becomes `\xff`."""
    return os.fsencode(path).decode("utf-8", "backslashreplace")


def _scheme_only(url: str) -> str:
    scheme, separator, _ = url.partition("://")
    return f"{scheme}://{HIDDEN}" if separator else HIDDEN


def _public_parameter(pair: str) -> str:
    name, equals, value = pair.partition("=")
    if equals and value and _SECRET_NAME.search(unquote_plus(name)):
        return f"{name}={HIDDEN}"
    return pair
