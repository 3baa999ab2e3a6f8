"""The programs of the page on exporting."""

import re
import textwrap
from pathlib import Path

PAGE = Path(__file__).parents[3] / "docs" / "exporting.rst"


def test_page(capsys):
    text = PAGE.read_text()
    text = text[: text.index("To ONNX\n")] if "To ONNX\n" in text else text
    names = {}
    for code in re.findall(r"^\.\. code-block:: python\n\n((?:(?: +.*)?\n)+)", text, re.MULTILINE):
        exec(compile(textwrap.dedent(code), PAGE.name, "exec"), names)
    assert len(capsys.readouterr().out.splitlines()) > 4
