import socket
from pathlib import Path

import pytest

from flows.prefect_environment import prefect_environment
from flows.serving.server import answers, api_url, free_port, must_be_free
from flows.settings import load_settings
from transforms.errors import ConfigError, RetryError


def test_a_port_that_another_program_has_is_named() -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        with pytest.raises(RetryError, match=f"port {port}: another program listens there"):
            must_be_free("127.0.0.1", port)


def test_an_address_of_another_machine_is_named() -> None:
    with pytest.raises(ConfigError, match="not an address of this machine"):
        must_be_free("192.0.2.1", 4200)


def test_a_free_port_is_free_and_nobody_answers_there() -> None:
    port = free_port("127.0.0.1")
    must_be_free("127.0.0.1", port)
    assert not answers(api_url("127.0.0.1", port))


def test_no_environment_of_the_proxy_kind_comes_between(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("NO_PROXY", "internal.example")

    values = prefect_environment(load_settings(None, tmp_path))

    assert values["NO_PROXY"] == "internal.example,127.0.0.1,localhost,::1"
