"""A browser that a test drives: headless Chromium over its debugging protocol."""

import base64
import json
import os
import shutil
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.request import Request, urlopen

import pytest
from websockets.sync.client import ClientConnection, connect

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
FLAGS = (
    *("--headless=new", "--disable-gpu", "--no-first-run", "--disable-extensions"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
    *("--remote-debugging-port=0", "--window-size=1400,1000", "--hide-scrollbars"),
)


class Page:
    """One page of the browser."""

    def __init__(self, connection: ClientConnection) -> None:
        self._connection = connection
        self._number = 0
        self.asked: list[str] = []
        self.dialogs: list[str] = []
        for domain in ("Page", "Network", "Runtime"):
            self.call(f"{domain}.enable")

    def call(self, method: str, **parameters: Any) -> dict[str, Any]:
        self._number += 1
        number = self._number
        self._connection.send(json.dumps({"id": number, "method": method, "params": parameters}))
        while True:
            message = json.loads(self._connection.recv(timeout=60))
            if message.get("id") == number:
                assert "error" not in message, message
                return dict(message["result"])
            self._note(message)

    def _note(self, message: dict[str, Any]) -> None:
        said = message.get("params", {})
        if message.get("method") == "Network.requestWillBeSent":
            self.asked.append(said["request"]["url"])
        if message.get("method") == "Page.javascriptDialogOpening":
            self.dialogs.append(said["message"])
            self._connection.send(
                json.dumps(
                    {"id": 0, "method": "Page.handleJavaScriptDialog", "params": {"accept": True}}
                )
            )

    def open(self, url: str) -> None:
        self.call("Page.navigate", url=url)

    def value(self, expression: str) -> Any:
        found = self.call("Runtime.evaluate", expression=expression, returnByValue=True)
        return found["result"].get("value")

    def text(self) -> str:
        return str(self.value("document.body ? document.body.innerText : ''"))

    def wait_for(self, *words: str) -> str:
        """Give the visible text once it holds all the words."""
        began = time.monotonic()
        while not all(word in (text := self.text()) for word in words):
            assert time.monotonic() - began < 60, (words, text)
            time.sleep(0.2)
        return text

    def shot(self, path: Path) -> None:
        found = self.call("Page.captureScreenshot", format="png")
        path.write_bytes(base64.b64decode(found["data"]))


@pytest.fixture(scope="session")
def page(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Page]:
    """Start Chromium and give a page of it."""
    if CHROMIUM is None:
        pytest.skip("no chromium here; Debian's package `chromium` has it")
    folder = tmp_path_factory.mktemp("browser")
    unboxed = ("--no-sandbox",) if os.geteuid() == 0 else ()
    with subprocess.Popen(  # noqa: S603 - the browser found above
        [CHROMIUM, *FLAGS, *unboxed, f"--user-data-dir={folder}", "about:blank"],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    ) as process:
        try:
            address = _address(folder)
            # A browser that waits long for its next page does not answer pings in time.
            with connect(address, max_size=None, proxy=None, ping_interval=None) as connection:
                yield Page(connection)
        finally:
            process.terminate()


def _address(folder: Path) -> str:
    told = folder / "DevToolsActivePort"
    began = time.monotonic()
    while not told.exists() or not told.read_text():
        assert time.monotonic() - began < 60
        time.sleep(0.1)
    port = told.read_text().split()[0]
    request = Request(f"http://127.0.0.1:{port}/json/new?about:blank", method="PUT")
    with urlopen(request, timeout=60) as reply:  # noqa: S310 - loopback
        return str(json.load(reply)["webSocketDebuggerUrl"])
