"""Make training examples of treebanks and names: joined, cut into runs, and varied."""

import random
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

from made_names import made_name, made_sentence
from named_sentences import NamedSentence, name_trees, read_uner
from re3d import read_re3d
from treebanks import Tree, Word, read_trees

MANY = 60
MADE = 0.6
_MAX_REPLACED = 0.7


@dataclass(frozen=True)
class Lesson:
    """A sentence to learn from: its words, its tree if there is one, and its names.

    `unknown` holds the words of which nobody knows whether they are a name, `source` says whose
    names these are.
    """

    words: list[Word]
    starts_paragraph: bool
    has_tree: bool
    names: list[tuple[int, int, str]] = field(default_factory=list)
    unknown: frozenset[int] = frozenset()
    source: str = ""


def read_lessons(data: Path, part: str) -> list[Lesson]:
    """Read EWT with UniversalNER's names and GUM with its own, of one part (train, dev, test)."""
    ewt = list(read_trees(data / "ud" / f"ewt-{part}.conllu.gz"))
    gum = list(read_trees(data / "ud" / f"gum-{part}.conllu.gz"))
    marked = list(read_uner(data / "ner" / f"uner-ewt-{part}.iob2.gz", ewt))
    by_words = {tuple(sentence.words): sentence for sentence in marked}
    named = [by_words.get(tuple(word.form for word in tree.words)) for tree in ewt]
    return [
        *(_lesson(tree, names, "uner") for tree, names in zip(ewt, named, strict=True)),
        *(_lesson(tree, names, "gum") for tree, names in zip(gum, name_trees(gum), strict=True)),
    ]


def read_named_lessons(data: Path) -> list[Lesson]:
    """Read re3d, which has names but no trees."""
    return [
        Lesson(_loose(one.words, one.spaces), True, False, one.names, one.unknown, source)
        for source, one in read_re3d(data / "re3d")
    ]


def made_lessons(size: int, chance: random.Random) -> list[Lesson]:
    """Make sentences with made names; they have no tree."""
    made = (made_sentence(chance) for _ in range(size))
    return [
        Lesson(_loose(words, [True] * len(words)), True, has_tree=False, names=names)
        for words, names in made
    ]


def _loose(forms: list[str], spaces: list[bool]) -> list[Word]:
    pairs = enumerate(zip(forms, spaces, strict=True))
    return [Word(form, "", "", at, "", space) for at, (form, space) in pairs]


def coarsen(lessons: list[Lesson], known: set[str]) -> None:
    """Give relations that are rare in training their main relation."""
    for lesson in lessons:
        for word in lesson.words:
            if word.relation not in known:
                word.relation = word.relation.split(":")[0]


def common_relations(lessons: list[Lesson]) -> set[str]:
    """Name the relations that are frequent enough to be learnt."""
    counts = Counter(word.relation for lesson in lessons for word in lesson.words)
    return {relation for relation, count in counts.items() if count >= MANY}


def name_pool(lessons: list[Lesson]) -> dict[tuple[str, int], list[list[str]]]:
    """Give every name once, by kind and number of words."""
    pool: dict[tuple[str, int], dict[str, list[str]]] = {}
    for lesson in lessons:
        for start, stop, kind in lesson.names:
            name = [word.form for word in lesson.words[start:stop]]
            pool.setdefault((kind, len(name)), {})[" ".join(name)] = name
    return {key: list(names.values()) for key, names in pool.items()}


def varied_runs(
    lessons: list[Lesson],
    pool: dict[tuple[str, int], list[list[str]]],
    replaced: float,
    chance: random.Random,
) -> list[list[Lesson]]:
    """Cut the lessons into runs of one to four sentences, vary and shuffle them."""
    runs = [
        [_with_other_names(one, pool, chance) if chance.random() < replaced else one for one in run]
        for run in _runs(lessons, chance)
    ]
    chance.shuffle(runs)
    return [_varied(run, chance) for run in runs]


def _lesson(tree: Tree, names: NamedSentence | None, source: str) -> Lesson:
    if names is None:
        everything = frozenset(range(len(tree.words)))
        return Lesson(tree.words, tree.starts_paragraph, has_tree=True, unknown=everything)
    return Lesson(tree.words, tree.starts_paragraph, True, names.names, names.unknown, source)


def _runs(lessons: list[Lesson], chance: random.Random) -> Iterator[list[Lesson]]:
    at = 0
    while at < len(lessons):
        size = chance.choice((1, 1, 1, 2, 3, 4))
        run = [lessons[at]]
        while len(run) < size and at + len(run) < len(lessons):
            following = lessons[at + len(run)]
            if following.starts_paragraph:
                break
            run.append(following)
        at += len(run)
        yield run


def _with_other_names(
    lesson: Lesson, pool: dict[tuple[str, int], list[list[str]]], chance: random.Random
) -> Lesson:
    """Put names of the same kind and length, from other sentences, in the place of some names."""
    words = list(lesson.words)
    for start, stop, kind in lesson.names:
        made = made_name(kind, stop - start, chance) if chance.random() < MADE else None
        if chance.random() < _MAX_REPLACED:
            name = made or chance.choice(pool[kind, stop - start])
            words[start:stop] = [
                replace(word, form=form) for word, form in zip(words[start:stop], name, strict=True)
            ]
    return replace(lesson, words=words)


def _varied(run: list[Lesson], chance: random.Random) -> list[Lesson]:
    """Now and then set a run in lower, upper or title case, or leave out its last stop."""
    dice = chance.random()
    if dice < 0.03:
        return [_cased(lesson, str.lower) for lesson in run]
    if dice < 0.05:
        return [_cased(lesson, str.upper) for lesson in run]
    if dice < 0.08:
        return [_cased(lesson, lambda form: form[0].upper() + form[1:]) for lesson in run]
    if dice < 0.13:
        return [*run[:-1], _without_stop(run[-1])]
    return run


def _cased(lesson: Lesson, change: Callable[[str], str]) -> Lesson:
    return replace(lesson, words=[replace(w, form=change(w.form)) for w in lesson.words])


def _without_stop(lesson: Lesson) -> Lesson:
    last = len(lesson.words) - 1
    is_used = any(word.head == last for word in lesson.words[:-1])
    is_used = is_used or any(stop > last for _, stop, _ in lesson.names)
    if last < 3 or lesson.words[last].upos != "PUNCT" or is_used:
        return lesson
    return replace(lesson, words=lesson.words[:-1], unknown=lesson.unknown - {last})
