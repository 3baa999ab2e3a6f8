"""A short turn of the calls that are no good; see ``calls.py``."""

from pathlib import Path

from new_process import run


def test_every_family():
    program = str(Path(__file__).with_name("calls.py"))
    done = run(program, "--calls", "3400", "--seed", "20261127")
    assert "no crash" in done.stdout
