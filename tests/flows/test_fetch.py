import gzip
import socket
import time
import zlib
from dataclasses import replace
from threading import Thread
from typing import TYPE_CHECKING, Any

import pytest

from flows.fetch import fetch_many
from flows.fetch_results import FetchRequest, FetchResult
from flows.settings import FetchSettings, IngestSettings, Settings
from transforms.contracts.operations import Reason

if TYPE_CHECKING:
    from conftest import Site

LOOPBACK = ("127.0.0.1/32",)
QUICK = FetchSettings(total_s=2.0, connect_s=1.0, host_delay_s=0.0, max_feed_bytes=100_000)
FEED = b"<rss><channel><title>Harbour Gazette</title></channel></rss>"


def fetch(uri: str, *, settings: FetchSettings = QUICK, **asked: object) -> FetchResult:
    request = replace(FetchRequest(uri, allow_private=LOOPBACK), **asked)  # type: ignore[arg-type]
    return fetch_many([request], settings=Settings(fetch=settings))[0]


def test_a_document_comes_with_what_the_server_declared(site: "Site") -> None:
    site.serve(
        "/feed",
        body=FEED,
        headers={
            "Content-Type": 'Application/RSS+XML; charset="ISO-8859-1"',
            "ETag": '"v1"',
            "Last-Modified": "Sat, 25 Oct 2025 08:00:00 GMT",
        },
    )
    result = fetch(site.url("/feed"))
    assert (result.status, result.http_status, result.error) == ("fetched", 200, None)
    assert result.content == FEED
    assert (result.media_type, result.charset) == ("application/rss+xml", "iso-8859-1")
    assert (result.etag, result.last_modified) == ('"v1"', "Sat, 25 Oct 2025 08:00:00 GMT")
    assert result.final_url == site.url("/feed")
    assert result.duration_s > 0


def test_validators_are_sent_back_and_a_304_is_not_modified(site: "Site") -> None:
    site.serve("/feed", status=304)
    result = fetch(site.url("/feed"), etag='"v1"', last_modified="Sat, 25 Oct 2025 08:00:00 GMT")
    assert (result.status, result.http_status, result.content) == ("not_modified", 304, None)
    assert (result.etag, result.last_modified) == ('"v1"', "Sat, 25 Oct 2025 08:00:00 GMT")
    assert site.headers_of("/feed")["If-None-Match"] == '"v1"'
    assert site.headers_of("/feed")["If-Modified-Since"] == "Sat, 25 Oct 2025 08:00:00 GMT"


def test_a_304_that_nobody_asked_for_is_a_failure(site: "Site") -> None:
    site.serve("/feed", status=304)
    result = fetch(site.url("/feed"))
    assert (result.status, result.http_status) == ("failed", 304)


def test_we_say_who_we_are_and_send_no_cookie_back(site: "Site") -> None:
    site.serve("/a", status=302, headers={"Location": "/b", "Set-Cookie": "track=1"})
    site.serve("/b", body=FEED)
    contact = QUICK.model_copy(update={"contact": "desk@example.org"})
    assert fetch(site.url("/a"), settings=contact).status == "fetched"
    sent = site.headers_of("/b")
    assert sent["User-Agent"] == "claimstream/0.1 (news reader) (+desk@example.org)"
    assert sent["Cookie"] is None


def test_redirects_are_followed_and_the_last_address_is_told(site: "Site") -> None:
    site.serve("/old", status=301, headers={"Location": "/new?token=s3cret"})
    site.serve("/new", body=FEED)
    result = fetch(site.url("/old"))
    assert result.content == FEED
    assert result.final_url == site.url("/new?token=***")


@pytest.mark.parametrize(
    ("location", "said"),
    [
        ("/circle", "more than 5 redirects"),
        ("file:///etc/passwd", "not http or https"),
        ("ftp://127.0.0.1/feed", "not http or https"),
        ("http://[broken/", "not a URL"),
    ],
)
def test_a_redirect_that_leads_nowhere_good_is_a_failure(
    site: "Site", location: str, said: str
) -> None:
    site.serve("/circle", status=302, headers={"Location": location})
    result = fetch(site.url("/circle"))
    assert result.status == "failed"
    assert said in (result.error or "")
    assert len(site.asked) <= 6


def test_the_secrets_of_a_source_stay_with_its_own_host(site: "Site") -> None:
    site.serve("/private", status=302, headers={"Location": site.url("/b", host="localhost")})
    site.serve("/b", body=FEED)
    result = fetch(
        site.url("/private", userinfo="ann:s3cret@"),
        headers={"X-Key": "canary"},
        allow_private=("127.0.0.1/32", "::1/128"),
    )
    assert result.status == "fetched"
    assert site.headers_of("/private")["X-Key"] == "canary"
    assert "Authorization" in site.headers_of("/private")
    assert site.headers_of("/b")["X-Key"] is None
    assert site.headers_of("/b")["Authorization"] is None
    assert "s3cret" not in repr(result)


