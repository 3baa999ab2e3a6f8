"""Every allocation of a call fails once; see ``allocations.py``."""

import shutil
import sys
from pathlib import Path

import pytest
from new_process import run


@pytest.mark.skipif(shutil.which("cc") is None, reason="the library of faults needs a C compiler")
@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="LD_PRELOAD is Linux's")
def test_every_family():
    done = run(str(Path(__file__).with_name("allocations.py")), "--programs", "2", "--step", "3")
    assert "no state changed" in done.stdout
    raised = int(done.stdout.splitlines()[-1].split()[2])
    assert raised > 200  # the faults came; under a sanitizer only those of objects
