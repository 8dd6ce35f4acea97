import os
import resource
import signal
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from flows.raw_store import RawStore
from transforms.errors import ClaimstreamError, StopError


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(content=st.binary(max_size=2000))
def test_bytes_come_back_as_they_were_put(tmp_path: Path, content: bytes) -> None:
    store = RawStore(tmp_path / "raw")
    raw_id = store.put(content)
    assert raw_id == sha256(content).hexdigest()
    assert store.exists(raw_id)
    assert store.get(raw_id) == content


def test_putting_the_same_bytes_twice_changes_nothing(tmp_path: Path) -> None:
    store = RawStore(tmp_path)
    raw_id = store.put(b"the same")
    before = store.path(raw_id).stat()
    assert store.put(b"the same") == raw_id
    assert store.path(raw_id).stat().st_mtime_ns == before.st_mtime_ns
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == [store.path(raw_id)]


def test_equal_bytes_make_equal_files_in_every_store(tmp_path: Path) -> None:
    left, right = RawStore(tmp_path / "l"), RawStore(tmp_path / "r")
    raw_id = left.put(b"words " * 100)
    right.put(b"words " * 100)
    assert left.path(raw_id).read_bytes() == right.path(raw_id).read_bytes()
    assert left.path(raw_id).stat().st_size < 600


def test_bytes_that_are_missing_cut_short_or_exchanged_stop_the_reader(tmp_path: Path) -> None:
    store = RawStore(tmp_path)
    with pytest.raises(StopError, match="are not in"):
        store.get("ab" * 32)
    raw_id, other = store.put(b"one" * 50), store.put(b"two")
    whole = store.path(raw_id).read_bytes()
    store.path(raw_id).write_bytes(whole[:-9])
    with pytest.raises(StopError, match="is damaged"):
        store.get(raw_id)
    store.path(raw_id).write_bytes(store.path(other).read_bytes())
    with pytest.raises(StopError, match="another hash"):
        store.get(raw_id)


def test_a_folder_that_cannot_be_written_to_stops_the_run(tmp_path: Path) -> None:
    (tmp_path / "raw").write_text("a file where the folder should be")
    with pytest.raises(StopError, match="check the path and its permissions"):
        RawStore(tmp_path / "raw").put(b"x")


@pytest.fixture
def full_disk() -> Iterator[None]:
    """Let this process write files of at most 1 KiB, which fails as a full disk does."""
    handler = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1024, limits[1]))
    yield
    resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    signal.signal(signal.SIGXFSZ, handler)


def test_a_write_that_fails_half_way_leaves_nothing_behind(tmp_path: Path, full_disk: None) -> None:
    store = RawStore(tmp_path)
    with pytest.raises(ClaimstreamError, match=r"\.gz: "):
        store.put(os.urandom(10_000))
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []
    assert store.exists(store.put(b"small enough"))


def test_deleted_bytes_are_gone_and_deleting_again_is_fine(tmp_path: Path) -> None:
    store = RawStore(tmp_path)
    raw_id = store.put(b"take me down")
    store.delete(raw_id)
    store.delete(raw_id)
    assert not store.exists(raw_id)
