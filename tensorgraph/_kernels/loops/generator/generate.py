"""Write a file of generated kernels: ``python generate.py _elementwise.pyx``, or a part of them: ``tiles-f32.c``.

The build runs it, before anything is compiled.
"""

import argparse
import sys
import types
from importlib import import_module
from pathlib import Path

HERE = Path(__file__).resolve().parent


def load_package():
    """Import `tensorgraph` as a bare package, so that its pure modules import where nothing is compiled yet."""
    package = types.ModuleType("tensorgraph")
    package.__path__ = [str(HERE.parent.parent.parent)]
    # what finds the user's lines is compiled, and of no use here
    frames = types.ModuleType("tensorgraph.graph.places._frames")
    frames.__file__ = __file__
    frames.Trace, frames.standing, frames.user_trace = object, types.SimpleNamespace(trace=None), lambda depth=1: None
    sys.modules.update({"tensorgraph": package, frames.__name__: frames})


def main():
    """Write the file that the command line names, and its dependencies for the build."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("output", type=Path)
    parser.add_argument("--depfile", type=Path)
    options = parser.parse_args()
    load_package()
    name, *part = options.output.stem.strip("_").split("-")
    module = import_module(f"tensorgraph._kernels.loops.generator.{name}")
    options.output.write_text(module.text(*part))
    if options.depfile:
        read = sorted(module.__file__ for name, module in sys.modules.items() if name.startswith("tensorgraph."))
        options.depfile.write_text(f"{options.output}: {__file__} {' '.join(read)}\n")


if __name__ == "__main__":
    main()
