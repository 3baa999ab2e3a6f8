"""Outcomes of tests, compared with what is known about them."""

import tomllib
import xml.etree.ElementTree as ElementTree
from dataclasses import dataclass, field
from pathlib import Path

EXPECTED = Path(__file__).parent / "expected"


@dataclass
class Outcomes:
    """The tests of one suite by their outcome.

    Parameters
    ----------
    passed, skipped : list of str
    failed : dict of str to str
        With the first line of what went wrong.
    """

    passed: list = field(default_factory=list)
    skipped: list = field(default_factory=list)
    failed: dict = field(default_factory=dict)

    @property
    def tests(self):
        """Return the number of tests."""
        return len(self.passed) + len(self.skipped) + len(self.failed)


def read(path):
    """Read a report of pytest.

    Parameters
    ----------
    path : pathlib.Path
        A file in the format of JUnit.

    Returns
    -------
    Outcomes
    """
    outcomes = Outcomes()
    for case in ElementTree.parse(path).getroot().iter("testcase"):
        name = ".".join(part for part in (case.get("classname"), case.get("name")) if part)
        bad = [child for child in case if child.tag in ("failure", "error")]
        if bad:
            lines = [line for line in (bad[0].text or "").splitlines() if line.startswith("E ")]
            message = bad[0].get("message", "")
            text = lines[-1].removeprefix("E").strip() if message == "collection failure" and lines else message
            outcomes.failed[name] = text.partition("\n")[0][:200]
        elif any(child.tag == "skipped" for child in case):
            outcomes.skipped.append(name)
        else:
            outcomes.passed.append(name)
    return outcomes


@dataclass
class Expectation:
    """The known outcomes of a suite: how many tests pass, and which do not, for which reasons.

    Parameters
    ----------
    name : str
        A file of the folder ``expected``.
    """

    name: str

    def __post_init__(self):
        table = tomllib.loads((EXPECTED / f"{self.name}.toml").read_text())
        self.tests, self.passed = table["tests"], table["passed"]
        self.skipped = table.get("skipped", "")
        self.exceptions = table.get("exceptions", [])
        self.reasons = {test: entry["reason"] for entry in self.exceptions for test in entry["tests"]}

    @property
    def failing(self):
        """Return the number of tests known not to pass."""
        return len(self.reasons)

    def complaints(self, outcomes, quick=False):
        """Return what is worse than expected.

        Parameters
        ----------
        outcomes : Outcomes
        quick : bool
            Whether some tests were left out: by the beginnings of their names, so that only their number tells which.

        Returns
        -------
        list of str
        """
        bad = [f"{test}: {why}" for test, why in outcomes.failed.items() if test not in self.reasons]
        passed = self.passed - (self.tests - outcomes.tests if quick else 0)
        if len(outcomes.passed) < passed and not bad:
            bad.append(f"{len(outcomes.passed)} tests passed, and {passed} did before")
        return bad

    def better(self, outcomes):
        """The exceptions that pass by now.

        Parameters
        ----------
        outcomes : Outcomes

        Returns
        -------
        list of str
        """
        return sorted(set(self.reasons) & set(outcomes.passed))
