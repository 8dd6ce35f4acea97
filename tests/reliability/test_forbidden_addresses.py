"""No socket is ever opened to an address that is not public, however it is written.

Counted twice: every INET socket and every connect of this process (by audit hook, so at the
factory), and at listeners on loopback that nothing may reach. Names are answered by a stub, and
a connect that would leave this machine is refused by the hook: no real address is dialled.
"""

import socket
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread, current_thread, main_thread
from typing import Any, ClassVar

import aiohttp
import pytest
from aiohttp.abc import AbstractResolver, ResolveResult

from flows.fetch import fetch_many
from flows.fetch_results import FetchRequest, FetchResult
from flows.settings import FetchSettings, Settings

QUICK = Settings(fetch=FetchSettings(total_s=2.0, connect_s=1.0, host_delay_s=0.0))
PERMITTED = "127.0.0.3"  # where the source's own server is, which `allow_private` names
PUBLIC = "93.184.216.34"
FORBIDDEN_ANSWERS = {  # what a name server may say
    "localhost": ["127.0.0.1", "::1"],
    "localhost.localdomain": ["127.0.0.1"],
    "ip6-localhost": ["::1"],
    "intranet.example": ["10.0.0.7"],
    "metadata.example": ["169.254.169.254"],
    "mapped.example": ["::ffff:127.0.0.1"],
    "nat64.example": ["64:ff9b::7f00:1"],
    "zero.example": ["0.0.0.0"],  # noqa: S104 - an answer, nothing binds to it
    "zoned.example": ["fe80::1%1"],
    "many.example": ["127.0.0.1", "10.0.0.1", "::1", "fd00::1"],
}

IPV4 = (
    *("127.0.0.1", "127.0.0.2", "127.1", "127.0.1", "127.255.255.254", "127.0.0.1."),
    *("2130706433", "0x7f000001", "017700000001", "0177.0.0.1", "0x7f.0.0.1", "0x7f.1", "0177.1"),
    *("0", "0.0.0.0", "0x0", "00.0.0.0"),  # noqa: S104 - addresses that are refused
    *("10.0.0.1", "10.255.255.255", "167772161", "172.16.0.1", "172.31.255.254", "192.168.0.1"),
    *("169.254.169.254", "0xa9fea9fe", "2852039166", "100.100.100.200", "192.0.0.192"),
    *("100.64.0.1", "198.18.0.1", "198.51.100.7", "203.0.113.7", "192.0.2.7", "192.88.99.1"),
    *("224.0.0.1", "239.255.255.250", "240.0.0.1", "255.255.255.255"),
    *("127%2e0%2e0%2e1", "%31%32%37.0.0.1", "127。0。0。1", "①②⑦.⓪.⓪.①", "１２７.0.0.1"),  # noqa: RUF001 - other digits
)
IPV6 = (
    *("[::1]", "[0:0:0:0:0:0:0:1]", "[0000::0001]", "[::]", "[::127.0.0.1]", "[::7f00:1]"),
    *("[::ffff:127.0.0.1]", "[::ffff:7f00:1]", "[0:0:0:0:0:ffff:127.0.0.1]", "[::ffff:10.0.0.1]"),
    *("[::ffff:169.254.169.254]", "[::ffff:0:127.0.0.1]", "[64:ff9b::127.0.0.1]"),
    *("[64:ff9b::a9fe:a9fe]", "[64:ff9b:1::7f00:1]", "[2002:7f00:1::]", "[2002:a00:1::1]"),
    *("[2001:0:7f00:1::]", "[2001:db8::1]", "[fc00::1]", "[fd00:ec2::254]", "[fec0::1]"),
    *("[fe80::1]", "[fe80::1%251]", "[ff02::1]", "[100::1]", "[3fff::1]"),
)
HOSTS = (*IPV4, *IPV6, *FORBIDDEN_ANSWERS, "LOCALHOST", "localhost.")
TRICKS = (
    "http://public.example@127.0.0.1:{port}/",
    "http://public.example:80@127.0.0.1:{port}/",
    "http://127.0.0.1:{port}#@public.example/",
    "http://127.0.0.1:{port}?@public.example/",
    "http://127.0.0.1:{port}\\@public.example/",
    "http://public.example\\@127.0.0.1:{port}/",
    "http://public.example%40127.0.0.1:{port}/",
    "http://public.example%00@127.0.0.1:{port}/",
    "http://a:b@c:d@127.0.0.1:{port}/",
    "http:\\\\127.0.0.1:{port}\\",
    "http:///127.0.0.1:{port}/",
    "http:127.0.0.1:{port}/",
    "//127.0.0.1:{port}/",
    "HTTP://127.0.0.1:{port}/",
    " http://127.0.0.1:{port}/",
    "http://127.0.0.1 :{port}/",
    "http://127.0.0.1\t:{port}/",
    "http://127.0.0.1\r\nHost: public.example:{port}/",
)
SCHEMES = (
    *("file:///etc/passwd", "file://127.0.0.1/etc/passwd", "ftp://127.0.0.1:{port}/"),
    *("gopher://127.0.0.1:{port}/_x", "dict://127.0.0.1:{port}/d", "ldap://127.0.0.1:{port}/"),
    *("ws://127.0.0.1:{port}/", "tcp://127.0.0.1:{port}/", "unix:///var/run/docker.sock"),
    *("http+unix://%2fvar%2frun%2fdocker.sock/", "data:text/xml,<rss/>", "javascript:alert(1)"),
    *("jar:http://127.0.0.1:{port}/!/", "netdoc:///etc/passwd", "feed://127.0.0.1:{port}/"),
)


