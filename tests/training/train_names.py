"""Train the name recogniser that claimstream ships, on UniversalNER EWT, GUM and re3d.

    python tests/training/train_names.py --data FOLDER [--out FOLDER]

What a name is, is said in `named_sentences.py`. Names are exchanged for others from epoch to epoch,
so that it learns from what stands around them. The weights with the best F1 on UniversalNER's
development part are kept. The test parts and WikiGold are never looked at.
"""

import argparse
from pathlib import Path

import spacy
from learning import Course, forms_and_spaces, learn, tok2vec, transitions
from lessons import Lesson, read_lessons, read_named_lessons
from spacy.language import Language
from spacy.tokens import Doc
from spacy.training import Example
from store import MODELS, store

COURSE = Course(epochs=12, dropout=0.35, replaced=0.4, seed=7, made=800)
META: dict[str, object] = {
    "name": "claimstream-en-names",
    "version": "1.0",
    "licence": "CC-BY-SA-4.0",
    "learnt_from": ["UniversalNER EWT", "GUM", "re3d"],
}


def build() -> Language:
    """Give an untrained recogniser with a convolution of its own."""
    nlp = spacy.blank("xx")
    nlp.add_pipe("ner", config={"model": transitions("ner", 64, tok2vec(96, rows=5000))})
    return nlp


def example(nlp: Language, run: list[Lesson]) -> Example:
    """Make an example of a run of sentences: B-, I- and O, and "" where nobody knows."""
    given = forms_and_spaces(run)
    marks: list[str] = []
    for lesson in run:
        own = ["O"] * len(lesson.words)
        for start, stop, kind in lesson.names:
            own[start:stop] = [f"B-{kind}", *[f"I-{kind}"] * (stop - start - 1)]
        for at in lesson.unknown:
            own[at] = ""
        marks += own
    return Example(Doc(nlp.vocab, **given), Doc(nlp.vocab, **given, ents=marks))


def name_f1(nlp: Language, lessons: list[Lesson]) -> dict[str, float]:
    """Score exact names with their kind on single sentences with their own words."""
    docs = [example(nlp, [lesson]).predicted for lesson in lessons]
    found = gold = right = 0
    for doc, lesson in zip(nlp.pipe(docs, batch_size=256), lessons, strict=True):
        names = {(name.start, name.end, name.label_) for name in doc.ents}
        found, gold = found + len(names), gold + len(lesson.names)
        right += len(names & set(lesson.names))
    precision, recall = 100 * right / max(1, found), 100 * right / max(1, gold)
    return {"f1": 200 * right / max(1, found + gold), "precision": precision, "recall": recall}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--out", type=Path, default=MODELS / "names")
    given = parser.parse_args()
    training = given.data / "training"
    if not (training / "ner").is_dir():
        parser.error(f"expected names in {training / 'ner'}")
    lessons = read_lessons(training, "train") + read_named_lessons(training)
    development = [lesson for lesson in read_lessons(training, "dev") if not lesson.unknown]
    nlp = learn(build(), lessons, example, lambda nlp: name_f1(nlp, development), COURSE)
    print(f"wrote {store(nlp, given.out, META) / 1e6:.1f} MB to {given.out}")


if __name__ == "__main__":
    main()
