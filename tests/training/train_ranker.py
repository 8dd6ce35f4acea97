"""Train the ranker of attributions on our annotated texts, and say how good it is.

    python tests/training/train_ranker.py --data FOLDER [--keep] [--measure FILE…]

Scores come from five folds by document; `--keep` writes weights that were trained on all of them.
With `--measure`, both engines are scored on files that are for measuring only; no weight is trained
on them. Deterministic: nothing is drawn at random.
"""

import argparse
import gzip
import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from annotated import Annotated, read_annotated
from log_linear import Fitting, fit_choice, fit_yes_no

from transforms.evaluation.attribution import Attribution, as_row, score_attributions
from transforms.extraction.analysis import OwnAnalyser
from transforms.extraction.found import Found
from transforms.extraction.patterns import patterns, read_structure
from transforms.extraction.ranking.candidates import Candidate, Chosen, candidates
from transforms.extraction.ranking.choice import chosen, confidence, evidence
from transforms.extraction.ranking.features import of_contents, of_cue, of_speakers
from transforms.extraction.ranking.model import Model
from transforms.extraction.ranking.nesting import overlap, without_nested
from transforms.extraction.ranking.sight import Sight
from transforms.extraction.reading import Span

WEIGHTS = Path(__file__).parents[2] / "transforms" / "extraction" / "ranking" / "weights.json.gz"
VERSION = "1"
FOLDS = 5
RIGHT, NEAR = 0.8, 0.3
BINS = 10
FAINT = 0.3
NEWTON_STEPS = 25
ROLES = ("source", "cue", "content")
UNTRAINED = Model(
    version=VERSION,
    bias=0.0,
    accept=0.45,
    accept_pattern=0.2,
    faint=0.0,
    trust=1.5,
    calibration={"one": 0.0, "cue": 0.0, "content": 0.0, "speaker": 0.0, "pattern": 0.0},
    cue={},
    content={},
    speaker={},
)


@dataclass(frozen=True)
class Document:
    """A text with what the patterns find in it, its dependencies and its annotation."""

    doc_id: str
    genre: str
    text: str
    found: list[Found]
    sight: Sight
    gold: list[Attribution]


@dataclass(frozen=True)
class Case:
    """A candidate beside the annotation; `overlaps` is empty where it is no attribution."""

    document: Document
    candidate: Candidate
    overlaps: list[float]
    speakers: list[bool]


def read_documents(annotated: Sequence[Annotated]) -> list[Document]:
    """Analyse annotated texts."""
    analyses = OwnAnalyser().analyse([one.text for one in annotated])
    documents = []
    for one, analysis in zip(annotated, analyses, strict=True):
        structure = read_structure(one.text)
        gold = [_without_that(one.text, row) for row in one.attributions if row.content]
        documents.append(
            Document(
                one.doc_id,
                one.genre,
                one.text,
                patterns(structure),
                Sight(structure, analysis),
                gold,
            )
        )
    return documents


def _without_that(text: str, row: Attribution) -> Attribution:
    """Take a leading "that" off a content: the engine counts it to the cue."""
    (start, stop), *rest = row.content
    if text[start : start + 5].lower() == "that ":
        start += 5
    return replace(row, content=((start, stop), *rest)) if start < stop else row


def cases(document: Document) -> Iterator[Case]:
    """Set the candidates of a document beside its annotation."""
    for candidate in candidates(document.sight, document.found):
        overlaps: list[float] = []
        speakers: list[bool] = []
        for row in document.gold:
            if candidate.cue is not None and not _touch([candidate.cue], row.cue):
                continue
            shares = [overlap(one.spans, _spans(row.content)) for one in candidate.contents]
            if max(shares) >= max([NEAR, *overlaps]):
                overlaps = shares
                speakers = [
                    _touch([one.span], row.source) if one.span else not row.source
                    for one in candidate.speakers
                ]
        yield Case(document, candidate, overlaps, speakers)


def _spans(pairs: Sequence[tuple[int, int]]) -> list[Span]:
    return [Span(*pair) for pair in pairs]


