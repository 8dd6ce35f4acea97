"""Sitemaps of a site, through an index, from run to run."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from conftest import Desk

NEWS = "http://www.google.com/schemas/sitemap-news/0.9"


def sitemap(*titles: str) -> bytes:
    urls = "".join(
        f"<url><loc>http://news.example/{title}</loc><n:news><n:title>{title} said no</n:title>"
        "<n:publication_date>2025-11-20</n:publication_date></n:news></url>"
        for title in titles
    )
    return f'<urlset xmlns:n="{NEWS}">{urls}</urlset>'.encode()


def index(desk: "Desk", **changed: str) -> bytes:
    named = "".join(
        f"<sitemap><loc>{desk.site.url(f'/{name}')}</loc><lastmod>{on}</lastmod></sitemap>"
        for name, on in changed.items()
    )
    return f"<sitemapindex>{named}</sitemapindex>".encode()


def test_the_sitemaps_that_an_index_names_are_read_and_asked_politely_again(desk: "Desk") -> None:
    desk.site.serve(
        "/index.xml", body=index(desk, old="2025-11-01", new="2025-11-19", more="2024-01-01")
    )
    desk.site.serve("/old", body=sitemap("Ann"), headers={"ETag": '"o"'})
    desk.site.serve("/new", body=index(desk, inner="2025-11-19"))
    desk.site.serve("/inner", body=sitemap("Bea"))
    desk.write("/index.xml", more='kind = "sitemap"')
    desk.fetch["max_sitemaps"] = 2

    desk.run()
    assert desk.ask("select title from mart.articles order by 1") == [
        ("Ann said no",),
        ("Bea said no",),
    ]
    assert desk.asked("/more") == 0
    assert desk.ask("select n_seen, n_quarantined from ops.accounting where n_seen > 0") == [(2, 0)]

    desk.site.serve("/old", status=304)
    desk.site.serve("/inner", body=sitemap("Bea", "Cis"))
    desk.run(1)
    assert desk.site.headers_of("/old")["If-None-Match"] == '"o"'
    assert desk.ask("select count(*) from mart.articles") == [(3,)]
    assert desk.health() == [("/index.xml", "ok")]


def test_sitemaps_of_other_sites_are_not_followed(desk: "Desk") -> None:
    named = b"<sitemapindex><sitemap><loc>http://other.example/s</loc></sitemap></sitemapindex>"
    desk.site.serve("/index.xml", body=named)
    desk.write("/index.xml", more='kind = "sitemap"')
    desk.run()
    assert desk.ask("select count(*) from ops.fetch") == [(1,)]
    assert desk.health() == [("/index.xml", "failing")]
