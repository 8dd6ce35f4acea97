from pathlib import Path

import duckdb
import pytest

from transforms.contracts.operations import Outcome, Reason
from transforms.errors import StopError
from warehouse.migrating import MIGRATIONS, check_migrations, migrate
from warehouse.tables import HISTORY_COLUMNS, REFERENCES, SPANS, TABLES


@pytest.fixture(scope="module")
def fresh() -> duckdb.DuckDBPyConnection:
    """Give an empty database with everything applied."""
    connection = duckdb.connect()
    migrate(connection)
    return connection


@pytest.fixture
def own_migrations(tmp_path: Path) -> Path:
    """Give a folder that holds one small migration."""
    folder = tmp_path / "migrations"
    folder.mkdir()
    (folder / "0001_first.sql").write_text("CREATE TABLE one (n INTEGER);")
    return folder


@pytest.fixture
def bare(monkeypatch: pytest.MonkeyPatch) -> duckdb.DuckDBPyConnection:
    """Give an empty database to which no views are added."""
    monkeypatch.setattr("warehouse.migrating._REPLACEABLE", ())
    return duckdb.connect()


@pytest.mark.parametrize("table", TABLES)
def test_a_migration_builds_what_its_contract_declares(
    fresh: duckdb.DuckDBPyConnection, table: str
) -> None:
    """Names, types, order, what may be missing, and what the comments say."""
    contract = TABLES[table]
    columns = [*contract.columns, *(HISTORY_COLUMNS if contract.history else ())]
    declared = [(c.name, c.sql_type, c.nullable, c.doc) for c in columns]
    schema, name = table.split(".")
    built = fresh.execute(
        "SELECT column_name, data_type, is_nullable, comment FROM duckdb_columns()"
        " WHERE schema_name = ? AND table_name = ? ORDER BY column_index",
        [schema, name],
    ).fetchall()
    assert built == declared
    comment = fresh.execute(
        "SELECT comment FROM duckdb_tables() WHERE schema_name = ? AND table_name = ?",
        [schema, name],
    ).fetchone()
    assert comment == (" ".join(contract.doc.split()),)


def test_there_is_no_table_without_a_contract(fresh: duckdb.DuckDBPyConnection) -> None:
    built = fresh.execute(
        "SELECT schema_name || '.' || table_name FROM duckdb_tables()"
        " WHERE schema_name NOT IN ('ref', 'mart')"
    ).fetchall()
    assert {name for (name,) in built} == {*TABLES, "ops.schema_migration"}


def test_everything_in_the_database_has_a_comment(fresh: duckdb.DuckDBPyConnection) -> None:
    assert (
        fresh.execute(
            "SELECT relation, column_name FROM mart.data_dictionary"
            " WHERE comment IS NULL OR comment = ''"
        ).fetchall()
        == []
    )


def test_no_large_table_has_an_index(fresh: duckdb.DuckDBPyConnection) -> None:
    keyed = fresh.execute(
        "SELECT DISTINCT schema_name || '.' || table_name FROM duckdb_constraints()"
        " WHERE constraint_type IN ('PRIMARY KEY', 'UNIQUE') AND schema_name <> 'ref' ORDER BY 1"
    ).fetchall()
    assert [name for (name,) in keyed] == [
        "core.outlet",
        "ops.accounting",
        "ops.load_batch",
        "ops.run",
        "ops.schema_migration",
        "ops.source",
    ]


@pytest.mark.parametrize(
    ("table", "column", "words"),
    [("ref.outcome", "outcome", Outcome), ("ref.reason", "reason", Reason)],
)
def test_lookup_tables_hold_exactly_the_words_in_use(
    fresh: duckdb.DuckDBPyConnection, table: str, column: str, words: type[Outcome] | type[Reason]
) -> None:
    held = fresh.execute(f"SELECT {column} FROM {table}").fetchall()  # noqa: S608
    assert {word for (word,) in held} == {word.value for word in words}


def test_spans_and_references_name_columns_that_exist() -> None:
    for span in SPANS:
        names = set(TABLES[span.table].schema.names())
        assert {span.text, span.start, span.stop, span.version_id} <= names
    for reference in REFERENCES:
        assert reference.column in TABLES[reference.table].schema
        assert TABLES[reference.parent].key == (reference.parent_column,)


def test_every_offset_belongs_to_a_checked_span_or_a_passage() -> None:
    checked = {(span.table, span.start) for span in SPANS}
    offsets = {
        (table, name)
        for table, contract in TABLES.items()
        for name in contract.schema.names()
        if name.endswith("_start")
    }
    assert offsets - checked == {("core.event_mention", "passage_start")}


def test_migrating_again_changes_nothing(bare: duckdb.DuckDBPyConnection) -> None:
    assert migrate(bare)
    assert migrate(bare) == []


def test_a_changed_migration_stops_and_is_named(
    bare: duckdb.DuckDBPyConnection, own_migrations: Path
) -> None:
    migrate(bare, own_migrations)
    (own_migrations / "0001_first.sql").write_text("CREATE TABLE one (n BIGINT);")
    with pytest.raises(StopError, match=r"0001_first\.sql was changed"):
        migrate(bare, own_migrations)


def test_a_database_of_a_newer_version_is_refused(
    bare: duckdb.DuckDBPyConnection, own_migrations: Path
) -> None:
    migrate(bare, own_migrations)
    (own_migrations / "0001_first.sql").unlink()
    with pytest.raises(StopError, match="newer claimstream; upgrade"):
        migrate(bare, own_migrations)


def test_a_migration_that_fails_leaves_no_trace(
    bare: duckdb.DuckDBPyConnection, own_migrations: Path
) -> None:
    (own_migrations / "0002_second.sql").write_text("CREATE TABLE two (n INTEGER); SELECT nothing;")
    with pytest.raises(StopError, match=r"0002_second\.sql could not be applied"):
        migrate(bare, own_migrations)
    tables = bare.execute("SELECT table_name FROM duckdb_tables() WHERE table_name = 'two'")
    assert tables.fetchall() == []
    assert check_migrations(bare, own_migrations) == ["0002_second.sql"]


def test_checking_does_not_change_the_database(own_migrations: Path) -> None:
    with duckdb.connect() as connection:
        assert check_migrations(connection, own_migrations) == ["0001_first.sql"]
        assert connection.execute("SELECT count(*) FROM duckdb_tables()").fetchone() == (0,)


def test_a_changed_view_is_renewed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    views = tmp_path / "views"
    views.mkdir()
    monkeypatch.setattr("warehouse.migrating._REPLACEABLE", (views,))
    with duckdb.connect() as connection:
        for number in (1, 2):
            (views / "one.sql").write_text(f"CREATE VIEW mart.one AS SELECT {number} AS n;")
            assert "views" in migrate(connection)
            assert connection.execute("FROM mart.one").fetchone() == (number,)


def test_migrations_are_numbered_without_gaps() -> None:
    numbers = [int(path.name[:4]) for path in sorted(MIGRATIONS.glob("*.sql"))]
    assert numbers == list(range(1, len(numbers) + 1))
