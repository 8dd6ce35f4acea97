"""Train the name recogniser that claimstream ships, on UniversalNER EWT, GUM and re3d.

    python tests/training/train_names.py --data FOLDER [--out FOLDER] [--held-out SOURCE]

What a name is, is said in `named_sentences.py`. Names are exchanged for others from epoch to epoch,
so that it learns from what stands around them. The weights with the best F1 on the development
parts of UniversalNER and GUM are kept; with `--held-out`, a source of re3d is not learnt from but
scored, to compare ways of training. The test parts and WikiGold are never looked at.
"""

import argparse
import random
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import spacy
from learning import forms_and_spaces, tok2vec
from lessons import Lesson, made_lessons, name_pool, read_lessons, read_named_lessons, varied_runs
from spacy.tokens import Doc
from spacy.util import fix_random_seed, registry
from spacy.vocab import Vocab
from store import MODELS, store_names
from thinc.api import Adam, Model, NumpyOps, set_current_ops, set_dropout_rate

# the description of the model names what this module registers
from transforms.extraction.analysis import form_embedding  # noqa: F401
from transforms.extraction.analysis.name_tags import KINDS, TAGS, names_in, tags_of

WIDTH, ROWS = 96, 5000
META: dict[str, object] = {
    "name": "claimstream-en-names",
    "version": "2.0",
    "licence": "CC-BY-SA-4.0",
    "learnt_from": ["UniversalNER EWT", "GUM", "re3d"],
}


@dataclass(frozen=True)
class Course:
    """How to learn names.

    `replaced` is the share of sentences whose names may change, `made` the number of sentences with
    made names that each epoch adds, `nameless` the share of sentences without names that it reads,
    and `form_drop` that of forms of which it is shown letters, shape and classes only.
    """

    epochs: int = 6
    dropout: float = 0.35
    form_drop: float = 0.2
    replaced: float = 0.5
    made: int = 1200
    nameless: float = 0.5
    smoothing: float = 0.05
    learn_rate: float = 0.002
    batch: int = 700
    seed: int = 7


