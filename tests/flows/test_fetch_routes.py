"""Which way a request goes, and whom it trusts: proxies and certificates of one's own."""

import ssl
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import ip_address
from pathlib import Path
from threading import Thread

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from flows.fetch import fetch_many
from flows.fetch_results import FetchRequest, FetchResult
from flows.settings import FetchSettings, Settings
from transforms.errors import ConfigError

FEED = b"<rss><channel><title>Harbour Gazette</title></channel></rss>"
LOOPBACK = ("127.0.0.1/32",)


class _Server(ThreadingHTTPServer):
    asked: list[str]


class _Handler(BaseHTTPRequestHandler):
    server: _Server

    def do_GET(self) -> None:
        self.server.asked.append(self.path)
        self.send_response(200)
        self.end_headers()
        self.wfile.write(FEED)

    def log_message(self, *_: object) -> None:
        """Keep the test's output clean."""


@pytest.fixture
def server() -> Iterator[_Server]:
    """Give a server that answers anything, as an HTTP proxy would."""
    httpd = _Server(("127.0.0.1", 0), _Handler)
    httpd.asked = []
    thread = Thread(target=httpd.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield httpd
    httpd.shutdown()
    httpd.server_close()
    thread.join()


def fetch(uri: str, allow_private: tuple[str, ...] = (), **settings: object) -> FetchResult:
    chosen = FetchSettings(total_s=2.0, host_delay_s=0.0).model_copy(update=settings)
    request = FetchRequest(uri, allow_private=allow_private)
    return fetch_many([request], settings=Settings(fetch=chosen))[0]


def test_public_addresses_are_asked_through_the_proxy_by_name(server: _Server) -> None:
    proxy = f"http://127.0.0.1:{server.server_address[1]}"
    result = fetch("http://gazette.example/feed", proxy=proxy)
    assert (result.status, result.content) == ("fetched", FEED)
    assert server.asked == ["http://gazette.example/feed"]


def test_a_source_of_the_intranet_goes_past_the_proxy(server: _Server) -> None:
    result = fetch(
        f"http://127.0.0.1:{server.server_address[1]}/feed",
        allow_private=LOOPBACK,
        proxy="http://127.0.0.1:1",
    )
    assert result.status == "fetched"
    assert server.asked == ["/feed"]


@pytest.mark.parametrize(
    "host",
    [
        *("127.0.0.1", "127.1", "2130706433", "0x7f.0.0.1", "0177.0.0.1", "[::1]", "10.1.2.3"),
        *("[::ffff:10.0.0.1]", "localhost", "LOCALHOST.", "a.localhost", "db.internal", "intranet"),
    ],
)
def test_a_proxy_is_never_asked_for_what_is_not_public(server: _Server, host: str) -> None:
    proxy = f"http://127.0.0.1:{server.server_address[1]}"
    result = fetch(f"http://{host}/feed", proxy=proxy)
    assert result.status == "failed"
    assert "not public" in (result.error or "")
    assert server.asked == []


def test_the_proxy_may_stand_in_the_environment_with_its_password(
    server: _Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OUR_PROXY", f"http://ann:canary@127.0.0.1:{server.server_address[1]}")
    assert fetch("http://gazette.example/feed", proxy="env:OUR_PROXY").status == "fetched"


@pytest.mark.parametrize("proxy", ["env:NOT_SET", "http://"])
def test_a_proxy_that_cannot_be_used_stops_the_run_before_it_goes_out_without_one(
    proxy: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("NOT_SET", raising=False)
    with pytest.raises(ConfigError, match=r"fetch\.proxy"):
        fetch("http://gazette.example/feed", proxy=proxy)


def certificate(folder: Path) -> tuple[Path, Path]:
    """Write a certificate for 127.0.0.1 that nobody has signed, and its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "desk")])
    now = datetime.now(UTC)
    address = x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))])
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(7)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(address, critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    paths = folder / "desk.pem", folder / "desk.key"
    paths[0].write_bytes(made.public_bytes(serialization.Encoding.PEM))
    paths[1].write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    return paths


def test_a_certificate_of_ones_own_is_trusted_where_the_settings_say_so(
    server: _Server, tmp_path: Path
) -> None:
    ours, key = certificate(tmp_path)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(ours, key)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    url = f"https://127.0.0.1:{server.server_address[1]}/feed"

    refused = fetch(url, allow_private=LOOPBACK)
    trusted = fetch(url, allow_private=LOOPBACK, ca_file=ours)

    assert (refused.status, trusted.status) == ("failed", "fetched")
    assert "certificate is not valid" in (refused.error or "")


def test_certificates_that_are_none_stop_the_run(tmp_path: Path) -> None:
    (tmp_path / "no.pem").write_text("no certificate", encoding="utf-8")
    for name in ("no.pem", "missing.pem"):
        with pytest.raises(ConfigError, match=r"fetch\.ca_file"):
            fetch("http://gazette.example/feed", ca_file=tmp_path / name)
