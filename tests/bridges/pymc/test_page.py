"""The programs on the page about PyMC run."""

import re
import textwrap
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pytensor
import pytest

PAGE = Path(__file__).parents[3] / "docs" / "pymc.rst"
PROGRAMS = re.findall(r"^\.\. code-block:: python\n\n((?:(?: +.*)?\n)+)", PAGE.read_text(), re.MULTILINE)
pytestmark = pytest.mark.filterwarnings("ignore::FutureWarning", "ignore::UserWarning", "ignore::DeprecationWarning")


def test_programs():
    """In order, in one module, with few draws; those of other samplers where these are installed."""
    assert len(PROGRAMS) == 5
    names = {"errors": np.full(8, 10.0), "effects": np.arange(8.0)}
    with pytensor.config.change_flags(mode=pytensor.config.mode):
        for code in PROGRAMS:
            if any(f"import {name}" in code and find_spec(name) is None for name in ("nutpie", "jax")):
                continue
            few = code.replace("pm.sample(", "pm.sample(20, tune=20, chains=1, progressbar=False, ")
            exec(compile(textwrap.dedent(few), str(PAGE), "exec"), names)
        assert names["trace"].posterior["theta"].shape == (1, 20, 8)
        assert str(type(pytensor.config.mode.linker)).find("tensorgraph") > 0
    value, slope = names["density"](names["first"])
    assert np.isfinite(value) and slope.shape == names["first"].shape == (10,)
    if "draws" in names:
        assert names["draws"].posterior["x"].shape == (2, 200, 10)
    if "logdensity" in names:
        got = names["jax"].value_and_grad(names["jax"].jit(names["logdensity"]))(names["first"])
        np.testing.assert_allclose(got[0], value, rtol=1e-12)
        np.testing.assert_allclose(got[1], slope, rtol=1e-12)
