"""One `[[source]]` as it may be written in `sources.toml`."""

import re
from datetime import date, datetime
from ipaddress import ip_network
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator

Kind = Literal["feed", "sitemap", "html", "text", "eml", "jsonl", "csv", "parquet", "warc"]
TABULAR_KINDS = frozenset({"jsonl", "csv", "parquet", "warc"})
"""Kinds that hold many articles, and may be larger than a document."""

_HEADER_NAME = re.compile(r"[A-Za-z0-9!#$%&'*+.^_`|~-]+")


class Expectation(BaseModel):
    """What a source is expected to bring; less of it is reported.

    Attributes:
        min_entries_per_day: new articles a day, on average over the days.
        days: the days that are counted, back from now; a weekend may be quiet.
    """

    model_config = ConfigDict(frozen=True, strict=True, extra="forbid")

    min_entries_per_day: Annotated[float, Field(gt=0)]
    days: Annotated[int, Field(ge=1, le=90)] = 3


class SourceEntry(BaseModel):
    """One `[[source]]` as written in `sources.toml`."""

    model_config = ConfigDict(frozen=True, strict=True, extra="forbid")

    location: Annotated[str, Field(min_length=1)]
    name: Annotated[str, Field(min_length=1)] | None = None
    kind: Kind | None = None
    outlet: Annotated[str, Field(min_length=1)] | None = None
    agency: bool = False
    owner_group: str | None = None
    published_at: str | None = None
    columns: dict[str, str] = Field(default_factory=dict)
    headers: dict[str, str] = Field(default_factory=dict)
    allow_private: list[str] = Field(default_factory=list)
    full_text: bool = False
    expect: Expectation | None = None
    enabled: bool = True

    @field_validator("published_at", mode="before")
    @classmethod
    def _is_a_date(cls, value: object) -> object:
        """Take a date with or without quotation marks."""
        if isinstance(value, date):
            return value.isoformat()
        return iso_date(value) if isinstance(value, str) else value

    @field_validator("allow_private")
    @classmethod
    def _are_networks(cls, value: list[str]) -> list[str]:
        for network in value:
            ip_network(network)
        return value

    @field_validator("headers")
    @classmethod
    def _are_headers(cls, value: dict[str, str]) -> dict[str, str]:
        for name in value:
            if not _HEADER_NAME.fullmatch(name):
                raise ValueError(f"{name!r} cannot be the name of a header")
        return value


def iso_date(value: str) -> str:
    """Give the date back as written.

    Raises:
        ValueError: it is neither an ISO 8601 day (2025-10-26) nor a date and time.
    """
    try:
        datetime.fromisoformat(value)
    except ValueError as error:
        raise ValueError(
            "expected a day like 2025-10-26 or a time like 2025-10-26T08:30:00+00:00"
        ) from error
    return value
