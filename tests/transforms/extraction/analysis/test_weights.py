"""The weights as the package ships them."""

import subprocess
import sys
from importlib.resources import files
from pathlib import Path

MODELS = files("transforms.extraction.models")
MAX_BYTES = 20_000_000


def test_weights_ship_with_their_configuration_licence_and_sources() -> None:
    for model in ("parser", "names"):
        folder = MODELS / model
        assert {"config.cfg", "meta.json", "weights.msgpack.gz"} <= {
            f.name for f in folder.iterdir()
        }
    assert "CC BY-SA 4.0" in (MODELS / "ATTRIBUTION.md").read_text(encoding="utf-8")


def test_all_weights_together_stay_small() -> None:
    root = Path(str(MODELS))
    assert sum(file.stat().st_size for file in root.rglob("*") if file.is_file()) < MAX_BYTES


def test_importing_the_analyser_loads_neither_spacy_nor_weights() -> None:
    code = (
        "import sys; from transforms.extraction.analysis import OwnAnalyser; "
        "a = OwnAnalyser(); a.version; print('spacy' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)  # noqa: S603
    assert done.stdout.strip() == "False"
