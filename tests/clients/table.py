"""The table of ``docs/clients.rst``, from what is expected of each suite and from the programs."""

import re
import textwrap
from pathlib import Path

from outcomes import EXPECTED, Expectation
from suites import PROGRAMS, TESTS

PAGE = Path(__file__).resolve().parent.parent.parent / "docs" / "clients.rst"
START, END = ".. written by tests/clients/run.py --write\n", ".. end of what is written\n"


def _cells(*cells):
    """The lines of one row."""
    lines = []
    for number, paragraphs in enumerate(cells):
        mark = "   * - " if number == 0 else "     - "
        for paragraph in paragraphs or [""]:
            lines += textwrap.wrap(paragraph, 112, initial_indent=mark, subsequent_indent=" " * 7) or [mark.rstrip()]
            mark = " " * 7
            lines.append("")
        lines.pop()
    return lines


def rows():
    """The lines of the tables."""
    lines = [".. list-table::", "   :header-rows: 1", "   :widths: 24 8 8 60", ""]
    lines += _cells(["tests of"], ["run"], ["pass"], ["why the rest fails"])
    for suite in TESTS:
        known = Expectation(suite.name)
        reasons = [f"{known.tests - known.passed - known.failing} skipped: {known.skipped}."] if known.skipped else []
        reasons += [f"{len(entry['tests'])}: {entry['reason']}." for entry in known.exceptions]
        lines += _cells([suite.title], [str(known.tests)], [str(known.passed)], reasons)
    lines += ["", ".. list-table::", "   :header-rows: 1", "   :widths: 40 60", ""]
    lines += _cells(["program"], ["must end with"])
    for program in PROGRAMS:
        lines += _cells([program.title], [program.aim])
    return lines


def write():
    """Put the tables into the page."""
    before, _, rest = PAGE.read_text().partition(START)
    _, _, after = rest.partition(END)
    PAGE.write_text(f"{before}{START}\n" + "\n".join(rows()) + f"\n\n{END}{after}")


def record(name, outcomes):
    """Put how many tests ran and passed into the file of a suite.

    Parameters
    ----------
    name : str
    outcomes : Outcomes
    """
    path = EXPECTED / f"{name}.toml"
    counts = {"tests": outcomes.tests, "passed": len(outcomes.passed)}
    path.write_text(
        re.sub(r"^(tests|passed) = \d+", lambda m: f"{m[1]} = {counts[m[1]]}", path.read_text(), flags=re.M)
    )
