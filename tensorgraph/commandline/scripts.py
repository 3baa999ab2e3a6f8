"""The commands ``run``, for Theano programs as they are, and ``convert``, for their imports."""

import argparse
import builtins
import os
import runpy
import sys
import types

from ..compat.convert import convert_files
from ..compat.finder import install_as_theano


def add_run(commands):
    """Add the command ``run``."""
    parser = commands.add_parser(
        "run", help="run a Theano program as it is", usage="%(prog)s SCRIPT [ARGUMENTS]\n       %(prog)s -m MODULE ...",
        description="Run a program as `python SCRIPT` or `python -m MODULE` would; `import theano` gives this package.",
    )
    parser.add_argument("program", nargs=argparse.REMAINDER, metavar="SCRIPT [ARGUMENTS]")


def add_convert(commands):
    """Add the command ``convert``."""
    parser = commands.add_parser(
        "convert", help="let Theano programs import this package",
        description="Let Python programs import tensorgraph instead of theano. Only the imports change; what follows "
        "them, comments and layout stay. What this package does not have is listed with its line.",
    )
    parser.add_argument("files", nargs="+", metavar="FILE", help="a Python file, or a folder of them")
    where = parser.add_mutually_exclusive_group()
    where.add_argument("--output", metavar="PATH", help="write there instead: a file for one file, else a folder")
    where.add_argument("--diff", action="store_true", help="print the changes and write nothing")
    parser.set_defaults(command=lambda options: convert_files(options.files, options.output, options.diff))


def run(arguments, parser):
    """Run a script or a module under the name ``theano``.

    Parameters
    ----------
    arguments : list of str
        As after ``python``: a script or ``-m`` and a module, then what the program gets.
    parser : ArgumentParser
        What to tell of wrong arguments.

    Returns
    -------
    int
        1 if the program ended with an error, which is printed as Python prints it.
    """
    is_module = arguments[:1] == ["-m"]
    if is_module:
        arguments = arguments[1:]
    if not arguments or not is_module and arguments[0].startswith("-"):
        unknown = f": {arguments[0]} is no option of it" if arguments else ""
        parser.error(f"run needs a script, or -m and the name of a module{unknown}")
    target = arguments[0]
    if not is_module and not os.path.exists(target):
        parser.error(f"there is no file {target!r}")
    install_as_theano()
    sys.argv[:] = arguments
    try:
        if is_module:
            sys.path[0] = os.getcwd()
            runpy.run_module(target, run_name="__main__", alter_sys=True)
        elif os.path.isdir(target) or not target.endswith(".py") and _is_zip(target):
            del sys.path[0]
            runpy.run_path(target, run_name="__main__")
        else:
            _run_script(target)
    except Exception as error:
        # show the traceback from the program's own frames on
        trace = error.__traceback__
        while trace is not None and _is_ours(trace.tb_frame.f_code.co_filename):
            trace = trace.tb_next
        sys.excepthook(type(error), error.with_traceback(trace), trace)
        return 1
    return 0


def _is_ours(filename):
    return filename == __file__ or filename.startswith("<frozen ")


def _is_zip(path):
    import zipfile

    return zipfile.is_zipfile(path)


def _run_script(path):
    with open(path, "rb") as file:
        source = file.read()
    path = os.path.abspath(path)
    sys.path[0] = os.path.dirname(path)
    module = types.ModuleType("__main__")
    module.__file__ = path
    module.__builtins__ = builtins
    # it stays there, so that exit handlers and pickles of the program find its names
    sys.modules["__main__"] = module
    exec(compile(source, path, "exec"), module.__dict__)
