"""The parser of the command line."""

import argparse
import re
import sys

from .. import __version__
from ..nearest import did_you_mean
from .bench import add_bench
from .doctor import add_doctor, add_show_config
from .scripts import add_convert, add_run, run
from .visualize import add_viz


class GuessingParser(argparse.ArgumentParser):
    """A parser whose errors name the nearest command or option."""

    commands = ()

    def knows(self, option):
        """Return True if an option, perhaps shortened, is one of the parser."""
        return any(name.startswith(option) for name in self._option_string_actions)

    def error(self, message):
        """Print an error and exit."""
        wrong = re.match(r"(.*)(invalid choice|unrecognized arguments): '?([^' =]+)", message)
        known = self.commands if wrong and wrong[2] == "invalid choice" else self._option_string_actions
        guess = did_you_mean(wrong[3], known) if wrong else ""
        if message.endswith("COMMAND") and self.commands:
            guess = f" It must be one of {', '.join(self.commands)}"
        super().error(f"{message}{guess and '.'}{guess}")


def parser():
    """Return the parser, whose results have the function ``command``, and the parsers of the commands by name."""
    made = GuessingParser(
        prog="python -m tensorgraph",
        description="Run and convert Theano programs, look into functions, check the installation.",
    )
    made.add_argument("--version", action="version", version=f"tensorgraph {__version__}")
    commands = made.add_subparsers(title="commands", metavar="COMMAND", required=True)
    for add in (add_run, add_convert, add_viz, add_doctor, add_show_config, add_bench):
        add(commands)
    made.commands = commands.choices
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
        if arguments[:1] and arguments[0][:2] == "--" and not made.knows(arguments[0]):
            made.error(f"unrecognized arguments: {arguments[0]}")
        options, unknown = made.parse_known_args(arguments)
        if unknown:
            commands.get(arguments[0], made).error(f"unrecognized arguments: {' '.join(unknown)}")
        return options.command(options)
    except SystemExit as end:
        # argparse has printed what there is to say
        if not isinstance(end.code, int):
            raise
        return end.code
