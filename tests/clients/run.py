"""Real clients of Theano, unmodified, from the package index: their own tests, and programs that train through them.

    python tests/clients/run.py [NAME ...]           # a suite of tests, ``programs``, or everything
    python tests/clients/run.py --quick              # without the tests that take long
    python tests/clients/run.py --list

The clients and an environment of their own come into a folder (``build/clients``) the first time. Nothing here is
collected by the tests of this package, which need no network. Fails when a test fails that is not in ``expected/``,
where each exception has its reason, and when a program does not train.
"""

import argparse
import os
import shutil
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import table
from environment import Environment, Unreachable
from outcomes import Expectation, read
from suites import PROGRAMS, TESTS

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
INSTALL = (
    "import runpy, sys; from tensorgraph.compat import install_as_theano; install_as_theano(); "
    "sys.argv[:] = sys.argv[1:]; sys.path[0] = sys.argv[0].rpartition('/')[0]; "
    "runpy.run_path(sys.argv[0], run_name='__main__')"
)


class Runner:
    """Runs tests and programs in the environment of the clients.

    Parameters
    ----------
    environment : Environment
    package : pathlib.Path or None
        The folder that holds ``tensorgraph``, unless it is installed in the environment.
    processes : int
    quick : bool
        Whether tests that take long are left out.
    """

    def __init__(self, environment, package, processes, quick=False):
        self.environment, self.package, self.processes, self.quick = environment, package, processes, quick

    def variables(self, *sources, **others):
        """The variables of a process with these sources on its path, after the old names it expects."""
        path = [HERE / "shim", *([self.package] if self.package else []), *sources]
        ours = ("PYTHON", "PYTEST", "THEANO", "TENSORGRAPH")
        kept = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
        kept.update(PYTHONPATH=os.pathsep.join(map(str, path)), PYTHONDONTWRITEBYTECODE="1", PYTHONHASHSEED="0")
        kept.update(OPENBLAS_NUM_THREADS="1", OMP_NUM_THREADS="1", **others)
        return kept

    def empty(self, name):
        """A new empty folder."""
        folder = self.environment.folder / "runs" / name
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        return folder

    def tests(self, suite):
        """Run a suite of tests; what it printed is left in its folder as ``output``.

        Returns
        -------
        Outcomes
        """
        source = self.environment.source(suite.source.project, suite.source.version)
        folder = self.empty(suite.name)
        command = [self.environment.python, "-m", "pytest", "-c", HERE / "pytest.ini", "--rootdir", source]
        command += ["-n", str(self.processes), f"--junitxml={folder / 'report.xml'}"]
        if self.quick:
            command += [f"--deselect={test}" for test in suite.long]
        command += [source / path for path in suite.paths]
        variables = self.variables(source, CLIENT=str(source), HOME=str(folder))
        with open(folder / "output", "w") as output:
            subprocess.run(command, cwd=folder, env=variables, stdout=output, stderr=subprocess.STDOUT)
        if not (folder / "report.xml").exists():
            sys.exit(f"{suite.title}: the tests did not run:\n" + (folder / "output").read_text()[-3000:])
        return read(folder / "report.xml")

    def program(self, program, way):
        """Run a program in one way.

        Returns
        -------
        result : float or None
            The number by which it is judged.
        complaint : str or None
            What is wrong.
        """
        sources = [self.environment.source(source.project, source.version) for source in program.sources]
        file = (sources[0] if program.shipped else HERE / "programs") / program.file
        folder = self.empty(f"{Path(program.file).stem}-{'-'.join([way, *program.arguments])}")
        start = ["-m", "tensorgraph", "run"] if way == "run" else ["-c", INSTALL]
        path = [*sources, *[source / "examples" for source in sources]]
        variables = self.variables(*path, TENSORGRAPH_FLAGS="floatX=float32", HOME=str(folder))
        both = {"cwd": folder, "env": variables, "stdout": subprocess.PIPE, "stderr": subprocess.STDOUT, "text": True}
        digits = subprocess.run([self.environment.python, HERE / "programs" / "digits.py"], **both)
        if digits.returncode:
            return None, digits.stdout
        run = subprocess.run([self.environment.python, *start, file, *program.arguments], **both)
        (folder / "output").write_text(run.stdout)
        return (None, run.stdout[-2000:]) if run.returncode else program.judge(run.stdout)


