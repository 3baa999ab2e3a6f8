"""Programs in a Python of their own."""

import os
import subprocess
import sys
from pathlib import Path

import tensorgraph


def run(*arguments, cwd=None, fails=False, **environment):
    """Run Python with these arguments and the package that the tests use.

    Parameters
    ----------
    *arguments : str
        As on the command line: ``"-c", program``.
    cwd : path, optional
    fails : bool
        Whether the program has to fail; it has to succeed by default.
    **environment : str
        Variables beside those of this process.

    Returns
    -------
    subprocess.CompletedProcess
        With the text of `stdout` and `stderr`.
    """
    # -P: the working folder may hold the sources, without compiled modules
    done = subprocess.run(
        [sys.executable, "-P", *arguments],
        capture_output=True, text=True, cwd=cwd,
        env={**os.environ, "PYTHONPATH": str(Path(tensorgraph.__file__).parents[1]), **environment},
    )
    assert (done.returncode != 0) == fails, done.stderr
    return done
