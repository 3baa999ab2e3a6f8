"""The picture of the package shows it as it is."""

import importlib.util
from pathlib import Path

DOCS = Path(__file__).parents[1] / "docs"


def test_picture():
    """It is drawn from the code: ``python docs/house.py`` draws it anew."""
    spec = importlib.util.spec_from_file_location("house", DOCS / "house.py")
    house = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(house)
    assert (DOCS / "house.svg").read_text() == house.picture()
    assert {"graph", "tensor", "compat"} <= set(house.layers())
