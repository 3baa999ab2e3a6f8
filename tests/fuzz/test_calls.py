"""A short turn of the calls that are no good; see ``calls.py``."""

import subprocess
import sys
from pathlib import Path


def test_every_family():
    program = Path(__file__).with_name("calls.py")
    arguments = ["--calls", "3400", "--seed", "20261127"]
    run = subprocess.run([sys.executable, program, *arguments], capture_output=True, text=True, timeout=600)
    assert run.returncode == 0, run.stdout[-2000:] + run.stderr[-4000:]
    assert "no crash" in run.stdout
