"""The own tests of a checkout of PyTensor or PyMC, with TENSORGRAPH as PyTensor's default mode.

    git clone --depth 1 --branch v6.4.0 https://github.com/pymc-devs/pymc
    python tests/bridges/tools/checkout.py pymc tests/distributions -k "not slow" [more options of pytest]

The installed library is tested, so check out the release that is installed; only the folder ``tests`` of the checkout
is used. At the end stand the numbers of outcomes, the kinds of failures, and the operations that ran by PyTensor's own
code in any function. Tests of other back ends, and of rewrites that the mode leaves out, are expected to fail.

With the option ``--twice`` PyTensor's Python code makes the first call of each function too, also with arguments of
other layouts, of zeros, empty and of one element, and at the end stands what differs. So do values where rewrites of
this package keep digits that PyTensor's code loses.
"""

import os
import subprocess
import sys
from collections import Counter
from pathlib import Path


class Plugin:
    """Makes TENSORGRAPH the default mode of the session, and counts what happens in it."""

    def __init__(self):
        self.outcomes, self.failures, self.foreign = Counter(), Counter(), Counter()
        self.twice = None

    def pytest_addoption(self, parser):
        parser.addoption("--twice", action="store_true", help="compare first calls with PyTensor's Python code")

    def pytest_configure(self, config):
        import pytensor

        from tensorgraph.bridges.pytensor import linker
        from tensorgraph.bridges.pytensor.foreign import foreign_ops

        pytensor.config.mode = "TENSORGRAPH"
        made = linker.compiled

        def counted(*args, **kwargs):
            function, *rest = made(*args, **kwargs)
            self.foreign.update({type(op.op).__name__ for op in foreign_ops(function.maker.fgraph)})
            return function, *rest

        linker.compiled = counted
        if config.getoption("twice"):
            from firstcalls import FirstCalls

            self.twice = FirstCalls()
            self.twice.watch()

    def pytest_runtest_logreport(self, report):
        if report.when == "call" or report.outcome != "passed":
            self.outcomes[report.outcome] += 1
        if report.failed:
            crash = getattr(report.longrepr, "reprcrash", None)
            self.failures[(crash.message if crash else str(report.longrepr)).split("\n")[0][:90]] += 1

    def pytest_terminal_summary(self, terminalreporter):
        for title, counts in (
            ("outcomes", self.outcomes), ("failures", self.failures), ("functions with fallbacks", self.foreign),
        ):
            terminalreporter.section(f"mode TENSORGRAPH: {title}")
            for name, n in counts.most_common(30):
                terminalreporter.write_line(f"{n:6}  {name}")
        if self.twice:
            differences = self.twice.differences
            terminalreporter.section(f"{self.twice.calls} calls made twice, {len(differences)} of them differ")
            terminalreporter.write_line("\n".join(differences))


def main(checkout, *options):
    """Run pytest in a checkout, and return its exit status."""
    checkout = Path(checkout).resolve()
    if not (checkout / "tests").is_dir():
        raise SystemExit(f"{checkout} has no folder tests")
    # the folder of the library itself would hide the installed one, whose compiled parts it lacks
    environment = {**os.environ, "PYTHONSAFEPATH": "1"}
    chosen = options if any((checkout / o.split("::")[0]).exists() for o in options) else ("tests", *options)
    command = [sys.executable, __file__, "--inside", "-p", "no:cacheprovider", "-o", "addopts=", *chosen]
    return subprocess.call(command, cwd=checkout, env=environment)


if __name__ == "__main__":
    if len(sys.argv) < 2 or sys.argv[1] in ("-h", "--help"):
        raise SystemExit(__doc__)
    if sys.argv[1] == "--inside":
        import pytest

        here = Path(__file__).resolve().parent
        sys.path += [str(here), str(here.parents[1] / "support")]
        sys.exit(pytest.main(sys.argv[2:], plugins=[Plugin()]))
    sys.exit(main(*sys.argv[1:]))
