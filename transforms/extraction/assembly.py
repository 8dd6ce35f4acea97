"""Read one text from its characters to its claims: the order of the steps."""

from collections.abc import Iterable, Iterator

from transforms.extraction.adjectives import adjective_attributions
from transforms.extraction.cast import Member, gather
from transforms.extraction.found import Found, Text
from transforms.extraction.kinds import (
    confidence,
    modality,
    narrated_polarity,
    polarity,
    quote_type,
)
from transforms.extraction.names import find_names
from transforms.extraction.narration import narrated
from transforms.extraction.nouns import noun_attributions
from transforms.extraction.passives import passive_attributions
from transforms.extraction.quantities import quantities
from transforms.extraction.quotations import quotations
from transforms.extraction.reading import ReadClaim, Reading, Span
from transforms.extraction.sources import (
    according_to,
    labelled,
)
from transforms.extraction.speakers import Speakers
from transforms.extraction.tokens import tag_sentences
from transforms.extraction.turns import with_turns
from transforms.extraction.verbs import verb_attributions
from transforms.structure import blocks, sentences

_NARRATION_CONFIDENCE = 0.5


def extract_text(text: str, *, outlet: str | None = None) -> Reading:
    """Read the claims, entities, roles and quantities of one English text.

    Args:
        text: clean text; headings, datelines and soft-wrapped lines are recognised.
        outlet: the publisher; it is the speaker of what the text asserts itself.

    Returns:
        Every span lies in `text`, in code points; claims come in the order of their content.
    """
    quotes = quotations(text, blocks(text))
    tagged = Text(text, tag_sentences(text, sentences(text), quotes), quotes)
    cast = gather(text, find_names(tagged.sentences))
    found = list(_unique(with_turns(tagged, list(_attributions(tagged)))))
    claims = list(_spoken(text, found, Speakers(cast)))
    covered = [span for claim in claims for span in (*claim.content, claim.cue) if span]
    covered += [Span(quote.start, quote.stop) for quote in quotes if not quote.is_single]
    claims += [_narration(text, span, outlet) for span in narrated(tagged.sentences, covered, cast)]
    claims.sort(key=lambda claim: (claim.content[0], claim.cue or claim.content[0]))
    return Reading(
        tuple(claims),
        cast.entities(),
        cast.read_mentions(),
        cast.read_roles(),
        tuple(quantities(text)),
    )


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
    seen: set[tuple[Span | None, int, int]] = set()
    for one in sorted(found, key=lambda one: (one.sentence, one.content[0])):
        key = (one.cue, one.content[0].start, one.content[-1].stop)
        if key not in seen:
            seen.add(key)
            yield one


def _spoken(text: str, found: Iterable[Found], speakers: Speakers) -> Iterator[ReadClaim]:
    """Resolve the speakers in the order of the text; joint speakers give a claim each."""
    for one in found:
        members = speakers.resolve(one.speaker)
        content = " ".join(text[span.start : span.stop] for span in one.content)
        speaking: list[Member | None] = [*members] or [None]
        for member in speaking:
            yield ReadClaim(
                attributed=True,
                speaker=one.speaker,
                speaker_id=member.entity_id if member is not None else None,
                speaker_name=member.name if member is not None else None,
                cue=one.cue,
                content=tuple(one.content),
                addressee=one.addressee,
                kind=one.kind,
                quote_type=quote_type(one, content),
                polarity=polarity(one, content),
                modality=modality(one.kind, content),
                confidence=confidence(one, speaker_is_known=member is not None),
                pattern=one.pattern,
            )


def _narration(text: str, span: Span, outlet: str | None) -> ReadClaim:
    content = text[span.start : span.stop]
    return ReadClaim(
        attributed=False,
        speaker=None,
        speaker_id=None,
        speaker_name=outlet,
        cue=None,
        content=(span,),
        addressee=None,
        kind="narration",
        quote_type="none",
        polarity=narrated_polarity(content),
        modality=modality("narration", content),
        confidence=_NARRATION_CONFIDENCE,
        pattern="narration",
    )
