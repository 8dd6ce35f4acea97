"""Correct the names that the model finds by what the gazetteer and the rest of the text know.

The model sees a few words around a name; it has read few names. The gazetteer knows countries,
capitals, well-known organisations, titles and peoples, and a text that calls somebody by first and
last name once calls them so by last name later.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace

from transforms.extraction.analysis.analysis import Analysis, NamedSpan
from transforms.extraction.gazetteer import gazetteer

PERSON, ORGANISATION, PLACE = "person", "organisation", "place"
_PROPER = frozenset({"NNP", "NNPS"})
_ARTICLES = frozenset({"the", "a", "an"})
_FIRST_AND_LAST = 2
_LONGEST_PERSON = 3
_LONGEST = 6


def with_known_names(text: str, analysis: Analysis) -> Analysis:
    """Give an analysis whose names agree with the gazetteer and with each other."""
    words = [text[start:stop] for start, stop in zip(analysis.starts, analysis.stops, strict=True)]
    names = list(_checked(words, analysis.names))
    names = _with_runs(words, analysis, names)
    names = _with_repeats(words, analysis, names)
    return replace(analysis, names=tuple(sorted(names)))


def _checked(words: list[str], names: tuple[NamedSpan, ...]) -> Iterator[NamedSpan]:
    """Yield names without titles, peoples and days, each of the kind that is known."""
    known = gazetteer()
    for name in names:
        start = _without_title(words, name)
        form = " ".join(words[start : name.stop]).lower()
        is_name = form not in known.adjectives and form not in known.groups
        if form and is_name and form not in known.not_names:
            yield NamedSpan(start, name.stop, _known_kind(form, name.kind))


def _without_title(words: list[str], name: NamedSpan) -> int:
    """Give the first word of a name behind the article, and behind a person's titles."""
    known = gazetteer()
    start = name.start
    while start < name.stop:
        word = words[start].lower()
        is_title = word in known.titles or word in known.before_title
        if not (word in _ARTICLES or (name.kind == PERSON and is_title)):
            break
        start += 1
    return start


def _known_kind(name: str, kind: str) -> str:
    known = gazetteer()
    if name in known.organisation_names:
        return ORGANISATION
    if name in known.places and not (kind == PERSON and name in known.given):
        return PLACE
    words = name.split()
    if kind == PERSON and len(words) > 1 and words[-1] in known.organisation_words:
        return ORGANISATION
    if len(words) == _FIRST_AND_LAST and words[0] in known.given:
        return PERSON
    return kind


def _with_runs(words: list[str], analysis: Analysis, names: list[NamedSpan]) -> list[NamedSpan]:
    """Add runs of proper nouns that the model left out and that are plainly names."""
    named = {at for start, stop, _ in names for at in range(start, stop)}
    added = []
    for start, stop in _runs(analysis, named):
        kind = _plain_kind(words, start, stop)
        if kind:
            added.append(NamedSpan(start, stop, kind))
    return sorted([*names, *added])


def _runs(analysis: Analysis, named: set[int]) -> Iterator[tuple[int, int]]:
    at, count = 0, len(analysis)
    while at < count:
        stop = at
        while (
            stop < count
            and analysis.tags[stop] in _PROPER
            and stop not in named
            and analysis.sentences[stop] == analysis.sentences[at]
        ):
            stop += 1
        if at < stop <= at + _LONGEST:
            yield at, stop
        at = max(stop, at + 1)


def _plain_kind(words: list[str], start: int, stop: int) -> str | None:
    """Give the kind of a run of proper nouns where it is plain."""
    known = gazetteer()
    parts = [word.lower() for word in words[start:stop]]
    name = " ".join(parts)
    if name in known.places:
        return PLACE
    if name in known.organisation_names:
        return ORGANISATION
    if len(parts) == 1 or not all(word[0].isupper() for word in words[start:stop]):
        return None
    if parts[-1] in known.organisation_words:
        return ORGANISATION
    return PERSON if parts[0] in known.given and len(parts) <= _LONGEST_PERSON else None


def _with_repeats(words: list[str], analysis: Analysis, names: list[NamedSpan]) -> list[NamedSpan]:
    """Let one form have one kind in a text, and find what is named elsewhere in it."""
    votes: dict[str, Counter[str]] = {}
    for start, stop, kind in names:
        votes.setdefault(" ".join(words[start:stop]), Counter())[kind] += 1
        if kind == PERSON and stop - start > 1:
            votes.setdefault(words[stop - 1], Counter())[kind] += 1
    kinds = {form: counts.most_common(1)[0][0] for form, counts in votes.items()}
    agreed = [NamedSpan(a, b, kinds[" ".join(words[a:b])]) for a, b, _ in names]
    named = {at for start, stop, _ in names for at in range(start, stop)}
    for start, stop in _runs(analysis, named):
        form = " ".join(words[start:stop])
        if form in kinds:
            agreed.append(NamedSpan(start, stop, kinds[form]))
    return agreed
