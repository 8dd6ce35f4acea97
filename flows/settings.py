"""Everything that can be set, with its default; `config/claimstream.toml` says what differs."""

from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from flows import environment
from flows.config_files import read_toml, validated

DEFAULT_CONFIG = Path("config/claimstream.toml")
DEFAULT_WAREHOUSE = Path("var/claimstream")

_MIB = 1024 * 1024

LaxPath = Annotated[Path, Field(strict=False)]
Count = Annotated[int, Field(ge=1)]
Seconds = Annotated[float, Field(gt=0)]
SizeBytes = Annotated[int, Field(ge=1)]


class Section(BaseModel):
    """A part of the settings: frozen, strict about types, closed to unknown keys."""

    model_config = ConfigDict(frozen=True, strict=True, extra="forbid")


class WarehouseSettings(Section):
    """Where everything is kept.

    Attributes:
        dir: the folder of database, raw bytes, staging files and published snapshot.
        keep_raw_days: days after which `compact` deletes the bytes of documents that no source
            has delivered since; texts and claims stay. None = never.
    """

    dir: LaxPath = DEFAULT_WAREHOUSE
    keep_raw_days: Count | None = None


class IngestSettings(Section):
    """What a run reads, and how much of it at once.

    Attributes:
        sources: the file that lists the sources, relative to the configuration file.
        batch_articles: articles per transaction.
        max_file_bytes: the largest file that is read as one document.
        max_table_bytes: the same for jsonl, csv and parquet, which hold many articles.
    """

    sources: LaxPath = Path("sources.toml")
    batch_articles: Count = 5000
    max_file_bytes: SizeBytes = 15 * _MIB
    max_table_bytes: SizeBytes = 128 * _MIB


class FetchSettings(Section):
    """How we behave towards other people's servers, and what we take from them.

    Attributes:
        user_agent: who we say we are.
        contact: address or page that the user agent adds, so that a webmaster can reach you.
        total_s: deadline for one document, redirects and body included.
        connect_s: deadline for one connection attempt.
        max_feed_bytes: largest feed, after decompression.
        max_page_bytes: largest page, after decompression.
        max_redirects: redirects that are followed.
        concurrency: requests under way at the same time.
        per_host: the same, to one host.
        host_delay_s: pause between two requests to one host.
        min_interval_s: shortest pause between two visits to a feed; 0 asks it at every run.
        max_interval_s: longest pause that a feed without news comes to.
        backoff_s: pause after a second failure in a row; it doubles with each further one.
        max_wait_s: longest pause after failures, and the longest that a server may ask for.
        robots: whether pages are left alone where the robots.txt of their site asks for that.
        max_pages: pages fetched at once for a feed with `full_text`, the newest items first.
        max_sitemaps: sitemaps read of those that an index names, those that changed last first.
        proxy: the HTTP proxy that public addresses are asked through; `env:NAME` takes it from
            the environment. It resolves the names, so only it can keep them out of its network.
        ca_file: certificates to trust besides those of the system, PEM, relative to the
            configuration file.
    """

    user_agent: Annotated[str, Field(pattern=r"^[\x20-\x7e]+$")] = "claimstream/0.1 (news reader)"
    contact: Annotated[str, Field(pattern=r"^[\x20-\x7e]+$")] | None = None
    total_s: Seconds = 20.0
    connect_s: Seconds = 10.0
    max_feed_bytes: SizeBytes = 15 * _MIB
    max_page_bytes: SizeBytes = 10 * _MIB
    max_redirects: Annotated[int, Field(ge=0)] = 5
    concurrency: Count = 64
    per_host: Count = 2
    host_delay_s: Annotated[float, Field(ge=0)] = 0.5
    min_interval_s: Annotated[float, Field(ge=0)] = 600.0
    max_interval_s: Seconds = 6 * 3600.0
    backoff_s: Annotated[float, Field(ge=0)] = 300.0
    max_wait_s: Seconds = 24 * 3600.0
    robots: bool = True
    max_pages: Count = 30
    max_sitemaps: Count = 10
    proxy: Annotated[str, Field(pattern=r"^(?:https?://\S+|env:\w+)$")] | None = None
    ca_file: LaxPath | None = None


