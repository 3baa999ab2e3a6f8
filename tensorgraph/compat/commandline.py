"""The command line: ``run`` a Theano program unchanged, ``convert`` its imports."""

import argparse
import builtins
import os
import runpy
import sys
import types

from .convert import convert_files
from .finder import install_as_theano

USAGE = """python -m tensorgraph COMMAND ...

  run SCRIPT [ARGUMENTS]       run a Theano program as `python SCRIPT` would; `import theano` gives this package
  run -m MODULE [ARGUMENTS]    the same for `python -m MODULE`
  convert FILE...              let programs import this package, and list what it does not have; see `convert --help`
"""


def main(arguments=None):
    """Run the command line ``python -m tensorgraph``, or ``tensorgraph``.

    Parameters
    ----------
    arguments : list of str, optional
        Those of this process by default.

    Returns
    -------
    int
        The exit status.
    """
    if arguments is None:
        arguments = sys.argv[1:]
    if not arguments or arguments[0] in ("-h", "--help"):
        print(USAGE, end="", file=sys.stdout if arguments else sys.stderr)
        return 0 if arguments else 2
    command, rest = arguments[0], arguments[1:]
    if command == "run":
        return run(rest)
    if command == "convert":
        return convert(rest)
    print(f"there is no command {command!r}\n\n{USAGE}", end="", file=sys.stderr)
    return 2


def run(arguments):
    """Run a script or a module under the name ``theano``.

    Parameters
    ----------
    arguments : list of str
        As after ``python``: a script or ``-m`` and a module, then what the program gets.

    Returns
    -------
    int
        1 if the program ended with an error, which is printed as Python prints it.
    """
    is_module = arguments[:1] == ["-m"]
    if is_module:
        arguments = arguments[1:]
    if not arguments or not is_module and arguments[0].startswith("-"):
        print("run needs a script, or -m and the name of a module\n\n" + USAGE, end="", file=sys.stderr)
        return 2
    target = arguments[0]
    if not is_module and not os.path.exists(target):
        print(f"there is no file {target!r}", file=sys.stderr)
        return 2
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


def convert(arguments):
    """Convert files as the command line says; see :func:`tensorgraph.compat.convert.convert_files`.

    Parameters
    ----------
    arguments : list of str

    Returns
    -------
    int
        1 if a file uses something that this package does not have, 2 if one could not be read.
    """
    parser = argparse.ArgumentParser(
        prog="python -m tensorgraph convert",
        description="Let Python programs import tensorgraph instead of theano. Only the imports change; what follows "
        "them, comments and layout stay. What this package does not have is listed with its line.",
    )
    parser.add_argument("files", nargs="+", metavar="FILE", help="a Python file, or a folder of them")
    where = parser.add_mutually_exclusive_group()
    where.add_argument("--output", metavar="PATH", help="write there instead: a file for one file, else a folder")
    where.add_argument("--diff", action="store_true", help="print the changes and write nothing")
    options = parser.parse_args(arguments)
    return convert_files(options.files, options.output, options.diff)
