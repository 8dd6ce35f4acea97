"""Read one text from its characters to its claims: the order of the steps."""

from collections.abc import Iterator, Sequence

from transforms.extraction.analysis import Analysis, OwnAnalyser
from transforms.extraction.cast import Member, gather
from transforms.extraction.chains import Chains
from transforms.extraction.found import Found, Text
from transforms.extraction.kinds import (
    confidence,
    kind,
    modality,
    narrated_polarity,
    polarity,
    quote_type,
    strength,
)
from transforms.extraction.names import find_names
from transforms.extraction.narration import narrated
from transforms.extraction.patterns import patterns, read_structure, without_requests
from transforms.extraction.quantities import quantities
from transforms.extraction.ranking import ranked
from transforms.extraction.reading import ReadClaim, Reading, Span
from transforms.extraction.speakers import Speakers
from transforms.extraction.turns import join_turns

_NARRATION_CONFIDENCE = 0.5


def extract_text(
    text: str, *, outlet: str | None = None, analysis: Analysis | None = None
) -> Reading:
    """Read the claims, entities, roles and quantities of one English text.

    Args:
        text: clean text; headings, datelines and soft-wrapped lines are recognised.
        outlet: the publisher; it is the speaker of what the text asserts itself.
        analysis: the dependencies of this text, where they are known already; else our own
            analyser finds them.

    Returns:
        Every span lies in `text`, in code points; claims come in the order of their content.
    """
    tagged = read_structure(text)
    cast = gather(text, find_names(tagged.sentences))
    if analysis is None:
        (analysis,) = OwnAnalyser().analyse([text])
    found = join_turns(tagged, ranked(tagged, patterns(tagged), analysis))
    found = list(without_requests(tagged, found))
    claims = list(_spoken(tagged, found, Speakers.of(cast, analysis)))
    covered = [span for claim in claims for span in (*claim.content, claim.cue) if span]
    covered += [Span(quote.start, quote.stop) for quote in tagged.quotes if not quote.is_single]
    claims += [_narration(text, span, outlet) for span in narrated(tagged.sentences, covered, cast)]
    claims.sort(key=lambda claim: (claim.content[0], claim.cue or claim.content[0]))
    return Reading(
        tuple(claims),
        cast.entities(),
        cast.read_mentions(),
        cast.read_roles(),
        tuple(quantities(text)),
        parsed_until=analysis.stops[-1] if analysis.is_cut and len(analysis) else None,
    )


def _spoken(tagged: Text, found: Sequence[Found], speakers: Speakers) -> Iterator[ReadClaim]:
    """Resolve the speakers in the order of the text; joint speakers give a claim each."""
    text, chains = tagged.text, Chains.of(tagged, found)
    for one in found:
        chain = chains.chain(one)
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
                kind=kind(one, content),
                quote_type=quote_type(one, content),
                polarity=polarity(one, content),
                modality=modality(one.kind, content),
                confidence=_confidence(one, member),
                pattern=one.pattern,
                strength=strength(one, text[one.cue.start : one.cue.stop] if one.cue else ""),
                via=chain.via,
                origin=chain.origin,
            )


def _confidence(found: Found, member: Member | None) -> float:
    if found.confidence is not None:
        return found.confidence
    return confidence(found, speaker_is_known=member is not None)


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
