"""What the robots.txt of a site lets us read; asked for once per site and run (RFC 9309).

Pages are subject to it: those that a source names, those that the items of a feed lead to, and
wherever they redirect to.
Feeds, which are published to be fetched by programs, are not.
"""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from protego import Protego
from yarl import URL

from flows.fetch_failures import FetchError
from flows.fetch_results import FetchRequest, FetchResult

ROBOTS = "robots"
"""The kind of such a file; decides its size limit."""

LONGEST_DELAY_S = 10.0
_CLIENT_ERROR, _SERVER_ERROR = 400, 500
_DISALLOWED = "its robots.txt asks us not to read this page; ask the publisher, or leave it out"
_UNKNOWN = "its robots.txt cannot be read ({why}), so the page is left alone; try again later"


@dataclass(frozen=True, slots=True)
class Rules:
    """What one site lets us do.

    Args:
        rules: its file; None = there is none, everything may be read.
        trouble: why nobody knows; then nothing may be read.
    """

    rules: Protego | None = None
    trouble: str | None = None


@dataclass(slots=True)
class RobotsBook:
    """The rules of the sites that a client has come across.

    Args:
        get: fetches one document.
        agent: the product name that rules may call us by.
    """

    get: Callable[[FetchRequest], Awaitable[FetchResult]]
    agent: str
    _sites: dict[tuple[URL, tuple[str, ...]], "asyncio.Task[Rules]"] = field(default_factory=dict)

    async def permit(self, page: URL, allow_private: tuple[str, ...]) -> float:
        """Ask whether a page may be read; give the pause that its site wants, in seconds.

        Raises:
            FetchError: it may not, or nobody knows.
            ValueError: its URL has no origin.
        """
        site = (page.origin(), allow_private)
        if site not in self._sites:
            self._sites[site] = asyncio.create_task(self._rules(*site))
        known = await asyncio.shield(self._sites[site])  # others may wait for it, too
        if known.trouble:
            raise FetchError(_UNKNOWN.format(why=known.trouble))
        if known.rules is None:
            return 0.0
        if not known.rules.can_fetch(str(page), self.agent):
            raise FetchError(_DISALLOWED)
        return min(known.rules.crawl_delay(self.agent) or 0.0, LONGEST_DELAY_S)

    async def _rules(self, origin: URL, allowed: tuple[str, ...]) -> Rules:
        place = str(origin.with_path("/robots.txt"))
        found = await self.get(FetchRequest(place, kind=ROBOTS, allow_private=allowed))
        if found.content is not None:
            return Rules(Protego.parse(found.content.decode("utf-8", "replace")))
        if _CLIENT_ERROR <= (found.http_status or 0) < _SERVER_ERROR:
            return Rules()  # "unavailable": as if there were no rules
        return Rules(trouble=found.error or "no reason was given")
