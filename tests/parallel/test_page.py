"""The programs of the page about workers run, each in a Python of its own, and print something."""

import re
import textwrap
from pathlib import Path

import pytest
from new_process import run

PAGE = Path(__file__).parents[2] / "docs" / "parallel.rst"
PROGRAMS = re.findall(r"^\.\. code-block:: python\n\n((?:(?: +.*)?\n)+)", PAGE.read_text(), re.MULTILINE)


@pytest.mark.parametrize("number", range(len(PROGRAMS)))
def test_program(number, tmp_path):
    code = textwrap.dedent(PROGRAMS[number])
    if "distributed" in code:
        pytest.importorskip("distributed")
        pytest.importorskip("dask.array")
    (tmp_path / "program.py").write_text(code)
    assert run(str(tmp_path / "program.py")).stdout


def test_there_are_programs():
    assert len(PROGRAMS) == 2
