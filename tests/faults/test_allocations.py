"""Every allocation of a call fails once; see ``allocations.py``."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest


@pytest.mark.skipif(shutil.which("cc") is None, reason="the library of faults needs a C compiler")
@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="LD_PRELOAD is Linux's")
def test_every_family():
    program = Path(__file__).with_name("allocations.py")
    run = subprocess.run([sys.executable, program], capture_output=True, text=True, timeout=300)
    assert run.returncode == 0, run.stdout + run.stderr
    assert "no state changed" in run.stdout
    raised = int(run.stdout.splitlines()[-1].split()[2])
    assert raised > 100  # the faults came
