"""SciPy's BLAS and LAPACK as C functions, without the 200 ms that ``import scipy.linalg`` takes."""

import ctypes
import os
import sys
from importlib import import_module
from importlib.machinery import EXTENSION_SUFFIXES, ExtensionFileLoader
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path


def routines(stem):
    """Return the module ``scipy.linalg.cython_blas`` or ``scipy.linalg.cython_lapack``.

    It needs nothing of the package it is in, so its file is loaded by itself; a later import of its name returns the
    same module. If SciPy keeps its files differently, it is imported the usual way.

    Parameters
    ----------
    stem : {'cython_blas', 'cython_lapack'}
    """
    name = f"scipy.linalg.{stem}"
    if name in sys.modules:
        return sys.modules[name]
    import scipy

    folder = Path(scipy.__file__).parent / "linalg"
    for suffix in EXTENSION_SUFFIXES:
        path = folder / f"{stem}{suffix}"
        if path.exists():
            spec = spec_from_file_location(name, path, loader=ExtensionFileLoader(name, str(path)))
            module = module_from_spec(spec)
            sys.modules[name] = module
            try:
                spec.loader.exec_module(module)
            except ImportError:
                del sys.modules[name]
                break
            return module
    return import_module(name)


# bytes of the vectors of OpenBLAS's kernels, by what it calls the processors that they are for
VECTORS = dict.fromkeys(("SkylakeX", "Cooperlake", "SapphireRapids"), 64)
VECTORS |= dict.fromkeys(("Haswell", "Zen", "Excavator", "Steamroller", "Piledriver", "Bulldozer", "Sandybridge"), 32)
VECTORS |= dict.fromkeys(("Nehalem", "Penryn", "Dunnington", "Core2", "Atom", "Nano", "Barcelona", "Bobcat", "Opteron",
                          "Opteron_SSE3", "Prescott", "Northwood", "Coppermine", "Katmai", "Banias", "Athlon"), 16)


def blas_kernels():
    """Return what OpenBLAS calls the processor whose kernels it uses, "" if it is another library.

    It is the one that ``OPENBLAS_CORETYPE`` names, or the nearest to this one that it knows.
    """
    try:
        library = ctypes.CDLL(routines("cython_blas").__file__)
    except OSError:
        return ""
    for name in ("scipy_openblas_get_corename", "openblas_get_corename"):
        function = getattr(library, name, None)
        if function is not None:
            function.restype = ctypes.c_char_p
            return function().decode()
    return ""


def blas_vector():
    """Return the bytes of the vectors that BLAS computes with, 64 where nobody knows."""
    return VECTORS.get(blas_kernels(), 64)


def blas_threads():
    """Return the number of threads that OpenBLAS takes when it is loaded."""
    for name in ("OPENBLAS_NUM_THREADS", "GOTO_NUM_THREADS", "OMP_NUM_THREADS"):
        number = os.environ.get(name, "")
        if number.isdigit() and int(number):
            return int(number)
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