class SandboxSettings(Section):
    """What a child process that parses untrusted bytes may use.

    As they stand, an ordinary document can cost no more than 15 s of processor time and 1 GiB.

    Attributes:
        workers: child processes; 0 means one per processor, at most four.
        wall_s: wall time for one document.
        cpu_s: processor time for one document, kept to the second.
        memory_bytes: address space for one document, beyond what a child starts with.
        ordinary_bytes: size up to which this must do; feeds and pages are never larger.
        extra_s_per_mib: seconds of both times added for each MiB beyond it, as large tables need.
        extra_memory_per_byte: bytes of address space added for each byte beyond it.
    """

    workers: Annotated[int, Field(ge=0)] = 0
    wall_s: Seconds = 60.0
    cpu_s: Count = 14
    memory_bytes: Annotated[int, Field(ge=64 * _MIB)] = 800 * _MIB
    ordinary_bytes: Annotated[int, Field(ge=0)] = 16 * _MIB
    extra_s_per_mib: Annotated[float, Field(ge=0)] = 3.0
    extra_memory_per_byte: Annotated[int, Field(ge=0)] = 50


class PrefectSettings(Section):
    """How runs reach Prefect.

    Attributes:
        host: address that the server of `claimstream up` listens on; keep it on loopback.
        port: its port.
        startup_timeout_s: how long to wait for a server to answer.
        every_minutes: minutes between two scheduled ingests.
    """

    host: str = "127.0.0.1"
    port: Annotated[int, Field(ge=1, le=65535)] = 4200
    startup_timeout_s: Count = 120
    every_minutes: Count = 15


class AlertSettings(Section):
    """What is told to people who do not look, and where.

    Attributes:
        to: addresses as Apprise writes them (`json://…`, `mailto://…`, `slack://…`), or
            `env:VARIABLE` for one that is secret.
        disagreements: as many in one run are worth an alert.
    """

    to: list[Annotated[str, Field(min_length=1)]] = []
    disagreements: Count = 10


class MaintainSettings(Section):
    """What the nightly maintenance does besides checking.

    Attributes:
        backups: the folder of nightly backups, relative to the configuration file; None = none.
        backups_kept: how many stay; the oldest go.
    """

    backups: LaxPath | None = None
    backups_kept: Count = 7


class ConfigFile(Section):
    """What a configuration file may say: one section per part."""

    warehouse: WarehouseSettings = WarehouseSettings()
    ingest: IngestSettings = IngestSettings()
    fetch: FetchSettings = FetchSettings()
    sandbox: SandboxSettings = SandboxSettings()
    prefect: PrefectSettings = PrefectSettings()
    alerts: AlertSettings = AlertSettings()
    maintain: MaintainSettings = MaintainSettings()


class Settings(ConfigFile):
    """All settings of one process, with absolute paths.

    Attributes:
        config: the file they were read from; None when there is none.
    """

    config: LaxPath | None = None


def load_settings(config: Path | None = None, warehouse: Path | None = None) -> Settings:
    """Give the settings of this process, with absolute paths.

    A path in the file is relative to the file; every other path to the working directory.

    Args:
        config: the file to read; None = `CLAIMSTREAM_CONFIG`, else `config/claimstream.toml`
            if it is there, else defaults.
        warehouse: the warehouse folder; None = `CLAIMSTREAM_WAREHOUSE`, else the file's, else
            `var/claimstream`.

    Raises:
        ConfigError: the file is missing, unreadable, not TOML, or says something unknown.
    """
    path = _config_path(config)
    said = read_toml(path) if path else {}
    parsed = validated(ConfigFile, said, where=str(path))
    base = path.parent if path else DEFAULT_CONFIG.parent
    kept_in = warehouse or environment.warehouse_dir() or _configured_dir(parsed, base)
    return Settings(
        config=path.resolve() if path else None,
        warehouse=parsed.warehouse.model_copy(update={"dir": kept_in.expanduser().resolve()}),
        ingest=parsed.ingest.model_copy(
            update={"sources": (base / parsed.ingest.sources.expanduser()).resolve()}
        ),
        fetch=parsed.fetch.model_copy(update={"ca_file": _beside(base, parsed.fetch.ca_file)}),
        sandbox=parsed.sandbox,
        prefect=parsed.prefect,
        alerts=parsed.alerts,
        maintain=parsed.maintain.model_copy(
            update={"backups": _beside(base, parsed.maintain.backups)}
        ),
    )


def _config_path(given: Path | None) -> Path | None:
    named = given or environment.config_file()
    if named is not None:
        return named.expanduser()
    return DEFAULT_CONFIG if DEFAULT_CONFIG.exists() else None


def _beside(base: Path, path: Path | None) -> Path | None:
    return None if path is None else (base / path.expanduser()).resolve()


def _configured_dir(parsed: ConfigFile, base: Path) -> Path:
    if "dir" in parsed.warehouse.model_fields_set:
        return base / parsed.warehouse.dir.expanduser()
    return parsed.warehouse.dir
