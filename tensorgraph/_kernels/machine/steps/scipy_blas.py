"""SciPy's BLAS as C functions, without the 200 ms that ``import scipy.linalg`` takes."""

import sys
from importlib import import_module
from importlib.machinery import EXTENSION_SUFFIXES, ExtensionFileLoader
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

NAME = "scipy.linalg.cython_blas"


def cython_blas():
    """Return the module ``scipy.linalg.cython_blas``.

    It needs nothing of the package it is in, so its file is loaded by itself; a later import of its name returns the
    same module. If SciPy keeps its files differently, it is imported the usual way.
    """
    if NAME in sys.modules:
        return sys.modules[NAME]
    import scipy

    folder = Path(scipy.__file__).parent / "linalg"
    for suffix in EXTENSION_SUFFIXES:
        path = folder / f"cython_blas{suffix}"
        if path.exists():
            spec = spec_from_file_location(NAME, path, loader=ExtensionFileLoader(NAME, str(path)))
            module = module_from_spec(spec)
            sys.modules[NAME] = module
            try:
                spec.loader.exec_module(module)
            except ImportError:
                del sys.modules[NAME]
                break
            return module
    return import_module(NAME)
