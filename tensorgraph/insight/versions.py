"""The versions of what a function runs on, for reports of errors."""

from __future__ import annotations

import importlib
import importlib.metadata
import os
import platform
import sys
from typing import TYPE_CHECKING

from .._kernels.loops import dispatch
from .._kernels.machine.linalg.scipy_routines import blas_kernels, blas_threads
from .._kernels.machine.threads.count import threads

if TYPE_CHECKING:
    from typing import TextIO

_PACKAGES = "numpy scipy theano pytensor matplotlib pydot tqdm pytest hypothesis cython".split()
_VARIABLES = ("TENSORGRAPH_", "THEANO_", "OMP_NUM_THREADS", "OPENBLAS_")


def versions() -> dict[str, str]:
    """Return names and versions: packages that are installed, Python, the machine, settings of the environment.

    Returns
    -------
    dict
        From names to text, in the order in which they are shown.
    """
    root = __package__.partition(".")[0]
    found = {root: importlib.import_module(root).__version__}
    for name in _PACKAGES:
        try:
            found[name] = importlib.metadata.version(name)
        except importlib.metadata.PackageNotFoundError:
            continue
    found["python"] = f"{platform.python_version()} ({platform.python_implementation()}, {sys.executable})"
    found["system"] = f"{platform.platform()}, {platform.machine()}, {os.cpu_count()} processors"
    found["instruction set"] = dispatch.isa
    found["threads"] = str(threads())
    found["threads of BLAS"] = str(blas_threads())
    found["kernels of BLAS"] = blas_kernels() or "unknown"
    for name, value in sorted(os.environ.items()):
        if name.startswith(_VARIABLES):
            found[name] = value
    return found


def show_versions(file: TextIO | None = None) -> None:
    """Print the versions of this package, of what it needs and of the machine: include them when you report an error.

    Parameters
    ----------
    file : file, optional
        Standard output by default.

    Examples
    --------
    >>> import tensorgraph
    >>> tensorgraph.show_versions()
    tensorgraph ...
    numpy ...
    """
    found = versions()
    width = max(map(len, found))
    for name, text in found.items():
        print(f"{name.ljust(width)}  {text}", file=file)