def _touch(left: Sequence[Span], right: Sequence[tuple[int, int]]) -> bool:
    return any(one[0] < other[1] and other[0] < one[1] for one in left for other in right)


def train(documents: Sequence[Document]) -> Model:
    """Fit the three models on some documents; the confidence is not fitted yet."""
    seen = [case for document in documents for case in cases(document)]
    cue, bias = fit_yes_no(
        [of_cue(case.document.sight, case.candidate) for case in seen],
        [bool(case.overlaps) for case in seen],
        Fitting(),
    )
    right = [case for case in seen if case.overlaps]
    open_ = [case for case in right if len(case.overlaps) > 1]
    content = fit_choice(
        [of_contents(case.document.sight, case.candidate) for case in open_],
        [_wanted(case.overlaps) for case in open_],
        Fitting(),
    )
    named = [case for case in right if len(case.speakers) > 1 and any(case.speakers)]
    speaker = fit_choice(
        [
            of_speakers(
                case.document.sight,
                case.candidate,
                case.candidate.contents[case.overlaps.index(max(case.overlaps))],
            )
            for case in named
        ],
        [case.speakers for case in named],
        Fitting(),
    )
    return replace(UNTRAINED, bias=round(bias, 3), cue=cue, content=content, speaker=speaker)


def _wanted(overlaps: Sequence[float]) -> list[bool]:
    """Say which contents are right: those nearly as good as the best one."""
    limit = max(overlaps) - 0.05
    return [share >= max(limit, RIGHT if max(overlaps) >= RIGHT else 0) for share in overlaps]


def judged(document: Document, model: Model) -> list[Chosen]:
    """Give what the ranker takes for attributions in a document."""
    kept = without_nested(list(chosen(document.sight, document.found, model)))
    return [one for one in kept if one.content.found or confidence(one, model) >= model.faint]


def as_attribution(one: Chosen) -> Attribution:
    """Write a choice as the scorer wants it."""
    cue, speaker = one.candidate.cue, one.speaker.span
    return Attribution((speaker,) if speaker else (), (cue,) if cue else (), one.content.spans)


def by_pattern(document: Document) -> list[Attribution]:
    """Give what the patterns find, as the scorer wants it."""
    return [
        Attribution(
            (one.speaker,) if one.speaker else (), (one.cue,) if one.cue else (), one.content
        )
        for one in document.found
    ]


def outcomes(document: Document, model: Model) -> Iterator[tuple[Chosen, bool]]:
    """Yield each choice, and whether speaker, cue and content are all right."""
    for one in judged(document, model):
        yield one, any(_is_right(one, row) for row in document.gold)


def _is_right(one: Chosen, row: Attribution) -> bool:
    speaker, cue = one.speaker.span, one.candidate.cue
    return (
        overlap(one.content.spans, _spans(row.content)) >= RIGHT
        and (_touch([speaker], row.source) if speaker else not row.source)
        and (cue is None or _touch([cue], row.cue))
    )


def calibrated(model: Model, judgements: Sequence[tuple[Chosen, bool]]) -> Model:
    """Fit by which weights the scores become a confidence, on documents not trained on."""
    names = list(model.calibration)
    rows = np.array([[evidence(one)[name] for name in names] for one, _ in judgements])
    wanted = np.array([float(is_right) for _, is_right in judgements])
    weights = np.zeros(len(names))
    for _ in range(NEWTON_STEPS):
        expected = 1 / (1 + np.exp(-rows @ weights))
        spread = (rows * (expected * (1 - expected))[:, None]).T @ rows
        slope = rows.T @ (wanted - expected) - weights
        weights += np.linalg.solve(spread + np.eye(len(names)), slope)
    fitted = {name: round(float(value), 3) for name, value in zip(names, weights, strict=True)}
    return replace(model, calibration=fitted, faint=FAINT)


