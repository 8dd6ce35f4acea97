"""Measure what texts far longer than any article cost the extraction, parser and ranker included.

Prints processor time, peak memory, the number of claims, and where the parser stopped. Each shape
wants a process of its own: `python tests/benchmarks/long_texts.py sentence`.
"""

import resource
import sys
import time
from collections.abc import Callable

from transforms.extraction import extract_text

CLAUSE = (
    "the harbour master said that the crane would be repaired by Friday and Lund praised the crews "
    "who had worked on it since the storm of March , "
)
SENTENCES = "Minister Ola Lund said the bridge was safe. The river rose on Monday in the town. "
SHAPES: dict[str, Callable[[], str]] = {
    "sentence": lambda: (CLAUSE * 40_000)[:5_000_000] + ".",
    "words": lambda: "\n\n".join([SENTENCES * 20] * (1_000_000 // 340)),
    "quotes": lambda: "“" * 200_000 + " Lund said it held " + "”" * 200_000,
}


def main() -> None:
    """Read one shape and print what it cost."""
    text = SHAPES[sys.argv[1]]()
    started = time.process_time()
    reading = extract_text(text)
    spent = time.process_time() - started
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(
        f"{sys.argv[1]}: {len(text):,} characters, {len(text.split()):,} words; {spent:.1f} s of"
        f" processor time, peak {peak:,.0f} MB, {len(reading.claims):,} claims, parsed until"
        f" {reading.parsed_until or len(text):,}"
    )


if __name__ == "__main__":
    main()
