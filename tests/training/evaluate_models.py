"""Score the models that ship with the package on test parts that they never saw.

    python tests/training/evaluate_models.py --data FOLDER [--format json]

Trees and sentences are scored on raw text, names on raw text with their exact span and kind. Speed
counts the words of the UD test parts on one core.
"""

import argparse
import json
import resource
import time
from collections import Counter
from pathlib import Path

from named_sentences import NamedSentence, read_uner, read_wikigold
from treebanks import read_trees
from word_alignment import count, f_scores, raw_documents

from transforms.extraction.analysis import OwnAnalyser

TREEBANKS = ("ewt", "gum")
SPEED_ROUNDS = 3


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--part", default="test", choices=["dev", "test"])
    parser.add_argument("--format", default="table", choices=["table", "json"])
    given = parser.parse_args()
    training = given.data / "training"
    if not training.is_dir():
        parser.error(
            f"expected the evaluation data with training/ud and training/ner, found no {training}"
        )
    scores = evaluate(training, given.part)
    if given.format == "json":
        print(json.dumps(scores, indent=2))
        return
    for name, found in scores.items():
        print(f"{name:12}", "  ".join(f"{key} {value:.2f}" for key, value in found.items()))


def evaluate(training: Path, part: str) -> dict[str, dict[str, float]]:
    """Score trees and names, and measure load time, speed and memory."""
    analyser = OwnAnalyser()
    started = time.perf_counter()
    next(analyser.analyse(["Load."]))
    load_s = time.perf_counter() - started
    scores = {
        name: _trees(analyser, training / "ud" / f"{name}-{part}.conllu.gz") for name in TREEBANKS
    }
    ewt = list(read_trees(training / "ud" / f"ewt-{part}.conllu.gz"))
    names = {"uner": read_uner(training / "ner" / f"uner-ewt-{part}.iob2.gz", ewt)}
    if part == "test":
        names["wikigold"] = read_wikigold(training / "ner" / "wikigold.conll.txt.gz")
    scores |= {name: name_scores(analyser, list(sentences)) for name, sentences in names.items()}
    scores["cost"] = {"load_s": load_s, "words_per_s": _speed(analyser, training, part)}
    scores["cost"]["peak_mb"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return scores


def _trees(analyser: OwnAnalyser, path: Path) -> dict[str, float]:
    documents = list(raw_documents(list(read_trees(path))))
    counts: Counter[str] = Counter()
    analyses = analyser.analyse(document.text for document in documents)
    for document, analysis in zip(documents, analyses, strict=True):
        count(document, analysis, counts)
    return f_scores(counts)


def name_scores(analyser: OwnAnalyser, sentences: list[NamedSentence]) -> dict[str, float]:
    """Score names by their exact characters and kind."""
    found = gold = right = 0
    texts, marked = zip(*(_text(sentence) for sentence in sentences), strict=True)
    for analysis, names in zip(analyser.analyse(texts), marked, strict=True):
        system = {(*analysis.span(name.start, name.stop), name.kind) for name in analysis.names}
        found, gold, right = found + len(system), gold + len(names), right + len(system & names)
    precision, recall = 100 * right / max(1, found), 100 * right / max(1, gold)
    return {"precision": precision, "recall": recall, "f1": 200 * right / max(1, found + gold)}


def _text(sentence: NamedSentence) -> tuple[str, set[tuple[int, int, str]]]:
    text, spans = "", []
    for word, space in zip(sentence.words, sentence.spaces, strict=True):
        spans.append((len(text), len(text) + len(word)))
        text += word + " " * space
    return text, {(spans[a][0], spans[b - 1][1], kind) for a, b, kind in sentence.names}


def _speed(analyser: OwnAnalyser, training: Path, part: str) -> float:
    paths = [training / "ud" / f"{name}-{part}.conllu.gz" for name in TREEBANKS]
    texts = [d.text for path in paths for d in raw_documents(list(read_trees(path)))]
    best = 0.0
    for _ in range(SPEED_ROUNDS):
        started = time.process_time()
        words = sum(len(analysis) for analysis in analyser.analyse(texts))
        best = max(best, words / (time.process_time() - started))
    return best


if __name__ == "__main__":
    main()
