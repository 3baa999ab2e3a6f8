"""The bridges' tests run where the libraries on the other side are installed."""

import importlib.util
import sys
import warnings
from pathlib import Path

HERE = Path(__file__).parent
collect_ignore_glob = []
for name in ("pytensor", "pymc", "jax", "onnx"):
    if importlib.util.find_spec(name) is None:
        collect_ignore_glob.append(f"{name}/*")
        continue
    with warnings.catch_warnings():
        # they warn of a missing BLAS, and their own code of what later versions of Python change
        warnings.simplefilter("ignore")
        importlib.import_module(name)
    sys.path.append(str(HERE / name))
