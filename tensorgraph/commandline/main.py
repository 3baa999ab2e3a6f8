"""The parser of the command line."""

import argparse
import sys

from .. import __version__
from .bench import add_bench
from .doctor import add_doctor, add_show_config
from .scripts import add_convert, add_run, run
from .visualize import add_viz


def parser():
    """Return the parser, whose results have the function ``command``, and the parsers of the commands by name."""
    made = argparse.ArgumentParser(
        prog="python -m tensorgraph",
        description="Run and convert Theano programs, look into functions, check the installation.",
    )
    made.add_argument("--version", action="version", version=f"tensorgraph {__version__}")
    commands = made.add_subparsers(title="commands", metavar="COMMAND", required=True)
    for add in (add_run, add_convert, add_viz, add_doctor, add_show_config, add_bench):
        add(commands)
    return made, commands.choices


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
    arguments = sys.argv[1:] if arguments is None else list(arguments)
    try:
        made, commands = parser()
        if arguments[:1] == ["run"] and arguments[1:2] not in (["-h"], ["--help"]):
            # what follows belongs to the program, options too
            return run(arguments[1:], commands["run"])
        options = made.parse_args(arguments)
        return options.command(options)
    except SystemExit as end:
        # argparse has printed what there is to say
        if not isinstance(end.code, int):
            raise
        return end.code