def described(course: Course) -> dict[str, object]:
    """Describe the model: a convolution, and the probability of each tag for each word."""
    embed = {
        "@architectures": "claimstream.FormEmbed.v1",
        "width": WIDTH,
        "rows": [ROWS, ROWS // 4, ROWS // 2, ROWS // 2],
        "class_width": WIDTH // 2,
        "class_rows": [64, 200, 1000, 1500, 1500, 1000, 64, 64],
        "form_drop": course.form_drop,
    }
    tagger = {"@architectures": "claimstream.NameTagger.v1", "tok2vec": tok2vec(WIDTH, embed)}
    return {"model": tagger}


class Judge:
    """Scores exact names with their kind on sentences with their own words."""

    def __init__(self, vocab: Vocab, parts: dict[str, list[Lesson]]) -> None:
        self._parts = {
            name: [(Doc(vocab, **forms_and_spaces([one])), one) for one in lessons]
            for name, lessons in parts.items()
        }

    def __call__(self, model: Model[list[Doc], list[Any]]) -> dict[str, float]:
        """Give F1 of each part and of its kinds; names at words of unknown kind do not count."""
        scores: dict[str, float] = {}
        for part, pairs in self._parts.items():
            counts: Counter[tuple[str, str]] = Counter()
            for at in range(0, len(pairs), 128):
                some = pairs[at : at + 128]
                for rows, (_, one) in zip(model.predict([d for d, _ in some]), some, strict=True):
                    _count(set(names_in(rows)), one, counts)
            scores[part] = _f1(counts, KINDS)
            scores |= {f"{part[0]}.{kind[:3]}": _f1(counts, (kind,)) for kind in KINDS}
        return scores


def _count(found: set[Any], lesson: Lesson, counts: Counter[tuple[str, str]]) -> None:
    known = {name for name in found if lesson.unknown.isdisjoint(range(name[0], name[1]))}
    gold = set(lesson.names)
    for what, names in (("found", known), ("gold", gold), ("right", known & gold)):
        counts.update((what, kind) for _, _, kind in names)


def _f1(counts: Counter[tuple[str, str]], kinds: tuple[str, ...]) -> float:
    found, gold, right = (
        sum(counts[what, kind] for kind in kinds) for what in ("found", "gold", "right")
    )
    return 200 * right / max(1, found + gold)


def learn(
    model: Model[list[Doc], list[Any]],
    vocab: Vocab,
    lessons: list[Lesson],
    judge: Judge,
    course: Course,
) -> None:
    """Train a model on lessons that vary from epoch to epoch, and give it its best weights."""
    chance = random.Random(course.seed)  # noqa: S311 - it deals examples, not secrets
    optimizer = Adam(course.learn_rate, L2=0.0, grad_clip=1.0, use_averages=True)
    pool, best, kept = name_pool(lessons), -1.0, b""
    for epoch in range(course.epochs):
        started = time.perf_counter()
        batches = list(_batches(_dealt(lessons, pool, course, chance), course.batch))
        set_dropout_rate(model, course.dropout)
        for at, batch in enumerate(batches):
            done = (epoch + at / len(batches)) / course.epochs
            optimizer.learn_rate = course.learn_rate * min(1.0, 0.1 + done * 20) * (1.02 - done)
            _step(model, vocab, batch, course.smoothing)
            model.finish_update(optimizer)
        set_dropout_rate(model, 0.0)
        with model.use_params(optimizer.averages):
            scores = judge(model)
            reached = scores["uner"] + scores["gum"]
            if reached > best:
                best, kept = reached, model.to_bytes()
        shown = "  ".join(f"{name} {value:.1f}" for name, value in scores.items())
        print(f"epoch {epoch + 1:2}  {time.perf_counter() - started:4.0f} s  {shown}", flush=True)
    model.from_bytes(kept)


def _dealt(
    lessons: list[Lesson],
    pool: dict[tuple[str, int], list[list[str]]],
    course: Course,
    chance: random.Random,
) -> list[list[Lesson]]:
    """Give the runs of one epoch."""
    read = [one for one in lessons if one.names or chance.random() < course.nameless]
    return varied_runs(read + made_lessons(course.made, chance), pool, course.replaced, chance)


def _batches(runs: list[list[Lesson]], size: int) -> Iterator[list[list[Lesson]]]:
    batch: list[list[Lesson]] = []
    words = 0
    for run in runs:
        batch.append(run)
        words += sum(len(lesson.words) for lesson in run)
        if words >= size:
            yield batch
            batch, words = [], 0
    if batch:
        yield batch


def _step(
    model: Model[list[Doc], list[Any]], vocab: Vocab, batch: list[list[Lesson]], smoothing: float
) -> None:
    """Learn from a batch; words of which nobody knows whether they are named teach nothing."""
    docs = [Doc(vocab, **forms_and_spaces(run)) for run in batch]
    found, backprop = model.begin_update(docs)
    slopes = []
    for rows, run in zip(found, batch, strict=True):
        tags = [tag for one in run for tag in tags_of(one.names, len(one.words))]
        is_known = [at not in one.unknown for one in run for at in range(len(one.words))]
        wanted = np.full_like(rows, smoothing / len(TAGS))
        wanted[np.arange(len(tags)), tags] += 1 - smoothing
        slopes.append((rows - wanted) * np.array(is_known, dtype="float32")[:, None])
    total = sum(len(one) for one in slopes)
    backprop([one / total for one in slopes])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--out", type=Path, default=MODELS / "names")
    parser.add_argument("--held-out", default="", help="a source of re3d")
    given = parser.parse_args()
    training = given.data / "training"
    if not (training / "ner").is_dir():
        parser.error(f"expected names in {training / 'ner'}")
    train(training, given.out, given.held_out, Course())


def train(training: Path, out: Path, held_out: str, course: Course) -> None:
    """Train on all but a source of re3d, and store the weights."""
    set_current_ops(NumpyOps(use_blis=False))
    fix_random_seed(course.seed)
    named = read_named_lessons(training)
    lessons = [
        *read_lessons(training, "train"),
        *(one for one in named if one.source != held_out),
    ]
    development = read_lessons(training, "dev")
    parts = {
        corpus: [one for one in development if one.source == corpus] for corpus in ("uner", "gum")
    }
    if held_out:
        parts["re3d"] = [one for one in named if one.source == held_out]
    vocab = spacy.blank("xx").vocab
    config = described(course)
    model = registry.resolve(config)["model"]
    model.initialize([Doc(vocab, **forms_and_spaces([one])) for one in lessons[:100]])
    learn(model, vocab, lessons, Judge(vocab, parts), course)
    print(f"wrote {store_names(model, config, out, META) / 1e6:.1f} MB to {out}")


if __name__ == "__main__":
    main()
