"""Profiles of functions: the times of compilation, of calls, and of each operation.

``function(profile=True)`` makes a function that times each step of its program; ``f.profile`` is its
:class:`ProfileStats`. Without it a function runs its usual code.
"""

from __future__ import annotations

import atexit
import sys
from typing import TYPE_CHECKING

from ..config import config
from ..insight.timing import CallProfile
from .tables import PROFILERS, Tables, time_since_import

if TYPE_CHECKING:
    from typing import Any

_printed_at_exit = []
_asked = []  # to print at exit
_totals = {"calls": 0.0, "optimizer": 0.0, "linker": 0.0}


class ProfileStats(Tables):
    """The times of a function, or of several that share a profile.

    Parameters
    ----------
    atexit_print : bool
        Whether to print the summary when the program ends, to ``config.profiling.destination``.
    flag_time_thunks : bool, optional
        Whether to time each operation; ``config.profiling.time_thunks`` by default.
    gpu_checks : bool
        Accepted for Theano's sake.
    **kwargs
        Values of attributes, such as ``message``.

    Attributes
    ----------
    fct_callcount : int
        Number of calls.
    fct_call_time, vm_call_time : float
        Seconds in calls, and in the programs alone.
    compile_time, optimizer_time, linker_time : float
        Seconds of compiling, and of its parts.
    apply_time, apply_callcount : dict
        From apply nodes to seconds and numbers of runs.
    nb_nodes : int
    message : str or None

    Examples
    --------
    >>> import tensorgraph as theano, tensorgraph.tensor as T
    >>> x = T.dvector("x")
    >>> f = theano.function([x], T.exp(x).sum(), profile=theano.ProfileStats(atexit_print=False))
    >>> f([0.0, 0.0])
    array(2.)
    >>> f.profile.fct_callcount, f.profile.fct_call_time > 0
    (1, True)
    >>> import sys
    >>> f.profile.summary(sys.stdout)
    Function profiling
    ==================
    ...
    """

    def __init__(
        self, atexit_print: bool = True, flag_time_thunks: bool | None = None, gpu_checks: bool = True, **kwargs: Any
    ) -> None:
        self.message = None
        self.flag_time_thunks = config.profiling.time_thunks if flag_time_thunks is None else flag_time_thunks
        self.atexit_print = atexit_print
        self.functions = []
        self.nb_nodes = -1
        self.compile_time = self.optimizer_time = self.validate_time = 0.0
        self.linker_time = self.linker_node_make_thunks = self.import_time = 0.0
        self.linker_make_thunk_time = {}
        self.optimizer_profile = None
        self.line_width = config.profiling.output_line_width
        self.reset()
        for name, value in kwargs.items():
            if not hasattr(self, name):
                raise TypeError(f"ProfileStats has no attribute {name!r}")
            setattr(self, name, value)
        if atexit_print:
            _print_later()
            _printed_at_exit.append(self)

    def reset(self) -> None:
        """Forget all calls."""
        self.fct_callcount = 0
        self.fct_call_time = self.vm_call_time = 0.0
        for function in self.functions:
            function.forget_times()

    def __call__(self):
        """Return where the time of the calls so far went, step by step.

        Returns
        -------
        CallProfile
            Of the function, or of the last one where several share this profile.
        """
        function = self.functions[-1]
        times = function.step_times()
        return CallProfile(function, str(function.name), function.rows(), times, self.fct_callcount, self.fct_call_time)

    def attach(self, function):
        """Add the times of a function to this profile."""
        maker = function.maker
        self.functions.append(function)
        self.compile_time += maker.compile_time
        self.optimizer_time += maker.optimizer_time
        self.linker_time += maker.linker_time
        self.linker_node_make_thunks += maker.linker_time
        self.nb_nodes = max(self.nb_nodes, 0) + len(maker.fgraph.apply_nodes)
        self.optimizer_profile = maker.optimizer_profile
        _totals["optimizer"] += maker.optimizer_time
        _totals["linker"] += maker.linker_time

    def note_call(self, seconds, inner):
        """Count a call that took `seconds`, of which `inner` in the program."""
        self.fct_callcount += 1
        self.fct_call_time += seconds
        self.vm_call_time += inner
        _totals["calls"] += seconds

    @property
    def apply_time(self):
        """Seconds of each apply node with steps of its own."""
        return {node: seconds for f in self.functions for node, (seconds, _) in f.node_times().items()}

    @property
    def apply_callcount(self):
        """Number of runs of each of these nodes."""
        return {node: runs for f in self.functions for node, (_, runs) in f.node_times().items()}

    @property
    def apply_cimpl(self):
        """For each of these nodes, True if it runs on a kernel."""
        return {node: kernel for f in self.functions for node, kernel in f.node_kernels().items()}

    @property
    def variable_shape(self):
        """Shapes of variables in the last calls."""
        return {v: shape for f in self.functions for v, (shape, _) in f.variable_layouts().items()}

    @property
    def variable_strides(self):
        """Strides, in bytes, of variables in the last calls."""
        return {v: strides for f in self.functions for v, (_, strides) in f.variable_layouts().items()}

    def __reduce__(self):
        # measurements belong to this process
        return _again, (type(self), self.message, self.flag_time_thunks)


