"""A made-up world of folders with articles, for measuring what Prefect costs."""

import random
from pathlib import Path

from flows.serving.server import free_port
from flows.settings import Settings, load_settings

PLACES = ("harbour", "quarry", "station", "hospital", "bridge", "school", "market", "airport")
PEOPLE = (
    "Marta Keane",
    "Owen Tarrant",
    "Tomas Revik",
    "Edda Nyholm",
    "Ruth Calloway",
    "Bo Henning",
)
VERBS = ("said", "warned", "announced", "denied", "confirmed", "promised")
WORDS = (
    "plan",
    "budget",
    "repair",
    "inquiry",
    "delay",
    "contract",
    "alarm",
    "crew",
    "permit",
    "ferry",
)


def text(source: random.Random) -> str:
    """Make up an article of some thirty sentences, like no other."""

    def sentence() -> str:
        what = " ".join(source.sample(WORDS, 4))
        where, number = source.choice(PLACES), source.randint(2, 9999)
        who, said = source.choice(PEOPLE), source.choice(VERBS)
        return f"{who} {said} that the {what} at the {where} would cost {number} crowns."

    body = "\n\n".join(" ".join(sentence() for _ in range(5)) for _ in range(6))
    return (
        f"The {source.choice(PLACES)} and the {source.choice(WORDS)} {source.random()}\n\n{body}\n"
    )


def fill(folder: Path, n_articles: int, source: random.Random) -> None:
    """Write articles into a folder, beside those that are there."""
    folder.mkdir(parents=True, exist_ok=True)
    there = len(list(folder.iterdir()))
    for number in range(n_articles):
        (folder / f"{there + number:06}.txt").write_text(text(source), encoding="utf-8")


def settings_for(folder: Path, sources: list[Path]) -> Settings:
    """Write a configuration of folders, and load it."""
    config = folder / "config"
    config.mkdir(parents=True, exist_ok=True)
    entries = [f'[[source]]\nname = "{path.name}"\nlocation = "{path}"\n' for path in sources]
    (config / "sources.toml").write_text("\n".join(entries), encoding="utf-8")
    (config / "claimstream.toml").write_text(
        f"[prefect]\nport = {free_port('127.0.0.1')}\nstartup_timeout_s = 600\n", encoding="utf-8"
    )
    (config / "prefect.env").write_bytes(Path("config/prefect.env").read_bytes())
    return load_settings(config / "claimstream.toml", folder / "warehouse")