@dataclass
class Watch:
    """What this process did with the network while it was watched."""

    active: bool = False
    sockets: int = 0
    connects: list[str] = field(default_factory=list)

    def __call__(self, event: str, arguments: tuple[Any, ...]) -> None:
        if not self.active or current_thread() is not main_thread():  # the server has its own
            return
        if event == "socket.__new__" and arguments[1] in {socket.AF_INET, socket.AF_INET6}:
            self.sockets += 1
        if event == "socket.connect" and isinstance(arguments[1], tuple):
            host = str(arguments[1][0])
            self.connects.append(host)
            if not host.startswith("127."):
                raise PermissionError("a test never dials a real address")


WATCH = Watch()
sys.addaudithook(WATCH)  # cannot be taken away again, so it sleeps between the tests


@dataclass
class Trap:
    """Listeners on loopback that nothing may reach, and one server that may be asked."""

    port: int
    home_port: int
    location: list[str]
    asked: list[str]
    listeners: list[socket.socket]

    @property
    def hits(self) -> int:
        """Count the connections that wait at the listeners."""
        n_hits = 0
        for listener in self.listeners:
            try:
                listener.accept()[0].close()
            except BlockingIOError:
                continue
            n_hits += 1
        return n_hits

    def home(self, host: str = PERMITTED) -> str:
        return f"http://{host}:{self.home_port}/feed"


class StubResolver(AbstractResolver):
    """Reads numbers as the system does, and answers names from a table."""

    answers: ClassVar[dict[str, list[list[str]]]] = {}

    def __init__(self, **_: object) -> None: ...

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        del family
        name = host.rstrip(".").lower()
        queue = self.answers.get(name)
        texts = (queue.pop(0) if len(queue) > 1 else queue[0]) if queue else [host]
        found = []
        for text in texts:
            for kind, _, _, _, target in socket.getaddrinfo(
                text, port, type=socket.SOCK_STREAM, flags=socket.AI_NUMERICHOST
            ):
                address = str(target[0])
                found.append(
                    ResolveResult(
                        hostname=host,
                        host=address,
                        port=port,
                        family=kind,
                        proto=0,
                        flags=socket.AI_NUMERICHOST,
                    )
                )
        return found

    async def close(self) -> None:
        """Have nothing to close."""


