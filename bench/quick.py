"""Run every benchmark once, to see that it runs: ``python bench/quick.py``.

asv (``asv run`` in this folder) measures; this only sets each benchmark up, for the first of its parameters or for
all of them with ``--all``, and calls it.
"""

import importlib
import inspect
import itertools
import pkgutil
import sys
import time
from pathlib import Path

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE))


def benchmarks():
    """Each (name, class) of the folder."""
    package = importlib.import_module("benchmarks")
    for info in pkgutil.iter_modules(package.__path__):
        module = importlib.import_module(f"benchmarks.{info.name}")
        for name, cls in inspect.getmembers(module, inspect.isclass):
            if cls.__module__ == module.__name__:
                yield f"{info.name}.{name}", cls


def combinations(cls, everything):
    """The parameters to run a class with, as asv reads them: all, or the first of each."""
    params = getattr(cls, "params", None)
    if params is None:
        return [()]
    if not isinstance(params[0], (list, tuple)):
        params = [params]
    if len(params) != len(cls.param_names):
        raise ValueError(f"{cls.__name__} names {cls.param_names} and has values of {len(params)} parameters")
    found = list(itertools.product(*params))
    return found if everything else found[:1]


def main():
    everything = "--all" in sys.argv
    count = 0
    for name, cls in benchmarks():
        for values in combinations(cls, everything):
            instance = cls()
            try:
                if hasattr(instance, "setup"):
                    instance.setup(*values)
            except NotImplementedError as reason:
                print(f"{name}{values}: left out, {reason}")
                continue
            for method in (m for m in dir(cls) if m.startswith("time_")):
                start = time.perf_counter()
                getattr(instance, method)(*values)
                print(f"{name}.{method}{values}: {(time.perf_counter() - start) * 1e6:.0f} us")
                count += 1
    print(f"{count} benchmarks ran")


if __name__ == "__main__":
    main()
