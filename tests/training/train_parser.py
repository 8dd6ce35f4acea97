"""Train the tagger and parser that claimstream ships, on UD English EWT and GUM.

    python tests/training/train_parser.py --data FOLDER [--out FOLDER]

Both listen to one convolution. After each epoch the development parts are parsed with their own
words and sentences; the weights with the best labelled attachment are kept. The test parts are
never looked at.
"""

import argparse
from collections import Counter
from pathlib import Path

import spacy
from learning import Course, forms_and_spaces, learn, tok2vec
from lessons import Lesson, coarsen, common_relations, read_lessons
from spacy.language import Language
from spacy.tokens import Doc
from spacy.training import Example
from store import MODELS, store
from thinc.api import NumpyOps, set_current_ops

COURSE = Course(epochs=15, dropout=0.2, seed=7)
WIDTH, ROWS = 128, 5000
META: dict[str, object] = {
    "name": "claimstream-en",
    "version": "1.0",
    "licence": "CC-BY-SA-4.0",
    "learnt_from": ["UD English EWT", "GUM"],
}


def build() -> Language:
    """Give an untrained pipeline: one tok2vec that tagger and parser listen to."""
    nlp = spacy.blank("xx")
    embed = {
        "@architectures": "spacy.MultiHashEmbed.v2",
        "width": WIDTH,
        "attrs": ["NORM", "PREFIX", "SUFFIX", "SHAPE"],
        "rows": [ROWS, ROWS // 4, ROWS // 2, ROWS // 2],
        "include_static_vectors": False,
    }
    nlp.add_pipe("tok2vec", config={"model": tok2vec(WIDTH, embed)})
    words = {"@architectures": "spacy.Tok2VecListener.v1", "width": WIDTH, "upstream": "tok2vec"}
    tagger = {"@architectures": "spacy.Tagger.v2", "tok2vec": words, "nO": None}
    nlp.add_pipe("tagger", config={"model": tagger, "label_smoothing": 0.05})
    parser = {
        "@architectures": "spacy.TransitionBasedParser.v2",
        "state_type": "parser",
        "extra_state_tokens": True,
        "hidden_width": 128,
        "maxout_pieces": 2,
        "use_upper": True,
        "tok2vec": words,
        "nO": None,
    }
    nlp.add_pipe("parser", config={"model": parser, "min_action_freq": 20})
    return nlp


def example(nlp: Language, run: list[Lesson]) -> Example:
    """Make an example of a run of sentences; the tag holds UPOS and the treebank's own tag."""
    given = forms_and_spaces(run)
    words = [word for lesson in run for word in lesson.words]
    heads: list[int] = []
    for lesson in run:
        first = len(heads)
        heads.extend(first + word.head for word in lesson.words)
    gold = Doc(
        nlp.vocab,
        **given,
        heads=heads,
        deps=["ROOT" if word.relation == "root" else word.relation for word in words],
        tags=[f"{word.upos}_{word.xpos}" for word in words],
    )
    return Example(Doc(nlp.vocab, **given), gold)


def attachment(nlp: Language, lessons: list[Lesson]) -> dict[str, float]:
    """Score single sentences with their own words: LAS without subtypes, UAS, UPOS, in per cent."""
    docs = [example(nlp, [lesson]).predicted for lesson in lessons]
    right: Counter[str] = Counter()
    for doc, lesson in zip(nlp.pipe(docs, batch_size=256), lessons, strict=True):
        for token, word in zip(doc, lesson.words, strict=True):
            relation = "root" if token.dep_ == "ROOT" else token.dep_.split(":")[0]
            is_attached = token.head.i == word.head
            right["words"] += 1
            right["upos"] += token.tag_.split("_")[0] == word.upos
            right["uas"] += is_attached
            right["las"] += is_attached and relation == word.relation.split(":")[0]
    return {name: 100 * right[name] / right["words"] for name in ("las", "uas", "upos")}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--out", type=Path, default=MODELS / "parser")
    given = parser.parse_args()
    training = given.data / "training"
    if not (training / "ud").is_dir():
        parser.error(f"expected the treebanks in {training / 'ud'}")
    lessons, development = read_lessons(training, "train"), read_lessons(training, "dev")
    coarsen(lessons, common_relations(lessons))
    # models take their operations when they are built; those of the library's default are slower
    set_current_ops(NumpyOps(use_blis=False))
    nlp = learn(build(), lessons, example, lambda nlp: attachment(nlp, development), COURSE)
    print(f"wrote {store(nlp, given.out, META) / 1e6:.1f} MB to {given.out}")


if __name__ == "__main__":
    main()
