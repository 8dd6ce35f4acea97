"""Say why a fetch failed and what to do, in our own words.

A library's words may repeat a URL with its secrets, so they are never passed on.
"""

import os

import aiohttp

from flows.addresses import REFUSED
from flows.settings import FetchSettings
from transforms.contracts.operations import Reason

_SERVER_ERROR = 500
_STATUS = {
    401: "it wants a log-in: give the source its `headers`",
    403: "it refuses us: open the address in a browser, and set `fetch.contact`",
    404: "there is nothing at this address: check it, the feed may have moved",
    407: "a proxy wants a log-in",
    408: "it waited too long for us; the next run tries again",
    410: "it is gone for good: remove it from your sources",
    429: "we ask too often; the next run tries again",
    451: "it may not show this here, for legal reasons",
}
_NETWORK: tuple[tuple[type[Exception], str], ...] = (  # the first that fits
    (aiohttp.ConnectionTimeoutError, "no connection within {connect_s:g} s; try again later"),
    (TimeoutError, "not complete within {total_s:g} s; try again later"),
    (aiohttp.ClientConnectorDNSError, "its host name is not known; check spelling and network"),
    (aiohttp.ClientConnectorCertificateError, "its certificate is not valid; tell the publisher"),
    (aiohttp.ClientSSLError, "no secure connection could be agreed on; tell the publisher"),
    (aiohttp.ClientConnectorError, "no connection ({cause}); check whether its server is up"),
    (aiohttp.ClientPayloadError, "the connection closed before the end; try again later"),
    (aiohttp.ServerDisconnectedError, "the connection closed without an answer; try again later"),
    (aiohttp.InvalidURL, "it leads to something that is not a URL; check the address"),
    (aiohttp.ClientResponseError, "it does not answer in proper HTTP; check the address"),
    (ValueError, "it leads to something that is not a URL; check the address"),
)
NOT_PUBLIC = (
    "it leads to an address that is not public; if that is meant, give the source"
    ' `allow_private = ["ADDRESS/32"]`'
)


class FetchError(Exception):
    """Ends one fetch.

    Args:
        sentence: what came and what to do.
        reason: the same for the quarantine.
        retry_after_s: seconds that the server asks us to wait.
    """

    def __init__(
        self,
        sentence: str,
        *,
        reason: Reason = Reason.FETCH_FAILED,
        retry_after_s: float | None = None,
    ) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.reason = reason
        self.retry_after_s = retry_after_s


def status_sentence(status: int, wait_s: float | None) -> str:
    """Say what a status that is no success means."""
    in_trouble = "its server is in trouble; the next run tries again"
    otherwise = in_trouble if status >= _SERVER_ERROR else "that is no document; check the address"
    wait = "" if wait_s is None else f"; it asks us to wait {wait_s:.0f} s"
    return f"the server answered {status}: {_STATUS.get(status, otherwise)}{wait}"


def network_sentence(error: Exception, settings: FetchSettings) -> str:
    """Say what went wrong between us and the server."""
    cause = ""
    if isinstance(error, aiohttp.ClientConnectorError):
        if REFUSED in str(error.os_error):
            return NOT_PUBLIC
        cause = os.strerror(error.os_error.errno) if error.os_error.errno else "no reason given"
    for kind, sentence in _NETWORK:
        if isinstance(error, kind):
            return sentence.format(
                connect_s=settings.connect_s, total_s=settings.total_s, cause=cause
            )
    return f"the connection broke ({type(error).__name__}); try again later"
