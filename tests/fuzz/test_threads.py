"""A short turn of threads that change shared variables; see ``threads.py``."""

from pathlib import Path

from new_process import run


def test_every_kind():
    program = str(Path(__file__).with_name("threads.py"))
    done = run(program, "--calls", "50", "--threads", "8", "--seed", "20261127")
    words = done.stdout.splitlines()[-1].split()
    assert words[1:3] == ["changes", "by"] and int(words[0]) == 26 * 8 * 50 and int(words[5]) >= 52, done.stdout