def run_tests(runner, suites, write):
    """Run suites, print their rows and what is unexpected; whether all is as expected."""
    fine = True
    print(f"{'client':44}{'tests':>7}{'passed':>8}{'skipped':>9}{'excepted':>10}{'unexpected':>12}{'seconds':>9}")
    for suite in suites:
        start = time.monotonic()
        expectation, outcomes = Expectation(suite.name), runner.tests(suite)
        complaints = expectation.complaints(outcomes, runner.quick)
        passed, skipped, failed = len(outcomes.passed), len(outcomes.skipped), len(outcomes.failed)
        print(
            f"{suite.title:44}{outcomes.tests:7}{passed:8}{skipped:9}"
            f"{failed - len(complaints):10}{len(complaints):12}{time.monotonic() - start:9.0f}"
        )
        for complaint in complaints:
            print("    unexpected:", complaint)
        for test in expectation.better(outcomes):
            print("    passes by now, so needs no exception:", test)
        sys.stdout.flush()
        fine = fine and not complaints
        if write:
            table.record(suite.name, outcomes)
    return fine


def run_programs(runner, programs):
    """Run programs, as many at once as there are processes; whether all train."""
    runs = [(program, way) for program in programs for way in program.ways]
    # before they run side by side
    for source in {source for program in programs for source in program.sources}:
        runner.environment.source(source.project, source.version)
    with ThreadPoolExecutor(runner.processes) as pool:
        judgements = list(pool.map(lambda run: runner.program(*run), runs))
    for (program, way), (result, complaint) in zip(runs, judgements):
        by = "python -m tensorgraph run" if way == "run" else "install_as_theano()"
        print(f"{program.title:52}{by:28}{'FAILED' if complaint else 'fine'}: {program.measure}: {result}")
        if complaint:
            print("    " + complaint)
    return not any(complaint for _, complaint in judgements)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    names = [suite.name for suite in TESTS] + ["programs"]
    parser.add_argument("names", nargs="*", metavar="NAME", help="of suites, or `programs`; without any, everything")
    parser.add_argument("--list", action="store_true", help="print the names")
    parser.add_argument("--folder", type=Path, default=ROOT / "build" / "clients", help="for environment and clients")
    parser.add_argument("--wheel", type=Path, help="test this wheel, not the checkout with its built kernels")
    parser.add_argument("--quick", action="store_true", help="leave out the tests that take long")
    parser.add_argument("--write", action="store_true", help="put the numbers into expected/ and docs/clients.rst")
    parser.add_argument("-n", "--processes", type=int, default=os.cpu_count(), help="how many run at once")
    options = parser.parse_args()
    unknown = sorted(set(options.names) - set(names))
    if unknown:
        parser.error(f"there is no {unknown[0]!r}; there are {', '.join(names)}")
    if options.quick and options.write:
        parser.error("--write puts down the numbers of a whole run, and --quick leaves tests out")
    if options.list:
        print("\n".join(names))
        return 0
    chosen = options.names or names
    environment = Environment(options.folder.resolve())
    try:
        environment.make()
        if options.wheel:
            environment.install(options.wheel.resolve())
        runner = Runner(environment, None if options.wheel else ROOT, options.processes, options.quick)
        fine = run_tests(runner, [suite for suite in TESTS if suite.name in chosen], options.write)
        fine = run_programs(runner, PROGRAMS if "programs" in chosen else []) and fine
    except Unreachable as error:
        sys.exit(str(error))
    if options.write:
        table.write()
    return 0 if fine else 1


if __name__ == "__main__":
    sys.exit(main())
