import csv
import re
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_the_page_counts_the_errors_that_the_table_holds() -> None:
    table = (ROOT / "tests" / "evaluation" / "attribution_errors.tsv").read_text(encoding="utf-8")
    errors = list(csv.DictReader(table.splitlines(), delimiter="\t"))
    page = (ROOT / "docs" / "evaluation.md").read_text(encoding="utf-8")
    told = {name: int(count) for name, count in re.findall(r"\| `(\w+)` \| (\d+) \|", page)}
    assert told == Counter(error["class"] for error in errors)
    assert len(errors) == 100
    assert all(int(error["start"]) < int(error["stop"]) for error in errors)
