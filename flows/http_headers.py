"""Read the response headers that a fetch depends on."""

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from email.message import Message
from email.utils import parsedate_to_datetime

_LONGEST_VALIDATOR = 1024
_MEDIA_TYPE = re.compile(r"[\w!#$&^.+-]{1,127}/[\w!#$&^.+-]{1,127}", re.ASCII)
_CHARSET = re.compile(r"[\w.:()+-]{1,60}", re.ASCII)


def content_type(headers: Mapping[str, str]) -> tuple[str | None, str | None]:
    """Give declared media type and charset, lower-case, each None unless declared properly."""
    declared = headers.get("Content-Type")
    if not declared:
        return None, None
    message = Message()
    message["Content-Type"] = declared
    media_type = declared.partition(";")[0].strip().lower()
    charset = message.get_content_charset() or ""
    return (
        media_type if _MEDIA_TYPE.fullmatch(media_type) else None,
        charset if _CHARSET.fullmatch(charset) else None,
    )


def validator(headers: Mapping[str, str], name: str) -> str | None:
    """Give `ETag` or `Last-Modified` for the next request, if it is fit to be sent back."""
    value = headers.get(name)
    usable = value and len(value) <= _LONGEST_VALIDATOR and value.isprintable()
    return value if usable else None


def retry_after_s(headers: Mapping[str, str], *, now: datetime, most_s: float) -> float | None:
    """Give the seconds that `Retry-After` asks for: a number, or a date seen from `now`.

    What it asks for beyond `most_s` is not granted; what cannot be read is None.
    """
    value = headers.get("Retry-After", "").strip()
    if value.isascii() and value.isdigit():
        return min(float(value[:9]), most_s)
    try:
        moment = parsedate_to_datetime(value)
    except (ValueError, OverflowError):
        return None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return min(max(0.0, (moment - now).total_seconds()), most_s)
