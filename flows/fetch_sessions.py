"""Sessions to fetch with: who we say we are, whom we trust, which way we go, where never."""

import socket
import ssl
from dataclasses import dataclass
from ipaddress import IPv4Address, ip_address

import aiohttp
from yarl import URL

from flows import environment
from flows.addresses import Guard, is_public
from flows.fetch_failures import NOT_PUBLIC, FetchError
from flows.settings import FetchSettings
from transforms.errors import ConfigError

_ACCEPT = (
    "application/rss+xml, application/atom+xml, application/feed+json, application/xml;q=0.9,"
    " text/html;q=0.8, */*;q=0.5"
)
_ANYWHERE = ("0.0.0.0/0", "::/0")
_LOCAL_NAMES = (".localhost", ".local", ".internal", ".lan", ".home.arpa")


@dataclass(frozen=True, slots=True)
class Route:
    """A session, and the proxy that its requests go through.

    Args:
        session: where requests are made.
        proxy: the proxy's URL; None = straight to the server.
    """

    session: aiohttp.ClientSession
    proxy: URL | None

    def check(self, url: URL) -> None:
        """Refuse what a proxy must not be asked for; without one, the guard sees every address.

        Raises:
            FetchError: the host is written as an address that is not public, or has a local name.
        """
        if self.proxy is not None and not _may_be_public(url.host or ""):
            raise FetchError(NOT_PUBLIC)


def open_route(settings: FetchSettings, allowed: tuple[str, ...]) -> Route:
    """Open a session per set of permitted ranges: a connection is never shared across.

    Sources that may reach private ranges go there straight, past the proxy.

    Raises:
        ConfigError: proxy or certificates cannot be used as they are set.
    """
    proxy = None if allowed else _proxy(settings)
    # Through a proxy, the only socket that is opened is the one to the proxy.
    guard = Guard(_ANYWHERE if proxy else allowed)
    contact = f" (+{settings.contact})" if settings.contact else ""
    session = aiohttp.ClientSession(
        connector=aiohttp.TCPConnector(
            socket_factory=guard.socket, limit=0, ssl=_trust(settings) or True
        ),
        cookie_jar=aiohttp.DummyCookieJar(),
        timeout=aiohttp.ClientTimeout(total=None, sock_connect=settings.connect_s),
        headers={
            "User-Agent": settings.user_agent + contact,
            "Accept": _ACCEPT,
            "Accept-Encoding": "gzip, deflate",
        },
        auto_decompress=False,
    )
    return Route(session, proxy)


def _proxy(settings: FetchSettings) -> URL | None:
    written = settings.proxy
    if written is None:
        return None
    variable = written.removeprefix("env:")
    if variable != written:
        found = environment.secret(variable)
        if found is None:
            raise ConfigError(f"`fetch.proxy` needs the environment variable {variable}")
        written = found
    try:
        url = URL(written)
    except ValueError as error:
        raise ConfigError("`fetch.proxy` is not a URL; write http://HOST:PORT") from error
    if url.scheme not in {"http", "https"} or not url.host:
        raise ConfigError("`fetch.proxy` is not a URL of http or https; write http://HOST:PORT")
    return url


def _trust(settings: FetchSettings) -> ssl.SSLContext | None:
    if settings.ca_file is None:
        return None
    try:
        context = ssl.create_default_context()
        context.load_verify_locations(settings.ca_file)
    except (OSError, ssl.SSLError) as error:
        raise ConfigError(
            f"`fetch.ca_file`: {settings.ca_file} cannot be used as certificates; give a PEM file"
        ) from error
    return context


def _may_be_public(host: str) -> bool:
    """Judge a host that a proxy will look up: an address in any notation, or a name."""
    name = host.rstrip(".").lower()
    if name == "localhost" or name.endswith(_LOCAL_NAMES) or "." not in name.replace(":", "."):
        return False
    try:
        return is_public(ip_address(name.partition("%")[0]))
    except ValueError:
        pass
    try:
        return is_public(IPv4Address(socket.inet_aton(name)))  # 0x7f.1, 2130706433, 0177.1
    except OSError:
        return True