@pytest.fixture
def trap(monkeypatch: pytest.MonkeyPatch) -> Iterator[Trap]:
    answers = {name: [said] for name, said in FORBIDDEN_ANSWERS.items()}
    monkeypatch.setattr(StubResolver, "answers", {**answers, "public.example": [[PUBLIC]]})
    monkeypatch.setattr(aiohttp.connector, "DefaultResolver", StubResolver)
    listeners = [socket.create_server(("127.0.0.1", 0))]
    port = listeners[0].getsockname()[1]
    listeners += [socket.create_server(("127.0.0.2", port))]
    listeners += [socket.create_server(("::1", port), family=socket.AF_INET6)]
    for listener in listeners:
        listener.setblocking(False)
    location, asked = [""], []

    class Home(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_response(302 if location[0] else 200)
            if location[0]:
                self.send_header("Location", location[0].encode().decode("latin-1"))
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Keep the test's output clean."""

    server = ThreadingHTTPServer((PERMITTED, 0), Home)
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield Trap(port, server.server_address[1], location, asked, listeners)
    server.shutdown()
    server.server_close()
    thread.join()
    for listener in listeners:
        listener.close()


def fetch(uri: str, *, allowed: tuple[str, ...] = ()) -> FetchResult:
    """Fetch while every socket is watched."""
    WATCH.sockets, WATCH.connects = 0, []
    WATCH.active = True
    try:
        return fetch_many([FetchRequest(uri, allow_private=allowed)], settings=QUICK)[0]
    finally:
        WATCH.active = False


@pytest.mark.parametrize("host", HOSTS)
def test_no_spelling_of_a_forbidden_address_gets_a_socket(trap: Trap, host: str) -> None:
    result = fetch(f"http://{host}:{trap.port}/")

    assert (result.status, WATCH.sockets, WATCH.connects, trap.hits) == ("failed", 0, [], 0)


@pytest.mark.parametrize("host", HOSTS)
def test_no_redirect_leads_to_a_forbidden_address(trap: Trap, host: str) -> None:
    trap.location[0] = f"http://{host}:{trap.port}/"

    result = fetch(trap.home(), allowed=(f"{PERMITTED}/32",))

    assert result.status == "failed"
    assert trap.asked == ["/feed"]
    assert (WATCH.sockets, WATCH.connects, trap.hits) == (1, [PERMITTED], 0)


@pytest.mark.parametrize("url", [*TRICKS, *SCHEMES])
def test_no_trick_with_user_names_or_schemes_gets_to_a_forbidden_address(
    trap: Trap, url: str
) -> None:
    result = fetch(url.format(port=trap.port))

    assert (result.status, trap.hits) == ("failed", 0)
    assert set(WATCH.connects) <= {PUBLIC}  # refused by the hook: some tricks do name that host


@pytest.mark.parametrize("url", [*TRICKS, *SCHEMES])
def test_no_redirect_with_a_trick_gets_to_a_forbidden_address(trap: Trap, url: str) -> None:
    trap.location[0] = "".join(url.format(port=trap.port).splitlines())

    fetch(trap.home(), allowed=(f"{PERMITTED}/32",))

    assert trap.hits == 0
    assert set(WATCH.connects) <= {PUBLIC, PERMITTED}


def test_a_name_that_is_answered_anew_after_a_redirect_is_judged_anew(trap: Trap) -> None:
    StubResolver.answers["rebind.example"] = [[PERMITTED], ["127.0.0.2"]]
    trap.location[0] = f"http://rebind.example:{trap.port}/"  # another port, another look-up

    result = fetch(trap.home("rebind.example"), allowed=(f"{PERMITTED}/32",))

    assert (result.status, trap.hits) == ("failed", 0)
    assert set(WATCH.connects) == {PERMITTED}


def test_of_several_answers_only_the_permitted_one_is_dialled(trap: Trap) -> None:
    StubResolver.answers["mixed.example"] = [["127.0.0.2", "::1", PERMITTED, "10.0.0.1"]]

    result = fetch(trap.home("mixed.example"), allowed=(f"{PERMITTED}/32",))

    assert (result.status, trap.hits, WATCH.connects) == ("fetched", 0, [PERMITTED])


def test_a_range_that_a_source_allows_is_reached_and_nothing_beside_it(trap: Trap) -> None:
    assert fetch(trap.home(), allowed=("127.0.0.2/31",)).status == "fetched"
    assert fetch(trap.home(), allowed=("127.0.0.0/31", "::1/128")).status == "failed"
    assert (WATCH.sockets, trap.hits) == (0, 0)


def test_a_proxy_in_the_environment_is_no_way_around(
    trap: Trap, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("http_proxy", "https_proxy", "all_proxy", "HTTP_PROXY", "ALL_PROXY"):
        monkeypatch.setenv(name, f"http://127.0.0.1:{trap.port}")

    assert fetch("http://intranet.example/").status == "failed"
    assert (WATCH.sockets, trap.hits) == (0, 0)


def test_the_table_is_as_long_as_we_say() -> None:
    n_vectors = 2 * len(HOSTS) + 2 * len(TRICKS) + 2 * len(SCHEMES) + 4

    assert n_vectors >= 200
    assert len(set(HOSTS)) == len(HOSTS)