def _again(cls, message, flag_time_thunks):
    return cls(atexit_print=False, flag_time_thunks=flag_time_thunks, message=message)


class ScanProfileStats(ProfileStats):
    """The time of a loop; the steps of its inner program are not timed one by one.

    Attributes
    ----------
    callcount, nbsteps : int
    call_time : float
    """

    def __init__(self, atexit_print=True, name=None, **kwargs):
        self.callcount = self.nbsteps = 0
        self.call_time = 0.0
        self.name = name
        super().__init__(atexit_print, **kwargs)

    def summary_globals(self, file):
        """Print nothing: global times belong to functions."""

    def summary_function(self, file):
        """Print the calls of the loop."""
        if self.callcount == 0:
            return
        print("", file=file)
        print(f"Scan Op profiling ( {self.name} )" if self.name is not None else "Scan Op profiling", file=file)
        print("==================", file=file)
        print(f"  Message: {self.message}", file=file)
        print(
            f"  Time in {self.callcount} calls of the op (for a total of {self.nbsteps} steps) {self.call_time:e}s",
            file=file,
        )
        print("", file=file)


def as_profile(profile, name):
    """Return the ProfileStats for an argument `profile` of ``function``, or None."""
    if profile is None:
        profile = config.profile
    if isinstance(profile, ProfileStats):
        return profile
    if profile is True:
        return ProfileStats(message=name)
    if isinstance(profile, str):
        return ProfileStats(message=profile)
    if profile:
        raise TypeError(
            f"profile must be True, False, a text or a ProfileStats, not {profile!r}, of type {type(profile).__name__}"
        )
    if config.print_global_stats:
        # the function's time counts, but it is not printed alone
        _print_later()
        return ProfileStats(atexit_print=False, message=name)
    return None


def print_global_stats(file=None):
    """Print the total time spent in functions and in compiling them."""
    file = _destination() if file is None else file
    print("=" * 50, file=file)
    print(
        f"Global stats: Time elasped since Theano import = {time_since_import():6.3f}s, "
        f"Time spent in Theano functions = {_totals['calls']:6.3f}s, "
        "Time spent compiling Theano functions: "
        f" optimization = {_totals['optimizer']:6.3f}s, linker = {_totals['linker']:6.3f}s ",
        file=file,
    )
    print("=" * 50, file=file)


def register_profiler_printer(fct):
    """Register ``fct(message, compile_time, fct_call_time, apply_time, apply_cimpl, output_size, file)`` for summaries.

    Returns
    -------
    callable
        `fct`: this is a decorator too.
    """
    PROFILERS.append(fct)
    return fct


def _destination():
    if config.profiling.destination in ("stderr", "stdout"):
        return getattr(sys, config.profiling.destination)
    return open(config.profiling.destination, "a")


def _print_later():
    if not _asked:
        _asked.append(atexit.register(_print_at_exit))


def _print_at_exit():
    shown = [stats for stats in _printed_at_exit if stats.fct_callcount or getattr(stats, "callcount", 0)]
    if config.print_global_stats:
        print_global_stats()
    if not shown:
        return
    file = _destination()
    for stats in shown:
        stats.summary(file=file, n_ops_to_print=config.profiling.n_ops, n_apply_to_print=config.profiling.n_apply)
    functions = [stats for stats in shown if not isinstance(stats, ScanProfileStats)]
    if len(functions) > 1:
        total = ProfileStats(
            atexit_print=False,
            message=f"Sum of all({len(functions)}) printed profiles at exit excluding Scan op profile.",
        )
        for stats in functions:
            for name in (
                "fct_callcount", "fct_call_time", "vm_call_time", "compile_time", "optimizer_time", "linker_time",
                "linker_node_make_thunks", "validate_time", "import_time",
            ):
                setattr(total, name, getattr(total, name) + getattr(stats, name))
            total.functions += stats.functions
            total.nb_nodes = max(total.nb_nodes, 0) + max(stats.nb_nodes, 0)
        total.summary(file=file, n_ops_to_print=config.profiling.n_ops, n_apply_to_print=config.profiling.n_apply)
