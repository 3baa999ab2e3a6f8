"""The program of the page on exporting that makes a model of ONNX."""

import re
import textwrap
from pathlib import Path

PAGE = Path(__file__).parents[3] / "docs" / "exporting.rst"


def test_page(capsys):
    _, _, text = PAGE.read_text().partition("To ONNX\n")
    (code,) = re.findall(r"^\.\. code-block:: python\n\n((?:(?: +.*)?\n)+)", text, re.MULTILINE)
    exec(compile(textwrap.dedent(code), PAGE.name, "exec"), {})
    assert "0.333" in capsys.readouterr().out
