"""Train a spaCy pipeline for some epochs, and keep the weights of the best one."""

import random
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import count

from lessons import Lesson, varied_runs
from spacy.language import Language
from spacy.training import Example
from spacy.util import fix_random_seed
from thinc.api import Adam

from transforms.extraction.analysis.words import plain

MAX_FORM = 60
_WITHOUT = ["vocab", "tokenizer"]


@dataclass(frozen=True)
class Course:
    """How long and how fast to learn; batches are counted in words and grow."""

    epochs: int
    dropout: float
    seed: int
    learn_rate: float = 0.0015
    first_batch: int = 400
    last_batch: int = 1000


def learn(
    nlp: Language,
    lessons: list[Lesson],
    example: Callable[[Language, list[Lesson]], Example],
    judge: Callable[[Language], dict[str, float]],
    course: Course,
) -> Language:
    """Train a pipeline on lessons that vary from epoch to epoch; everything random is seeded.

    Args:
        nlp: The untrained pipeline, built with the operations to compute with.
        lessons: The sentences, in the order of their texts.
        example: Makes an example of a run of sentences.
        judge: Scores the pipeline on development data; the first score decides.
        course: How to train.

    Returns:
        The pipeline, with the averaged weights of its best epoch.
    """
    fix_random_seed(course.seed)
    chance = random.Random(course.seed)  # noqa: S311 - it deals examples, not secrets
    everything = [example(nlp, [lesson]) for lesson in lessons]
    nlp.initialize(lambda: everything)
    optimizer = Adam(course.learn_rate, L2=0.0, grad_clip=1.0, use_averages=True)
    pace = _pace(course, sum(len(lesson.words) for lesson in lessons))
    best, kept, sizes = -1.0, b"", _growing(course)
    for epoch in range(1, course.epochs + 1):
        started = time.perf_counter()
        runs = varied_runs(lessons, {}, 0.0, chance)
        for batch in _batches([example(nlp, run) for run in runs], sizes):
            optimizer.learn_rate = next(pace)
            nlp.update(batch, sgd=optimizer, drop=course.dropout)
        with nlp.use_params(optimizer.averages):
            scores = judge(nlp)
            shown = "  ".join(f"{name} {value:.2f}" for name, value in scores.items())
            print(f"epoch {epoch:2}  {time.perf_counter() - started:4.0f} s  {shown}", flush=True)
            reached = next(iter(scores.values()))
            if reached > best:
                best, kept = reached, nlp.to_bytes(exclude=_WITHOUT)
    return nlp.from_bytes(kept, exclude=_WITHOUT)


def tok2vec(width: int, embed: dict[str, object]) -> dict[str, object]:
    """Describe a convolution over embedded words, which sees four words on either side."""
    return {
        "@architectures": "spacy.Tok2Vec.v2",
        "embed": embed,
        "encode": {
            "@architectures": "spacy.MaxoutWindowEncoder.v2",
            "width": width,
            "depth": 4,
            "window_size": 1,
            "maxout_pieces": 3,
        },
    }


def forms_and_spaces(run: list[Lesson]) -> dict[str, list[str] | list[bool]]:
    """Give the words of a run as the models see them."""
    words = [word for lesson in run for word in lesson.words]
    return {
        "words": [plain(word.form)[:MAX_FORM] for word in words],
        "spaces": [word.space_after for word in words],
    }


def _pace(course: Course, words: int) -> Iterator[float]:
    """Give the learning rate of each step: up for 150 steps, then down to a twentieth."""
    steps = course.epochs * words / course.last_batch * 1.15
    for step in count(1):
        warm, cold = min(1.0, step / 150), max(0.05, 1 - 0.95 * step / steps)
        yield course.learn_rate * warm * cold


def _growing(course: Course) -> Iterator[int]:
    size = float(course.first_batch)
    while True:
        yield int(size)
        size = min(size * 1.001, course.last_batch)


def _batches(examples: list[Example], sizes: Iterator[int]) -> Iterator[list[Example]]:
    batch: list[Example] = []
    words, size = 0, next(sizes)
    for one in examples:
        batch.append(one)
        words += len(one.predicted)
        if words >= size:
            yield batch
            batch, words, size = [], 0, next(sizes)
    if batch:
        yield batch
