"""The stubs are those of this package: as the generator writes them, and as mypy finds the modules."""

import subprocess
import sys
from importlib import import_module
from pathlib import Path

import pytest
from checkers import PACKAGE, ROOT, environment

import tensorgraph
from tensorgraph.compat.paths import PATHS
from tensorgraph.graph.op import Op

# what a stub says beside what is there when the package runs
TOLD = {
    "tensorgraph.config.config": "a group has a class of its own",
    "tensorgraph.graph.variable.Scratchpad.__getattr__": "any name may be noted",
    "tensorgraph.graph.variable.Scratchpad.__setattr__": "any name may be noted",
    "tensorgraph.tensor.elementwise.elemwise.Elemwise.__doc__": "it is written when it is read",
    "tensorgraph.tensor.reductions.sums.MulWithoutZeros.rule": "any callable is a rule",
}


def test_generated():
    """``python stubs/generate.py`` has nothing to do."""
    command = [sys.executable, str(ROOT / "stubs" / "generate.py"), "--check"]
    done = subprocess.run(command, capture_output=True, text=True, env=environment())
    assert done.returncode == 0, done.stdout + done.stderr


def test_paths_are_no_modules():
    """A folder or file of a path for which the import hook answers holds stubs alone."""
    for path in PATHS:
        file = PACKAGE.joinpath(*path.split("."))
        assert not file.with_suffix(".py").exists() and not (file / "__init__.py").exists()


def expected(line):
    """Return True if a finding of mypy is expected."""
    name = line.partition(" ")[0]
    parts = name.split(".")[1:]
    private = any(p[0] == "_" and p[:2] != "__" for p in parts)
    if private or name in TOLD or parts[0] in ("bridges", "compat", "sklearn", "__main__"):
        return True
    value = tensorgraph
    for part in parts:
        # modules that nothing has imported yet are no attributes
        value = getattr(value, part) if hasattr(value, part) else import_module(f"{value.__name__}.{part}")
    # stubs show an op as the function that it is used as; what remembers its results has lost its parameters
    return isinstance(value, Op) and line.endswith("is not a function") or hasattr(value, "cache_info")


def test_stubtest():
    """mypy's own comparison of annotations and modules."""
    pytest.importorskip("mypy")
    command = [sys.executable, "-m", "mypy.stubtest", "tensorgraph", "--concise", "--ignore-missing-stub"]
    command += ["--mypy-config-file", str(ROOT / "pyproject.toml")]
    done = subprocess.run(command, capture_output=True, text=True, env=environment(), cwd=Path(__file__).parent)
    assert [line for line in done.stdout.splitlines() if not expected(line)] == [], done.stderr
