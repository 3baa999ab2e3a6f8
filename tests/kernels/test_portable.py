"""The C that is written for the kernels compiles without the instructions of any one processor."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

GENERATOR = Path(__file__).parents[2] / "tensorgraph" / "_kernels" / "loops" / "generator" / "generate.py"
COMPILERS = {
    "what the compiler takes as its base": ["cc"],
    "x86-64": ["cc", "-march=x86-64"],
    "clang": ["clang"],
    "aarch64": ["aarch64-linux-gnu-gcc"],
}


@pytest.mark.parametrize("header", ["tiles", "gemm"])
@pytest.mark.parametrize("base", COMPILERS)
def test_headers(base, header, tmp_path):
    command = COMPILERS[base]
    if shutil.which(command[0]) is None:
        pytest.skip("no such compiler")
    if base == "x86-64" and subprocess.run([*command, "-E", "-x", "c", "/dev/null"], capture_output=True).returncode:
        pytest.skip("another processor")
    path = tmp_path / f"{header}.h"
    subprocess.run([sys.executable, GENERATOR, path, "--depfile", tmp_path / "d"], check=True)
    done = subprocess.run([*command, "-fsyntax-only", "-w", "-x", "c", path], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