@pytest.mark.parametrize(
    ("status", "headers", "said"),
    [
        (404, {}, "answered 404: there is nothing at this address"),
        (410, {}, "gone for good: remove it"),
        (429, {"Retry-After": "120"}, "we ask too often; the next run tries again; it asks us to"),
        (503, {"Retry-After": "Sat, 25 Oct 2025 08:00:00 GMT"}, "in trouble"),
        (500, {"Retry-After": "soon"}, "in trouble"),
        (302, {}, "no document"),
        (206, {}, "no document"),
    ],
)
def test_a_status_that_is_no_success_is_a_soft_failure_with_a_remedy(
    site: "Site", status: int, headers: dict[str, str], said: str
) -> None:
    site.serve("/feed", status=status, body=b"sorry", headers=headers)
    result = fetch(site.url("/feed"))
    assert (result.status, result.http_status, result.content) == ("failed", status, None)
    assert result.reason is Reason.FETCH_FAILED
    assert said in (result.error or "")


def test_the_wait_that_a_server_asks_for_is_kept(site: "Site") -> None:
    site.serve("/feed", status=429, headers={"Retry-After": "120"})
    assert fetch(site.url("/feed")).retry_after_s == 120


def deflated(body: bytes, wbits: int) -> bytes:
    compressor = zlib.compressobj(wbits=wbits)
    return compressor.compress(body) + compressor.flush()


@pytest.mark.parametrize(
    ("encoding", "body"),
    [
        ("gzip", gzip.compress(FEED, mtime=0)),
        ("X-GZIP", gzip.compress(FEED, mtime=0)),
        ("gzip", gzip.compress(FEED[:20], mtime=0) + gzip.compress(FEED[20:], mtime=0)),
        ("gzip", gzip.compress(FEED, mtime=0) + b"\0" * 512),
        ("deflate", deflated(FEED, 15)),
        ("deflate", deflated(FEED, -15)),
        ("identity", FEED),
    ],
)
def test_a_compressed_body_is_decompressed(site: "Site", encoding: str, body: bytes) -> None:
    site.serve("/feed", body=body, headers={"Content-Encoding": encoding})
    assert fetch(site.url("/feed")).content == FEED


@pytest.mark.parametrize(
    ("encoding", "body", "said"),
    [
        ("gzip", gzip.compress(FEED * 50, mtime=0)[:-20], "cut short"),
        ("gzip", gzip.compress(FEED, mtime=0)[:1], "cut short"),
        ("deflate", deflated(FEED, 15)[:-6], "cut short"),
        ("gzip", FEED, "not compressed as its header says"),
        ("br", FEED, "'br', which we did not ask for"),
    ],
)
def test_a_body_that_is_not_all_there_or_not_as_declared_is_a_failure(
    site: "Site", encoding: str, body: bytes, said: str
) -> None:
    site.serve("/feed", body=body, headers={"Content-Encoding": encoding})
    result = fetch(site.url("/feed"))
    assert (result.status, result.content, result.http_status) == ("failed", None, 200)
    assert said in (result.error or "")


@pytest.mark.parametrize(
    "answer",
    [
        {"body": b"x" * 100_001},
        {"endless": True},
        {
            "body": gzip.compress(b"\0" * 50_000_000, mtime=0),
            "headers": {"Content-Encoding": "gzip"},
        },
    ],
    ids=["declared", "endless", "gzip bomb"],
)
def test_a_body_over_the_limit_is_too_large(site: "Site", answer: dict[str, Any]) -> None:
    site.serve("/feed", **answer)
    result = fetch(site.url("/feed"))
    assert (result.status, result.reason) == ("failed", Reason.TOO_LARGE)
    assert "100,000 bytes" in (result.error or "")


def test_the_limit_is_that_of_the_kind(site: "Site") -> None:
    site.serve("/big", body=b"x" * 5000)
    settings = Settings(
        fetch=QUICK.model_copy(update={"max_page_bytes": 10, "max_feed_bytes": 1000}),
        ingest=IngestSettings(max_table_bytes=10_000),
    )
    requests = [
        FetchRequest(site.url("/big"), kind=kind, allow_private=LOOPBACK)
        for kind in ("html", "feed", None, "jsonl")
    ]
    results = fetch_many(requests, settings=settings)
    assert [result.status for result in results] == ["failed", "failed", "failed", "fetched"]


