"""The command ``viz``: pages of the functions that a program compiles."""

import os
import re
import sys
from pathlib import Path

from ..compile.function import watchers
from ..compile.viz import viz
from .scripts import run


def add_viz(commands):
    """Add the command ``viz``."""
    parser = commands.add_parser(
        "viz", help="write a page for each function that a program compiles",
        description="Run a program, and write a page to explore for each function that it compiles.",
    )
    parser.add_argument("program", metavar="SCRIPT", help="a Python file")
    parser.add_argument("--output", metavar="FOLDER", default=".", help="where the pages go; here by default")
    parser.add_argument("arguments", nargs="*", metavar="ARGUMENT", help="of the program")
    parser.set_defaults(command=lambda options: pages([options.program, *options.arguments], options.output, parser))


def pages(arguments, folder, parser):
    """Run a program and write a page for each function that it compiles.

    Returns
    -------
    int
        The exit status of the program.
    """
    made = []
    watchers.append(made.append)
    os.makedirs(folder, exist_ok=True)
    try:
        return run(arguments, parser)
    finally:
        watchers.remove(made.append)
        if not made:
            print(f"{arguments[0]} compiled no function: there is no page", file=sys.stderr)
        for number, f in enumerate(made):
            name = re.sub(r"\W+", "_", os.path.basename(str(f.name or "function"))).strip("_")
            path = Path(folder) / f"{number}_{name}.html"
            viz(f, path)
            print(f"wrote {path}")
