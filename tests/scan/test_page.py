"""The page on loops runs."""

import doctest
from pathlib import Path

PAGE = Path(__file__).parents[2] / "docs" / "scan.rst"


def test_page():
    flags = doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE
    test = doctest.DocTestParser().get_doctest(PAGE.read_text(), {}, PAGE.name, str(PAGE), 0)
    report = []
    doctest.DocTestRunner(optionflags=flags).run(test, out=report.append)
    assert not report, "".join(report)
