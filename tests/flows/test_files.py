import os
import socket
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Event, Thread

import pytest

from flows.files import Listing, list_files, read_file
from flows.settings import IngestSettings
from flows.sources import sources_from_arguments
from transforms.contracts.operations import REJECTS, Reason

LIMITS = IngestSettings(max_file_bytes=1000, max_table_bytes=5000)


def listed(path: Path) -> Listing:
    return list_files(sources_from_arguments([str(path)])[0])


def write(path: Path, content: str = "Words.") -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(content)
    return path


def test_a_folder_is_read_with_its_subfolders_in_a_fixed_order(tmp_path: Path) -> None:
    names = ["b.txt", "a.txt", "sub/z.txt", "sub/deeper/c.html", "other/x.txt"]
    paths = [write(tmp_path / name) for name in names]
    listing = listed(tmp_path)
    assert listing.rejects == []
    assert set(listing.paths) == set(paths)
    assert listing.paths[:2] == [tmp_path / "a.txt", tmp_path / "b.txt"]
    assert listing == listed(tmp_path)


def test_a_single_file_is_a_source_of_one(tmp_path: Path) -> None:
    path = write(tmp_path / "a.txt")
    assert listed(path).paths == [path]


def test_an_empty_folder_holds_nothing_and_hidden_files_are_no_part_of_one(tmp_path: Path) -> None:
    assert listed(tmp_path) == Listing()
    write(tmp_path / ".hidden")
    write(tmp_path / ".git/config")
    assert listed(tmp_path) == Listing()


def test_a_link_out_of_the_folder_is_set_aside(tmp_path: Path) -> None:
    secret = write(tmp_path / "outside/secret.txt")
    inbox = tmp_path / "inbox"
    good = write(inbox / "good.txt")
    (inbox / "leak.txt").symlink_to(secret)
    (inbox / "folder").symlink_to(secret.parent)
    listing = listed(inbox)
    assert listing.paths == [good]
    assert [Path(reject.uri).name for reject in listing.rejects] == ["folder", "leak.txt"]
    assert all("leads out of" in reject.detail for reject in listing.rejects)
    assert REJECTS.frame(listing.rejects).height == 2


def test_a_link_inside_the_folder_is_read_and_a_circle_of_folders_ends(tmp_path: Path) -> None:
    write(tmp_path / ".data/a.txt")
    (tmp_path / "a.txt").symlink_to(tmp_path / ".data/a.txt")
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub/up").symlink_to(tmp_path)
    assert listed(tmp_path) == Listing(paths=[tmp_path / "a.txt"])


def test_links_that_lead_nowhere_are_set_aside(tmp_path: Path) -> None:
    (tmp_path / "broken").symlink_to(tmp_path / "missing")
    (tmp_path / "one").symlink_to(tmp_path / "two")
    (tmp_path / "two").symlink_to(tmp_path / "one")
    details = [reject.detail for reject in listed(tmp_path).rejects]
    assert details == [
        "no such file or folder; check the path",
        "its links form a circle",
        "its links form a circle",
    ]


def test_what_is_no_regular_file_is_set_aside_and_never_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    with socket.socket(socket.AF_UNIX) as unix:
        unix.bind(str(tmp_path / "socket"))
        listing = listed(tmp_path)
    assert listing.paths == []
    assert [reject.detail for reject in listing.rejects] == [
        "a named pipe; only regular files are read",
        "a socket; only regular files are read",
    ]
    assert read_file(tmp_path / "pipe", kind=None, limits=LIMITS).reason is Reason.UNREADABLE
    assert read_file(Path("/dev/null"), kind=None, limits=LIMITS).error == (
        "a device; only regular files are read"
    )


def test_a_configured_path_that_is_gone_is_a_reject_with_a_remedy(tmp_path: Path) -> None:
    source = sources_from_arguments([str(write(tmp_path / "a.txt"))])[0]
    source.path.unlink()
    listing = list_files(source)
    assert (listing.paths, listing.rejects[0].reason) == ([], Reason.UNREADABLE)
    assert listing.rejects[0].source_id == source.source_id
    assert "check the path" in listing.rejects[0].detail


def test_a_name_that_is_not_utf8_can_be_stored(tmp_path: Path) -> None:
    path = Path(os.fsdecode(os.fsencode(tmp_path) + b"/caf\xe9.txt"))
    write(path)
    result = read_file(listed(tmp_path).paths[0], kind=None, limits=LIMITS)
    assert result.content == b"Words."
    assert result.uri.encode().endswith(rb"caf\xe9.txt")


@pytest.fixture
def closed_folder() -> Iterator[Path]:
    """A folder with a file and a subfolder that this process may not read, even started as root."""
    with TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o755)
        write(folder / "open.txt")
        write(folder / "closed.txt").chmod(0)
        write(folder / "sub/a.txt").parent.chmod(0)
        is_root = os.geteuid() == 0
        if is_root:
            os.seteuid(65534)
        yield folder
        if is_root:
            os.seteuid(0)
        (folder / "sub").chmod(0o700)


def test_a_file_or_folder_without_permission_is_set_aside(closed_folder: Path) -> None:
    listing = listed(closed_folder)
    results = [read_file(path, kind=None, limits=LIMITS) for path in listing.paths]
    assert [(Path(result.uri).name, result.status) for result in results] == [
        ("closed.txt", "failed"),
        ("open.txt", "fetched"),
    ]
    assert results[0].error == "no permission to read it; give this user read permission"
    assert [Path(reject.uri).name for reject in listing.rejects] == ["sub"]
    assert "read permission" in listing.rejects[0].detail


def test_a_path_that_the_system_refuses_is_set_aside_with_its_words(tmp_path: Path) -> None:
    source = sources_from_arguments([str(write(tmp_path / "a.txt"))])[0]
    listing = list_files(replace(source, target=str(tmp_path / ("x" * 300))))
    assert [reject.detail for reject in listing.rejects] == ["cannot be read (File name too long)"]


def test_a_file_is_read_whole_up_to_the_limit_of_its_kind(tmp_path: Path) -> None:
    at_limit, over = write(tmp_path / "a.txt", "x" * 1000), write(tmp_path / "b.txt", "x" * 1001)
    table = write(tmp_path / "c.jsonl", "x" * 1001)
    assert read_file(at_limit, kind=None, limits=LIMITS).content == b"x" * 1000
    result = read_file(over, kind=None, limits=LIMITS)
    assert (result.status, result.content, result.reason) == ("failed", None, Reason.TOO_LARGE)
    assert "1,001 bytes" in (result.error or "")
    assert read_file(table, kind=None, limits=LIMITS).status == "fetched"
    assert read_file(over, kind="jsonl", limits=LIMITS).status == "fetched"


@pytest.fixture
def growing(tmp_path: Path) -> Iterator[Path]:
    """A file that is appended to all the time."""
    path = write(tmp_path / "growing.jsonl")
    os.truncate(path, 50_000_000)
    done = Event()

    def grow() -> None:
        with path.open("a") as file:
            while not done.is_set():
                file.write("x")
                file.flush()

    thread = Thread(target=grow)
    thread.start()
    yield path
    done.set()
    thread.join()


def test_a_file_that_is_still_being_written_is_left_for_the_next_run(growing: Path) -> None:
    result = read_file(growing, kind=None, limits=IngestSettings())
    assert (result.status, result.reason) == ("failed", Reason.UNREADABLE)
    assert "still being written" in (result.error or "")
