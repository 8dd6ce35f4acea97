from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given, settings
from hypothesis import strategies as st

from flows.files import list_files
from flows.pieces import pieces
from flows.sources import SourceConfig, sources_from_arguments


def folder(path: Path, *names: str) -> SourceConfig:
    for name in names:
        (path / name).parent.mkdir(parents=True, exist_ok=True)
        (path / name).write_text(name)
    return sources_from_arguments([str(path)])[0]


def test_each_document_is_in_one_piece_and_pieces_are_bounded(tmp_path: Path) -> None:
    source = folder(tmp_path, *(f"{number:02}.txt" for number in range(7)))

    found = pieces(source, n_documents=3)

    assert [len(piece.paths) for piece in found] == [3, 3, 1]
    assert [path for piece in found for path in piece.paths] == list_files(source).paths
    assert list_files(found[1].as_source()).paths == list(found[1].paths)
    assert found[1].as_source().source_id == source.source_id


def test_a_piece_has_the_same_id_until_a_document_of_it_changes(tmp_path: Path) -> None:
    source = folder(tmp_path, "a.txt", "b.txt", "c.txt")
    before = [piece.piece_id for piece in pieces(source, n_documents=2)]
    assert [piece.piece_id for piece in pieces(source, n_documents=2)] == before

    (tmp_path / "c.txt").write_text("changed text")

    after = [piece.piece_id for piece in pieces(source, n_documents=2)]
    assert after[0] == before[0]
    assert after[1] != before[1]


def test_days_are_read_from_paths(tmp_path: Path) -> None:
    names = ("2024-03-01.txt", "2024/03/02/a.txt", "x-20240303-y.txt", "2024-03-04/1.txt")
    source = folder(tmp_path, *names, "build-2024030399.txt")

    found = pieces(source, n_documents=9, since=date(2024, 3, 2), until=date(2024, 3, 3))

    (piece,) = found
    assert {path.relative_to(tmp_path).as_posix() for path in piece.paths} == set(names[1:3])


def test_a_folder_without_documents_has_no_pieces(tmp_path: Path) -> None:
    assert pieces(folder(tmp_path), n_documents=5) == []


@settings(max_examples=20)
@given(st.integers(1, 12), st.integers(1, 12))
def test_no_cut_loses_or_repeats_a_document(n_documents: int, n_files: int) -> None:
    with TemporaryDirectory() as path:
        source = folder(Path(path), *(f"{number:02}.txt" for number in range(n_files)))
        found = pieces(source, n_documents=n_documents)
        paths = [path for piece in found for path in piece.paths]
    assert len(paths) == len(set(paths)) == n_files
    assert len({piece.piece_id for piece in found}) == len(found)
