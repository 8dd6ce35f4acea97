"""Which runs are killed where: at every named place, then at random ones; always the same plan."""

import random
from collections.abc import Iterator
from dataclasses import dataclass, replace

from kill_points import CHAIN, SEAMS, STEPS, Kill
from source_world import ROUNDS

TWICE = 0.1
"""Share of the random trials in which the next run is killed, too."""


@dataclass(frozen=True, slots=True)
class Trial:
    """One round of the world, and what kills its runs.

    Args:
        name: says it once and for all, so that a trial can be told from those of another day.
        number: the round.
        kills: how its runs end; a kill by time has no moment yet.
        named: whether each kill has to strike, as its place is one that every run passes.
    """

    name: str
    number: int
    kills: tuple[Kill, ...]
    named: bool = False

    def timed(self, duration_s: float) -> tuple[Kill, ...]:
        """Give the kills, those by time at a moment within such a duration."""
        rng = random.Random(self.name)  # noqa: S311 - repeatable on purpose
        return tuple(
            replace(kill, delay_s=rng.uniform(0.02, duration_s)) if kill.kind == "time" else kill
            for kill in self.kills
        )


def chain() -> Trial:
    """Plan ten kills one after the other in one round."""
    return Trial("chain", 0, CHAIN, named=True)


def named_trials(seed: int) -> Iterator[Trial]:
    """Plan a kill before and after every step and every seam."""
    for kind, places in (("step", STEPS), ("seam", SEAMS)):
        for where in places:
            for after in (False, True):
                kill = Kill(kind, where, after)
                rng = random.Random(f"{seed} {kill}")  # noqa: S311
                number = 0 if "migrat" in where else rng.randrange(ROUNDS)
                yield Trial(f"seed {seed}, named: {kill}", number, (kill,), named=True)


def random_trials(seed: int, n_trials: int) -> Iterator[Trial]:
    """Plan kills at a moment, an SQL statement, or any call of a step or seam; some come twice."""
    for nth in range(n_trials):
        name = f"seed {seed}, random {nth}"
        rng = random.Random(name)  # noqa: S311
        kills = tuple(_thrown(rng) for _ in range(1 + (rng.random() < TWICE)))
        yield Trial(name, rng.randrange(ROUNDS), kills)


def _thrown(rng: random.Random) -> Kill:
    kind = rng.choice(("time", "time", "statement", "seam", "step"))
    if kind == "time":
        return Kill("time")
    if kind == "statement":
        return Kill("statement", nth=rng.randint(1, 1200))
    where = rng.choice(SEAMS if kind == "seam" else STEPS)
    return Kill(kind, where, bool(rng.getrandbits(1)), rng.randint(1, 4))
