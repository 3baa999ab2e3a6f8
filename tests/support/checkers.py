"""Type checkers in processes of their own."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import tensorgraph

PACKAGE = Path(tensorgraph.__file__).parent
ROOT = Path(__file__).parents[2]
INSTALLED = PACKAGE.parent.name == "site-packages"


def environment():
    """The environment of a process that finds the package that this one has."""
    return {**os.environ, "PYTHONPATH": "" if INSTALLED else str(PACKAGE.parent)}


def mypy(files, folder):
    """Return the ``(file name, line, message)`` of each error of ``mypy --strict``.

    Parameters
    ----------
    files : list of Path
    folder : Path
        For its configuration and cache.
    """
    config = folder / "mypy.ini"
    # what is installed is not checked either; SciPy comes without types
    lines = ["[mypy]", "strict = true", "follow_imports = silent", "[mypy-scipy.*]", "ignore_missing_imports = true"]
    config.write_text("\n".join(lines if INSTALLED else [*lines[:3], f"mypy_path = {PACKAGE.parent}", *lines[3:]]))
    command = [sys.executable, "-m", "mypy", "--config-file", str(config), "--cache-dir", str(folder / "cache")]
    command += ["--output", "json", *map(str, files)]
    done = subprocess.run(command, capture_output=True, text=True, cwd=folder, env={**environment(), "PYTHONPATH": ""})
    assert not done.stderr, done.stderr
    found = [json.loads(line) for line in done.stdout.splitlines()]
    return [(Path(e["file"]).name, e["line"], e["message"]) for e in found if e["severity"] == "error"]


def pyright(files, folder):
    """Return the errors of pyright in the same way; None where there is none, or it cannot run."""
    program = shutil.which("pyright") or shutil.which("pyright", path=str(Path(sys.executable).parent))
    if program is None:
        return None
    config = folder / "pyrightconfig.json"
    config.write_text(json.dumps({} if INSTALLED else {"extraPaths": [str(PACKAGE.parent)]}))
    command = [program, "--project", str(config), "--pythonpath", sys.executable, "--outputjson", *map(str, files)]
    try:
        done = subprocess.run(command, capture_output=True, text=True, cwd=folder, timeout=300)
        found = json.loads(done.stdout)["generalDiagnostics"]
    except (subprocess.TimeoutExpired, ValueError, KeyError):
        # its program is fetched when it first runs
        return None
    errors = [e for e in found if e["severity"] == "error"]
    return [(Path(e["file"]).name, e["range"]["start"]["line"] + 1, e["message"]) for e in errors]
