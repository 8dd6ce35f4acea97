"""Pages of feed items: fetched once, as robots.txt allows, and read in place of the summary."""

from typing import TYPE_CHECKING

import pytest

from flows.fetch import fetch_many
from flows.fetch_results import FetchRequest, FetchResult
from flows.settings import FetchSettings, Settings

if TYPE_CHECKING:
    from conftest import Desk, Site

FULL = 'kind = "feed"\nfull_text = true'
LOOPBACK = ("127.0.0.1/32",)


def page(number: int, sentences: int = 12) -> bytes:
    """Write the page of an item: the whole report between a menu and a footer."""
    body = " ".join(
        f"Sentence {n} of the report says that {number + n} people came back to Tavrin on Monday."
        for n in range(sentences)
    )
    return (
        f"<html><head><title>Report {number} | The Site</title></head><body><nav>Home</nav>"
        f"<article><h1>Report {number}</h1><p>{body}</p></article></body></html>"
    ).encode()


@pytest.fixture
def full(desk: "Desk") -> "Desk":
    """Give a desk with one feed of three items; two of their pages are there."""
    desk.site.serve("/feed", body=desk.feed(1, 2, 3))
    desk.site.serve("/1", body=page(1))
    desk.site.serve("/2", body=page(2))
    desk.write("/feed", more=FULL)
    return desk


def test_a_page_takes_the_place_of_the_summary_and_what_is_not_there_leaves_it(
    full: "Desk",
) -> None:
    full.run()

    found = full.ask(
        "select title, text_basis, text like '%Sentence 11%', version_no"
        " from core.article_version order by title"
    )
    assert found == [
        ("Report 1", "full", True, 1),
        ("Report 2", "full", True, 1),
        ("Report 3", "summary", False, 1),
    ]
    assert full.ask("select n_seen, n_new from ops.accounting") == [(3, 3)]
    assert full.ask("select status, count(*) from ops.fetch group by 1 order by 1") == [
        ("failed", 1),
        ("fetched", 3),
    ]
    assert full.health() == [("/feed", "ok")]


def test_a_page_is_fetched_once_and_the_summary_that_comes_again_is_no_news(full: "Desk") -> None:
    full.run()
    full.site.serve("/feed", body=full.feed(1, 2, 3, 4))
    full.run(1)

    assert (full.asked("/1"), full.asked("/2")) == (1, 1)
    assert full.ask("select count(*) from core.article_version where version_no > 1") == [(0,)]
    assert full.ask("select count(*) from mart.articles") == [(4,)]


def test_a_page_that_gives_less_or_is_to_be_left_alone_leaves_the_summary(full: "Desk") -> None:
    full.site.serve("/1", body=page(1, sentences=0))
    full.site.serve("/robots.txt", body=b"User-agent: claimstream\nDisallow: /2\nDisallow: /feed\n")
    full.run()

    bases = full.ask("select text_basis, count(*) from core.article_version group by 1")
    assert bases == [("summary", 3)]
    [(reason, detail)] = full.ask("select reason, detail from mart.quarantine")
    assert reason == "no_text"
    assert "summary, which was kept" in detail
    assert [full.asked(path) for path in ("/1", "/2", "/feed", "/robots.txt")] == [1, 0, 1, 1]
    [(error,)] = full.ask("select error from ops.fetch where uri like '%/2'")
    assert "robots.txt" in error


def test_only_so_many_pages_are_fetched_at_once_the_newest_first(desk: "Desk") -> None:
    old = desk.feed(1, date="Mon, 17 Nov 2025 08:00:00 GMT")
    new = desk.feed(2).partition(b"<item>")[2]
    desk.site.serve("/feed", body=old.replace(b"</channel></rss>", b"<item>" + new))
    desk.site.serve("/1", body=page(1))
    desk.site.serve("/2", body=page(2))
    desk.write("/feed", more=FULL)
    desk.fetch["max_pages"] = 1
    desk.run()
    assert (desk.asked("/1"), desk.asked("/2")) == (0, 1)


def fetch(site: "Site", path: str, **more: object) -> FetchResult:
    quick = FetchSettings(host_delay_s=0, total_s=2).model_copy(update=more)
    request = FetchRequest(site.url(path), kind="html", allow_private=LOOPBACK, is_page=True)
    return fetch_many([request], settings=Settings(fetch=quick))[0]


@pytest.mark.parametrize(
    ("robots", "status"),
    [
        (b"User-agent: *\nDisallow: /\n", "failed"),
        (b"User-agent: *\nDisallow: /\n\nUser-agent: claimstream\nAllow: /\n", "fetched"),
        (b"User-agent: *\nDisallow: /private/\n", "fetched"),
        (b"User-agent: *\nDisallow: /*.html$\n", "failed"),
        (b"\xff\xfe not a robots file", "fetched"),
        (b"", "fetched"),
    ],
)
def test_the_rules_of_a_site_are_kept(site: "Site", robots: bytes, status: str) -> None:
    site.serve("/robots.txt", body=robots)
    site.serve("/page.html", body=page(1))
    assert fetch(site, "/page.html").status == status


@pytest.mark.parametrize(
    ("answer", "status"), [(404, "fetched"), (403, "fetched"), (503, "failed")]
)
def test_rules_that_are_not_there_allow_and_rules_that_nobody_knows_forbid(
    site: "Site", answer: int, status: str
) -> None:
    site.serve("/robots.txt", status=answer)
    site.serve("/page.html", body=page(1))
    result = fetch(site, "/page.html")
    assert result.status == status
    assert ("robots.txt cannot be read" in (result.error or "")) == (status == "failed")


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost"])
def test_a_page_that_redirects_to_where_nobody_may_read_is_left_alone(
    site: "Site", host: str
) -> None:
    site.serve("/robots.txt", body=b"User-agent: *\nDisallow: /private/\n")
    site.serve("/private/page.html", body=page(1))
    target = site.url("/private/page.html", host=host)
    site.serve("/page.html", status=302, headers={"Location": target})

    result = fetch(site, "/page.html")

    assert result.status == "failed"
    assert "asks us not to read" in (result.error or "")
    asked = [path for path, _ in site.asked]
    assert "/private/page.html" not in asked
    assert asked.count("/robots.txt") == (1 if host == "127.0.0.1" else 2)  # once for each site


def test_pages_that_lead_to_each_others_sites_are_all_read(site: "Site") -> None:
    requests = []
    for number, (here, there) in enumerate(
        [("127.0.0.1", "localhost"), ("localhost", "127.0.0.1")] * 4
    ):
        target = site.url("/page.html", host=there)
        site.serve(f"/{number}", status=302, headers={"Location": target})
        address = site.url(f"/{number}", host=here)
        requests.append(FetchRequest(address, kind="html", allow_private=LOOPBACK, is_page=True))
    site.serve("/page.html", body=page(1))

    narrow = FetchSettings(host_delay_s=0, total_s=20, concurrency=1, per_host=1)
    results = fetch_many(requests, settings=Settings(fetch=narrow))

    assert {result.status for result in results} == {"fetched"}


def test_the_settings_may_leave_robots_txt_out(site: "Site") -> None:
    site.serve("/robots.txt", body=b"User-agent: *\nDisallow: /\n")
    site.serve("/page.html", body=page(1))
    assert fetch(site, "/page.html", robots=False).status == "fetched"
    assert [path for path, _ in site.asked] == ["/page.html"]
