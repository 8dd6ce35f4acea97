"""Find attributions by lexicon and light syntax, without a parser."""

from collections.abc import Iterable, Iterator

from transforms.extraction.adjectives import adjective_attributions
from transforms.extraction.found import Found, Text
from transforms.extraction.lexicon import GERUND, PAST, cues
from transforms.extraction.nouns import noun_attributions
from transforms.extraction.passives import passive_attributions
from transforms.extraction.quotations import quotations
from transforms.extraction.sources import according_to, labelled
from transforms.extraction.tokens import tag_sentences
from transforms.extraction.turns import with_turns
from transforms.extraction.verbs import verb_attributions
from transforms.structure import blocks, sentences


def read_structure(text: str) -> Text:
    """Cut a text into tagged sentences and quotations."""
    quotes = quotations(text, blocks(text))
    return Text(text, tag_sentences(text, sentences(text), quotes), quotes)


def patterns(text: Text) -> list[Found]:
    """Give the attributions that the patterns find, one per cue and content, in order."""
    return list(_unique(with_turns(text, list(_attributions(text)))))


def without_requests(text: Text, found: Iterable[Found]) -> Iterator[Found]:
    """Leave out what asks the reader to speak: "Tell us what you think"."""
    opening = {sentence.start: sentence.tokens[0] for sentence in text.sentences}
    for one in found:
        first = opening.get(one.cue.start) if one.cue and one.speaker is None else None
        form = cues().verbs.get(first.lower) if first else None
        if form is None or form.shapes & {PAST, GERUND}:
            yield one


def _attributions(text: Text) -> Iterator[Found]:
    taken: set[int] = set()
    last_block = -1
    for sentence in text.sentences:
        opens_block = sentence.block != last_block
        last_block = sentence.block
        for found in (
            *verb_attributions(text, sentence),
            *according_to(text, sentence),
            *labelled(text, sentence, opens_block=opens_block),
            *noun_attributions(text, sentence),
            *passive_attributions(text, sentence),
            *adjective_attributions(text, sentence),
        ):
            taken.add(found.quote_chain)
            yield found


def _unique(found: Iterable[Found]) -> Iterator[Found]:
    """Keep one attribution per cue and content, the first pattern that found it."""
    seen: set[tuple[object, int, int]] = set()
    for one in sorted(found, key=lambda one: (one.sentence, one.content[0])):
        key = (one.cue, one.content[0].start, one.content[-1].stop)
        if key not in seen:
            seen.add(key)
            yield one