def reliability(confidences: Sequence[tuple[float, bool]]) -> tuple[list[str], float]:
    """Give a table of confidence against how often it was right, and the expected error."""
    lines, error = ["confidence   claims   mean   right"], 0.0
    for number in range(BINS):
        inside = [
            (value, is_right)
            for value, is_right in confidences
            if min(int(value * BINS), BINS - 1) == number
        ]
        if inside:
            mean = sum(value for value, _ in inside) / len(inside)
            share = sum(is_right for _, is_right in inside) / len(inside)
            error += abs(mean - share) * len(inside) / len(confidences)
            span = f"{number / BINS:.1f} – {(number + 1) / BINS:.1f}"
            lines.append(f"{span}    {len(inside):6}   {mean:.2f}    {share:.2f}")
    return lines, error


def fold_of(doc_id: str) -> int:
    """Give the fold of a document, the same every time."""
    return hashlib.blake2b(doc_id.encode()).digest()[0] % FOLDS


def show(
    name: str, rows: Sequence[tuple[str, Sequence[Attribution], Sequence[Attribution]]]
) -> None:
    """Print the scores of one engine on some texts."""
    scores = as_row(score_attributions(rows))
    found = sum(len(row[1]) for row in rows)
    values = "  ".join(f"{key} {value:5.1f}" for key, value in scores.items() if key != "n")
    print(f"{name:34} {values}  n {scores['n']}  found {found}", flush=True)


def show_both(name: str, pairs: Sequence[tuple[Document, Model]]) -> None:
    """Print the scores of the patterns alone and of the ranker."""
    show(f"{name}, patterns", [(one.text, by_pattern(one), one.gold) for one, _ in pairs])
    ranked = [
        (one.text, [as_attribution(row) for row in judged(one, model)], one.gold)
        for one, model in pairs
    ]
    show(f"{name}, ranker", ranked)


def read_measured(path: Path) -> list[Annotated]:
    """Read articles that are for measuring only."""
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines]
    return [
        Annotated(
            str(row["id"]),
            path.name,
            row["text"],
            [
                Attribution(*([tuple(span) for span in one[role]] for role in ROLES))
                for one in row["attributions"]
            ],
        )
        for row in rows
    ]


def save(model: Model) -> None:
    """Write the weights where the package reads them; the same weights give the same bytes."""
    fields = {name: getattr(model, name) for name in Model.__slots__}
    packed = gzip.compress(json.dumps(fields, sort_keys=True).encode(), mtime=0)
    WEIGHTS.write_bytes(packed)
    print(f"wrote {len(packed):,} bytes of weights")


def main() -> None:
    """Train, measure, and keep the weights where that is asked for."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--keep", action="store_true", help="write the weights")
    parser.add_argument("--measure", nargs="*", type=Path, default=[], help="annotated articles")
    asked = parser.parse_args()
    documents = read_documents(list(read_annotated(asked.data)))
    models = [
        train([one for one in documents if fold_of(one.doc_id) != fold]) for fold in range(FOLDS)
    ]
    pairs = [(one, models[fold_of(one.doc_id)]) for one in documents]
    judgements = [pair for one, model in pairs for pair in outcomes(one, model)]
    model = calibrated(train(documents), judgements)
    models = [replace(one, calibration=model.calibration, faint=model.faint) for one in models]
    pairs = [(one, models[fold_of(one.doc_id)]) for one in documents]
    judgements = [pair for one, fitted in pairs for pair in outcomes(one, fitted)]
    for genre in sorted({one.genre for one in documents}):
        show_both(genre, [pair for pair in pairs if pair[0].genre == genre])
    show_both("all folds", pairs)
    show_reliability("own folds", [(confidence(one, model), ok) for one, ok in judgements])
    for path in asked.measure:
        measured = [(one, model) for one in read_documents(read_measured(path))]
        show_both(path.name.partition(".")[0], measured)
        found = [pair for one, _ in measured for pair in outcomes(one, model)]
        show_reliability(path.name, [(confidence(one, model), ok) for one, ok in found])
    if asked.keep:
        save(model)


def show_reliability(name: str, confidences: Sequence[tuple[float, bool]]) -> None:
    """Print how far confidence can be believed."""
    lines, error = reliability(confidences)
    print(f"\n{name}: expected calibration error {error:.3f}", *lines, "", sep="\n", flush=True)


if __name__ == "__main__":
    main()
