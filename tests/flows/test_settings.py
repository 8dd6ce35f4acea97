from pathlib import Path

import pytest

from flows.settings import Settings, load_settings
from transforms.errors import ConfigError


@pytest.fixture(autouse=True)
def _empty_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("CLAIMSTREAM_CONFIG", raising=False)
    monkeypatch.delenv("CLAIMSTREAM_WAREHOUSE", raising=False)


def write(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    return path


def test_without_a_file_everything_has_its_default(tmp_path: Path) -> None:
    settings = load_settings()
    assert settings.config is None
    assert settings.warehouse.dir == tmp_path / "var/claimstream"
    assert settings.ingest.sources == tmp_path / "config/sources.toml"
    assert settings.fetch == Settings().fetch


def test_the_file_in_the_config_folder_is_found_and_its_paths_are_relative_to_it(
    tmp_path: Path,
) -> None:
    write(
        tmp_path / "config/claimstream.toml",
        '[warehouse]\ndir = "../kept"\n[ingest]\nsources = "mine.toml"\n[fetch]\ntotal_s = 5\n',
    )
    settings = load_settings()
    assert settings.config == tmp_path / "config/claimstream.toml"
    assert settings.warehouse.dir == tmp_path / "kept"
    assert settings.ingest.sources == tmp_path / "config/mine.toml"
    assert settings.fetch.total_s == 5.0


def test_a_file_that_says_nothing_about_the_warehouse_keeps_it_in_the_working_directory(
    tmp_path: Path,
) -> None:
    elsewhere = write(tmp_path / "elsewhere/c.toml", "")
    assert load_settings(elsewhere).warehouse.dir == tmp_path / "var/claimstream"


def test_an_argument_beats_the_environment_and_the_environment_beats_the_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    config = write(tmp_path / "c.toml", '[warehouse]\ndir = "from-file"\n')
    monkeypatch.setenv("CLAIMSTREAM_CONFIG", str(config))
    assert load_settings().warehouse.dir == tmp_path / "from-file"
    monkeypatch.setenv("CLAIMSTREAM_WAREHOUSE", "from-environment")
    assert load_settings().warehouse.dir == tmp_path / "from-environment"
    assert load_settings(warehouse=Path("given")).warehouse.dir == tmp_path / "given"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[fetch]\ntotl_s = 3\n", "unknown key `fetch.totl_s`; did you mean `total_s`?"),
        ("[fetsch]\n", "unknown key `fetsch`; did you mean `fetch`?"),
        ("[fetch]\nzzz = 3\n", "Known here: user_agent, contact, total_s"),
        ('[fetch]\ntotal_s = "3"\n', "`fetch.total_s`: input should be a valid number, not the"),
        ("[ingest]\nbatch_articles = 0\n", "`ingest.batch_articles`: input should be greater"),
        ("[fetch\n", "not valid TOML"),
        ("fetch = 3\n", "`fetch`: input should be a valid dictionary"),
    ],
)
def test_what_is_wrong_with_a_file_is_said_on_one_line_that_names_it(
    tmp_path: Path, text: str, said: str
) -> None:
    config = write(tmp_path / "c.toml", text)
    with pytest.raises(ConfigError) as raised:
        load_settings(config)
    message = str(raised.value)
    assert message.startswith(str(config))
    assert said in message
    assert "\n" not in message


def test_a_missing_or_undecodable_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"missing\.toml: no such file"):
        load_settings(tmp_path / "missing.toml")
    with pytest.raises(ConfigError, match="cannot be read"):
        load_settings(tmp_path)
    bad = tmp_path / "latin.toml"
    bad.write_bytes(b'[fetch]\ncontact = "\xe9"\n')
    with pytest.raises(ConfigError, match="not UTF-8 at byte"):
        load_settings(bad)


def test_the_shipped_configuration_shows_every_default_as_it_is(tmp_path: Path) -> None:
    shipped = Path(__file__).parents[2] / "config/claimstream.toml"
    uncommented = [
        line.removeprefix("# ") if " = " in line and line.startswith("# ") else line
        for line in shipped.read_text().splitlines()
        if not any(
            f"# {key} = " in line for key in ("contact", "proxy", "ca_file", "to", "backups")
        )
    ]
    shown = load_settings(write(tmp_path / "config/shown.toml", "\n".join(uncommented)))
    assert shown.model_copy(update={"config": None}) == load_settings()
