"""No secret of a source is found again: not in logs, Prefect, artifacts, warehouse or messages.

Canaries stand in the user name, password and query of a URL, in headers written out or taken from
the environment, and in the environment beside. Everything that a run leaves is searched: output,
every file (Prefect's database is one) and every row of both DuckDB files.
"""

import base64
import gzip
import logging
import os
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import duckdb
import pytest

from flows.pipeline import load_articles, publish
from flows.run_context import RunContext
from flows.settings import load_settings
from flows.sources import read_sources
from transforms.identifiers import stable_id

USER, PASSWORD = "canary-user-7d1", "canary-pass-7d1"
CANARIES = (
    *(USER, PASSWORD, "canary-query-7d1", "canary-header-7d1", "canary-env-7d1"),
    *("canary-beside-7d1", "canary-fragment-7d1", "canary-moved-7d1"),
    base64.b64encode(f"{USER}:{PASSWORD}".encode()).decode(),
)
FEED = """<rss version="2.0"><channel><title>Harbour Gazette</title>
<link>http://gazette.example/</link><item><title>Revik meets Marsden</title><guid>urn:1</guid>
<description>Minister Tomas Revik said that 12 people had been brought to safety.</description>
</item></channel></rss>"""


@pytest.fixture
def server() -> Iterator[tuple[int, list[str]]]:
    """Serve a feed to those who know the secrets; `/moved` leads on with a secret of its own."""
    asked: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(f"{self.path} {dict(self.headers)}")
            self.send_response(302 if self.path.startswith("/moved") else 200)
            if self.path.startswith("/moved"):
                self.send_header("Location", "/broken?token=canary-moved-7d1")
            self.end_headers()
            self.wfile.write(b"no feed" if self.path.startswith("/broken") else FEED.encode())

        def log_message(self, *_: object) -> None:
            """Keep the test's output clean."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as httpd:
        thread = Thread(target=httpd.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield httpd.server_address[1], asked
        httpd.shutdown()
        thread.join()


def configuration(folder: Path, port: int) -> Path:
    """Write settings and sources with secrets in every place that can hold one."""
    folder.mkdir()
    (folder / "claimstream.toml").write_text("[fetch]\nhost_delay_s = 0\n", encoding="utf-8")
    entries = [
        f"""
        [[source]]
        name = "{path}"
        kind = "feed"
        location = "http://{USER}:{PASSWORD}@127.0.0.1:{at}/{path}?token=canary-query-7d1"
        headers = {{ X-Key = "canary-header-7d1", X-Env = "env:CANARY_HEADER" }}
        {allowed}
        """
        for path, at, allowed in (
            ("feed", port, 'allow_private = ["127.0.0.1/32"]'),
            ("moved", port, 'allow_private = ["127.0.0.1/32"]'),
            ("nobody", 1, 'allow_private = ["127.0.0.1/32"]'),
            ("refused", port, ""),
        )
    ]
    (folder / "sources.toml").write_text("\n".join(entries), encoding="utf-8")
    return folder / "claimstream.toml"


def leaks(folder: Path, *outputs: str) -> list[str]:
    """Name every place under a folder, and every output, that repeats a canary."""
    found = [f"output {number}" for number, text in enumerate(outputs) if told(text.encode())]
    for path in folder.rglob("*"):
        if told(str(path).encode()):
            found.append(f"name {path}")
        if path.is_file():
            content = path.read_bytes()
            if path.suffix == ".gz":
                content = gzip.decompress(content)
            found += [f"{path}: {canary}" for canary in told(content)]
    for path in folder.rglob("claims.duckdb"):
        with duckdb.connect(str(path), read_only=True) as connection:
            for schema, table in connection.execute(
                "SELECT table_schema, table_name FROM information_schema.tables"
            ).fetchall():
                rows = connection.sql(f'FROM "{schema}"."{table}"').fetchall()
                found += [f"{path} {schema}.{table}: {c}" for c in told(repr(rows).encode())]
    return found


def told(content: bytes) -> list[str]:
    return [canary for canary in CANARIES if canary.encode() in content]


def test_the_search_finds_a_secret_that_is_there(tmp_path: Path) -> None:
    (tmp_path / "log").write_text(f"GET http://{USER}:{PASSWORD}@host/", encoding="utf-8")
    with duckdb.connect(str(tmp_path / "claims.duckdb")) as connection:
        connection.execute("CREATE TABLE t AS SELECT 'canary-query-7d1' AS x")

    found = leaks(tmp_path, "Authorization: canary-header-7d1")

    assert len([place for place in found if "main.t" in place]) == 1
    assert len([place for place in found if "/log:" in place]) == 2
    assert "output 0" in found


def test_a_run_of_configured_sources_repeats_no_secret(
    server: tuple[int, list[str]],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    capfd: pytest.CaptureFixture[str],
) -> None:
    port, asked = server
    monkeypatch.setenv("CANARY_HEADER", "canary-env-7d1")
    monkeypatch.setenv("CANARY_BESIDE", "canary-beside-7d1")
    caplog.set_level(logging.DEBUG)
    config = configuration(tmp_path / "config", port)
    kept = tmp_path / "kept"
    settings = load_settings(config, kept)
    sources = tuple(read_sources(settings.ingest.sources))
    now = datetime(2025, 11, 20, tzinfo=UTC)
    context = RunContext(settings, sources, stable_id("run", now.isoformat()), now)

    load_articles(context)
    publish(context)

    sent = "\n".join(asked)
    expected = ("canary-query-7d1", "canary-header-7d1", "canary-env-7d1", CANARIES[-1])
    assert [secret in sent for secret in expected] == [True] * 4  # or nothing is tested here
    out, err = capfd.readouterr()
    assert leaks(kept, out, err, caplog.text, repr(context), repr(sources)) == []
    with duckdb.connect(str(kept / "claims.duckdb"), read_only=True) as connection:
        assert connection.execute("SELECT count(*) FROM core.article").fetchone() == (1,)
        n_failed = connection.execute("SELECT count(*) FROM ops.quarantine").fetchone()
    assert n_failed == (3,)


@pytest.mark.prefect
def test_a_run_through_prefect_repeats_no_secret_of_a_url_that_was_named(
    tmp_path: Path, served: Any
) -> None:
    config = configuration(tmp_path / "config", 1)
    home = tmp_path / "home"
    home.mkdir()
    url = f"http://{USER}:{PASSWORD}@localhost:1/feed?token=canary-query-7d1#canary-fragment-7d1"
    environment = {
        name: value for name, value in os.environ.items() if not name.startswith("PREFECT_")
    } | {
        "HOME": str(home),
        "PREFECT_API_URL": served.api_url,
        "PREFECT_LOGGING_LEVEL": "DEBUG",
        "CANARY_HEADER": "canary-env-7d1",
        "CANARY_BESIDE": "canary-beside-7d1",
    }

    ended = subprocess.run(  # noqa: S603 - our own command
        [
            *(sys.executable, "-c", "from flows.cli import main; main()", "run", url),
            *("--config", str(config), "--warehouse", str(home / "kept")),
        ],
        env=environment,
        cwd=home,
        capture_output=True,
        text=True,
        check=False,
        timeout=240,
    )

    assert "http://localhost:1/feed?token=***" in ended.stderr  # it failed, and says where
    prefect = Path(served.warehouse) / "prefect"
    assert b"token=***" in b"".join(path.read_bytes() for path in prefect.glob("prefect.db*"))
    assert leaks(home, ended.stdout, ended.stderr) == []
    assert leaks(prefect) == []
