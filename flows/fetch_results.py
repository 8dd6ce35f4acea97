"""What is asked of a fetch and what comes back: the same for a URL and for a file."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from transforms.contracts.operations import Reason


@dataclass(frozen=True, slots=True)
class FetchRequest:
    """One document to get over HTTP.

    Attributes:
        uri: where it is, secrets included.
        address: where it is asked for instead, now that it has moved; holds no secret.
        etag: validator of the last delivery.
        last_modified: validator of the last delivery.
        headers: sent to the host of `uri`, and to no other that it redirects to.
        kind: decides the size limit; None = that of a feed.
        allow_private: address ranges that are not public and may be reached all the same.
        is_page: whether it is a page, which robots.txt may ask us to leave alone.
    """

    uri: str = field(repr=False)
    address: str | None = None
    etag: str | None = None
    last_modified: str | None = None
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    kind: str | None = None
    allow_private: tuple[str, ...] = ()
    is_page: bool = False


@dataclass(frozen=True, slots=True)
class FetchResult:
    """What became of one fetch; nothing in it holds a secret.

    Attributes:
        uri: what was asked for, as it may be shown.
        status: fetched, not_modified or failed.
        http_status: status code of the last response; None without one, and for files.
        etag: validator to send next time.
        last_modified: validator to send next time.
        content: the body, decompressed; None unless fetched.
        media_type: as declared, lower-case, without parameters.
        charset: as declared.
        final_url: where redirects led, as it may be shown; None for files.
        duration_s: seconds from request to last byte, waiting for our turn left out.
        error: why it failed, and what to do.
        reason: the same for the quarantine.
        retry_after_s: seconds that the server asked us to wait, within bounds.
        moved_to: where permanent redirects alone led to; None when they would show a secret.
    """

    uri: str
    status: str
    http_status: int | None = None
    etag: str | None = None
    last_modified: str | None = None
    content: bytes | None = field(default=None, repr=False)
    media_type: str | None = None
    charset: str | None = None
    final_url: str | None = None
    duration_s: float = 0.0
    error: str | None = None
    reason: Reason | None = None
    retry_after_s: float | None = None
    moved_to: str | None = None
