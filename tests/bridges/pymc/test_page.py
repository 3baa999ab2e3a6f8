"""The programs on the page about PyMC run."""

import re
import textwrap
from pathlib import Path

import numpy as np
import pytensor
import pytest

PAGE = Path(__file__).parents[3] / "docs" / "pymc.rst"
PROGRAMS = re.findall(r"^\.\. code-block:: python\n\n((?:(?: +.*)?\n)+)", PAGE.read_text(), re.MULTILINE)
pytestmark = pytest.mark.filterwarnings("ignore::FutureWarning", "ignore::UserWarning", "ignore::DeprecationWarning")


def test_programs():
    """In order, in one module, with few draws."""
    assert len(PROGRAMS) == 2
    names = {"errors": np.full(8, 10.0), "effects": np.arange(8.0)}
    with pytensor.config.change_flags(mode=pytensor.config.mode):
        for code in PROGRAMS:
            few = code.replace("pm.sample(", "pm.sample(20, tune=20, chains=1, progressbar=False, ")
            exec(compile(textwrap.dedent(few), str(PAGE), "exec"), names)
        assert names["trace"].posterior["theta"].shape == (1, 20, 8)
        assert str(type(pytensor.config.mode.linker)).find("tensorgraph") > 0