def test_a_body_shorter_than_declared_is_a_failure(site: "Site") -> None:
    site.serve("/feed", body=FEED, declared_length=len(FEED) + 10)
    result = fetch(site.url("/feed"))
    assert (result.status, result.error) == (
        "failed",
        "the connection closed before the end; try again later",
    )


def test_a_server_that_stalls_is_left_after_the_deadline(site: "Site") -> None:
    site.serve("/feed", body=FEED, declared_length=9999, stall=True)
    result = fetch(site.url("/feed"), settings=QUICK.model_copy(update={"total_s": 0.2}))
    assert (result.status, result.error) == ("failed", "not complete within 0.2 s; try again later")


def test_a_port_where_nobody_listens_is_a_failure() -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    result = fetch(f"http://127.0.0.1:{port}/feed")
    assert (result.status, result.http_status) == ("failed", None)
    assert result.error == "no connection (Connection refused); check whether its server is up"


def test_a_server_that_does_not_speak_http_is_a_failure() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(5)

        def greet() -> None:
            connection, _ = server.accept()
            with connection:
                connection.recv(1000)
                connection.sendall(b"220 mail.example.org ESMTP\r\n\r\n")

        thread = Thread(target=greet)
        thread.start()
        result = fetch(f"http://127.0.0.1:{server.getsockname()[1]}/")
        thread.join()
    assert (result.status, result.http_status) == ("failed", None)
    assert "HTTP" in (result.error or "")


@pytest.mark.parametrize(
    "host", ["127.0.0.1", "localhost", "127.1", "[::ffff:127.0.0.1]", "0", "[::1]"]
)
def test_a_private_address_is_refused_under_every_spelling(site: "Site", host: str) -> None:
    result = fetch(site.url("/feed", host=host), allow_private=())
    assert (result.status, site.asked) == ("failed", [])
    assert "allow_private" in (result.error or "") or "not a URL" in (result.error or "")


def test_a_redirect_into_a_private_network_is_refused(site: "Site") -> None:
    site.serve("/feed", status=302, headers={"Location": "http://127.0.0.2:1/admin"})
    result = fetch(site.url("/feed"))
    assert "not public" in (result.error or "")


def test_what_one_source_may_reach_no_other_source_may(site: "Site") -> None:
    site.serve("/feed", body=FEED)
    allowed = FetchRequest(site.url("/feed"), allow_private=LOOPBACK)
    results = fetch_many(
        [allowed, FetchRequest(site.url("/feed")), allowed], settings=Settings(fetch=QUICK)
    )
    assert [result.status for result in results] == ["fetched", "failed", "fetched"]


def test_results_keep_the_order_and_one_failure_stops_no_other(site: "Site") -> None:
    site.serve("/slow", body=FEED, declared_length=9999, stall=True)
    for number in range(5):
        site.serve(f"/{number}", body=str(number).encode())
    uris = [site.url(path) for path in ("/0", "/slow", "/1", "/2", "/missing", "/3", "/4")]
    requests = [FetchRequest(uri, allow_private=LOOPBACK) for uri in (*uris, "http://[", "/no")]
    results = fetch_many(
        requests, settings=Settings(fetch=QUICK.model_copy(update={"total_s": 0.5}))
    )
    assert [result.content for result in results] == [
        b"0", None, b"1", b"2", None, b"3", b"4", None, None,
    ]  # fmt: skip
    assert [result.uri for result in results][:7] == uris


def test_nothing_asked_is_nothing_fetched() -> None:
    assert fetch_many([], settings=Settings()) == []


def test_two_requests_to_one_host_start_apart(site: "Site") -> None:
    site.serve("/feed", body=FEED)
    patient = QUICK.model_copy(update={"host_delay_s": 0.15})
    began = time.monotonic()
    fetch_many(
        [FetchRequest(site.url("/feed"), allow_private=LOOPBACK)] * 3,
        settings=Settings(fetch=patient),
    )
    assert time.monotonic() - began >= 0.3


def test_no_secret_of_a_url_is_in_a_result(site: "Site") -> None:
    paths = ("/missing?api_key=canary&page=2", "/missing?access_token=canary#canary")
    uris = [site.url(path, userinfo="canary:canary@") for path in paths]
    results = [fetch(uri, headers={"Authorization": "Bearer canary"}) for uri in uris]
    results.append(fetch("http://canary:canary@127.0.0.1:1/?key=canary"))
    results.append(fetch("http://canary:can/ary@127.0.0.1:1/?key=canary"))
    assert "canary" not in repr(results)
