"""The steps of a function, the time they take, and the report of its compilation."""

import os
from html import escape
from numbers import Integral
from time import perf_counter

from ..graph.messages.called import with_type
from ..graph.messages.operand import NoOperand
from ..insight.compilation import CompileReport
from ..insight.steprows import Explanation, rows_of
from ..insight.timing import CallProfile, Inside
from ..misuse import guess_in_class
from ..nearest import UnknownName
from ..rewriting.pipeline import PassRecord
from .subprogram import subgraphs

_SECONDS = 0.1  # of calls that are timed
_CALLS = 1000  # at most


class Unprofiled:
    """The ``profile`` of a function made without ``profile=True``: false, but a call times the function."""

    __slots__ = ("function",)

    def __init__(self, function):
        self.function = function

    def __bool__(self):
        return False

    def __getattr__(self, name):
        hint = " It must be compiled with profile=True for a profile that is kept; f.profile(*args) times some calls."
        raise UnknownName("the profile of a function made without profile=True", name, lambda: hint)

    def __call__(self, *args, calls=None, **kwargs):
        """Call the function, with its updates, and return where the time goes.

        The steps inside of loops are timed in further calls, as many at most.

        Parameters
        ----------
        *args, **kwargs
            The arguments of the function.
        calls : int, optional
            How often; by default for a tenth of a second, and 1,000 times at most.

        Returns
        -------
        CallProfile
        """
        return profiled(self.function, args, kwargs, calls)


def profiled(function, args, kwargs, calls):
    """Return a :class:`CallProfile` of calls with the same arguments."""
    if calls is not None and not (isinstance(calls, Integral) and calls > 0):
        raise TypeError(f"calls must be an integer of 1 or more, not {with_type(calls)}: use calls=100, or none")
    timed = type(function)(function.maker, function.input_storage, function.name)
    timed.trust_input = function.trust_input
    timed(*args, **kwargs)
    timed.measure()
    done, begin = 0, perf_counter()
    while done < (calls or _CALLS) and (calls or perf_counter() - begin < _SECONDS):
        timed(*args, **kwargs)
        done += 1
    spent = perf_counter() - begin
    times, rows = timed.measured(), function.rows()
    inside = _inside(timed, args, kwargs, done) if any("." in row.number for row in rows) else None
    return CallProfile(timed, short_name(function), rows, times, done, spent, inside)


def _inside(timed, args, kwargs, calls):
    """Time the steps inside of loops, apart from the loops: these may run in another way then, and slower."""
    ways = timed.measure_inside()
    timed(*args, **kwargs)
    timed.measure_inside()
    done, begin = 0, perf_counter()
    while done == 0 or done < calls and perf_counter() - begin < _SECONDS:
        timed(*args, **kwargs)
        done += 1
    return Inside(done, timed.measured_inside(), ways)


@guess_in_class
class Insights(NoOperand):
    """The part of a function that tells of it."""

    def _no_operand(self):
        return (
            f"{self._label()} is a compiled function, and not a variable: there is nothing to compute with.\nhint: "
            "call "
            "it for arrays, f(values), or go on with the variable that it was compiled from"
        )

    def rows(self):
        """Return a :class:`~tensorgraph.insight.steprows.Row` for each step, also for those inside of loops."""
        return rows_of(self, lambda op: subgraphs(op, self.maker.mode))

    def explain(self):
        """Return what each step computes, reads, overwrites, and which lines of the program it comes from.

        Returns
        -------
        Explanation
            A table as text and in notebooks; ``rows`` has the fields.

        Examples
        --------
        >>> import tensorgraph as theano, tensorgraph.tensor as T
        >>> x, y = T.dvectors("x", "y")
        >>> f = theano.function([x, y], (T.exp(x) * y).sum(), name="f")
        >>> [(row.kind, row.formula, row.reads) for row in f.explain().rows]
        [('loop', 'sum(y * exp(x))', ['x', 'y'])]
        """
        maker = self.maker
        steps, nodes = len(self.program.steps), len(maker.fgraph.apply_nodes)
        rows = self.rows()
        python = [row.number for row in rows if row.kind == "python"]
        inside = sum("." in number for number in python)
        where = f" ({inside} inside of loops)" if inside else ""
        counted = f"{_many(steps, 'step')} for {_many(nodes, 'operation')}, {len(python)} in Python{where}"
        return Explanation(f"{signature(self)}: {counted}", rows)

    def compile_report(self):
        """Compile the function once more and return where the time goes.

        Returns
        -------
        CompileReport
            A table as text and in notebooks.

        Raises
        ------
        ValueError
            If the function was loaded or copied, and its graph before the rewrites is not known.

        Examples
        --------
        >>> import tensorgraph as theano, tensorgraph.tensor as T
        >>> x = T.dvector("x")
        >>> f = theano.function([x], T.log(1 + x).sum())
        >>> "local_log1p" in f.compile_report().rules
        True
        """
        requested = self.maker.requested
        if requested is None:
            raise ValueError(
                f"{self.name} was loaded or copied: its graph before the rewrites is not known; compile it again with "
                "tensorgraph.function"
            )
        record = PassRecord()
        begin = perf_counter()
        maker = requested.compiled(record=record).maker
        seconds = perf_counter() - begin
        phases = [
            ("rewriting", maker.optimizer_time), ("writing the program", maker.linker_time),
            ("everything else", max(0.0, seconds - maker.optimizer_time - maker.linker_time)),
        ]
        return CompileReport(short_name(self), seconds, phases, record.passes)

    @property
    def profile(self):
        """The ``ProfileStats`` of a function made with ``profile=True``; else false, but callable too.

        ``f.profile(*args)`` calls the function and returns a :class:`CallProfile`.
        """
        return Unprofiled(self) if self._profile is None else self._profile

    @profile.setter
    def profile(self, profile):
        self._profile = profile

    def __repr__(self):
        return f"<function {signature(self)}>"

    def _repr_html_(self):
        return f"<code>{escape(signature(self))}</code>{self.explain()._repr_html_()}"


def _many(count, word):
    return f"{count} {word}{'' if count == 1 else 's'}"


def signature(function):
    """Return the name of a function, and those of its arguments and outputs."""
    arguments = [a.spec.name or str(a.spec.variable.type) for a in function._arguments if not a.spec.implicit]
    # the variables that were asked for are not known of a loaded function
    outputs = zip(function.outputs, function.maker.fgraph.outputs)
    outputs = [getattr(out.variable, "name", None) or v.name or str(v.type) for out, v in outputs]
    keys = function.maker.output_keys
    given = ", ".join(outputs if keys is None else keys)
    return f"{short_name(function)}({', '.join(arguments)}) -> {given or 'nothing'}"


def short_name(function):
    """Return the name of a function, or the file and the line where it was made, without the folder."""
    if function._name or isinstance(function.maker.called, str):
        return function.name
    return os.path.basename(function.name or "function")
