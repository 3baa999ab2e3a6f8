"""The errors of tensorgraph: each class says what was given, what is needed and what to do."""

from pickle import PicklingError

import numpy as np


class InconsistencyError(Exception):
    """A FunctionGraph is inconsistent, or a change would make it so."""


class MissingInputError(Exception):
    """A graph needs a variable that is neither an input nor a constant nor shared."""


class UnusedInputError(Exception):
    """A function was given an input that none of its outputs and updates need."""


class AlreadyThere(Exception):
    """A FunctionGraph already has a feature of that kind, and keeps it."""


class AliasedMemoryError(Exception):
    """Memory that should be separate is aliased."""


class ComplexError(TypeError):
    """An operation that needs numbers with an order was given complex ones."""


def plain_class(error):
    """Return the class of Python, ValueError or TypeError, to raise for `error` with another text.

    A class of its own may need more than a text.
    """
    return ValueError if isinstance(error, ValueError) and not isinstance(error, TypeError) else TypeError


class NoValueError(TypeError, ValueError, AttributeError):
    """A variable was used as a Python value, which it does not have while a graph is built.

    It is a TypeError as Python's own, a ValueError as Theano's for a vector of unknown length, and an AttributeError:
    ``hasattr(x, "__len__")`` is false, by which programs tell variables from lists.

    Parameters
    ----------
    text : str or callable
        The message, or a function that returns it.
    variable : Variable

    Attributes
    ----------
    variable : Variable
    """

    def __init__(self, text, variable):
        super().__init__(text)
        self.text, self.variable = text, variable

    def __str__(self):
        return self.text if isinstance(self.text, str) else self.text()

    def __reduce__(self):
        return type(self), (str(self), None)


class NoIntegerError(ValueError, AttributeError):
    """NumPy was given a variable as a length; no TypeError, whose text NumPy replaces.

    Parameters
    ----------
    text : str
    variable : Variable

    Attributes
    ----------
    variable : Variable
    """

    def __init__(self, text, variable):
        super().__init__(text)
        self.variable = variable

    def __reduce__(self):
        return type(self), (str(self), None)


class NoCounterpartError(TypeError):
    """A function of NumPy, or one of its arguments, has no counterpart for symbolic variables.

    Attributes
    ----------
    function : str
        Its name, such as ``numpy.gcd``.
    """

    def __init__(self, function, message):
        super().__init__(function, message)
        self.function, self.message = function, message

    def __str__(self):
        return self.message


class LabelError(IndexError, ValueError):
    """A class label is no column of the matrix; it is an IndexError, and a ValueError as in Theano.

    Attributes
    ----------
    label, columns : int
        The label, and how many columns there are.
    """

    def __init__(self, label, columns):
        super().__init__(label, columns)
        self.label = label
        self.columns = columns

    def __str__(self):
        return f"y_i value out of bounds: label {self.label} is out of bounds for rows of length {self.columns}"


class StepsError(IndexError, ValueError):
    """A loop was asked for a negative number of steps; an IndexError as in Theano."""


class LengthError(AssertionError, ValueError):
    """Lengths do not fit: a condition that an operation needs is false; an AssertionError as in Theano."""


class ShapeMismatch(LengthError):
    """An array has another length than it must have.

    Attributes
    ----------
    axis, length, expected : int
        The axis, its length, and the length that it must have.
    """

    def __init__(self, axis, length, expected):
        super().__init__(axis, length, expected)
        self.axis = axis
        self.length = length
        self.expected = expected

    def __str__(self):
        return f"SpecifyShape: dim {self.axis} of input has shape {self.length}, expected {self.expected}."


class ArgumentError(AssertionError, TypeError, ValueError):
    """An argument is wrong where Theano asserts that it is right: an AssertionError as there."""


class UnknownDtypeError(TypeError, KeyError):
    """A dtype is none that tensors have; a KeyError too, as in Theano for casts."""

    def __str__(self):
        return self.args[0]


class DisconnectedInputError(ValueError):
    """A gradient was asked for with respect to a variable that the cost does not depend on."""


class NullTypeGradError(TypeError):
    """A gradient that was asked for is undefined, or some op does not implement it."""


class NoGradientError(NullTypeGradError, AttributeError):
    """An op has no gradient; an AttributeError too, as in Theano."""


class GradientError(Exception):
    """A symbolic gradient differs from the numeric one by more than the tolerances allow.

    Attributes
    ----------
    arg : int
        Which argument of the function.
    err_pos, shape : int, tuple
        The position of the worst error in the flattened argument, and the argument's shape.
    val1, val2 : float
        The numeric and the symbolic value there.
    abs_err, rel_err, abs_tol, rel_tol : float
        Errors and tolerances.
    """

    def __init__(self, arg, err_pos, shape, val1, val2, abs_err, rel_err, abs_tol, rel_tol):
        super().__init__(arg, err_pos, shape, val1, val2, abs_err, rel_err, abs_tol, rel_tol)
        self.arg = arg
        self.err_pos = err_pos
        self.shape = shape
        self.val1 = val1
        self.val2 = val2
        self.abs_err = abs_err
        self.rel_err = rel_err
        self.abs_tol = abs_tol
        self.rel_tol = rel_tol

    def __str__(self):
        lines = [
            "GradientError: numeric gradient and analytic gradient exceed tolerance:",
            f"        At position {self.err_pos} of argument {self.arg} with shape {self.shape},",
            f"            val1 = {self.val1:f}      ,  val2 = {self.val2:f}",
            f"            abs. error = {self.abs_err:f},  abs. tolerance = {self.abs_tol:f}",
            f"            rel. error = {self.rel_err:f},  rel. tolerance = {self.rel_tol:f}",
            "hint: compare what grad or L_op returns with the derivative; use points where it exists, or another eps",
        ]
        return "\n".join(lines)


class BadOptimization(Exception):
    """A variable cannot replace another one: its type or its value differs.

    Attributes
    ----------
    old_r, new_r : Variable
        What was replaced and by what.
    old_r_val, new_r_val : object
        Their values.
    reason : str
        The name of the rewrite.
    old_graph, new_graph : str
        What the two looked like then.
    """

    def __init__(
        self, old_r, new_r=None, old_r_val=None, new_r_val=None, reason=None, old_graph=None, new_graph=None
    ):
        super().__init__(old_r, new_r, old_r_val, new_r_val, reason, old_graph, new_graph)
        self.old_r, self.new_r = old_r, new_r
        self.old_r_val, self.new_r_val = old_r_val, new_r_val
        self.reason = reason
        self.old_graph, self.new_graph = old_graph, new_graph

    def __str__(self):
        if isinstance(self.old_r, str):
            # a single text: an error raised again with a longer message
            return self.old_r
        lines = [
            "BadOptimization Error",
            f"  Variable: id {id(self.new_r)} {self.new_r}",
            f"  Op {self.new_r.owner}",
            f"  Value Type: {type(self.new_r_val)}",
            *comparison("Old Value", self.old_r_val, "New Value", self.new_r_val),
            f"  Reason:  {self.reason}",
            "  Old Graph:",
            str(self.old_graph),
            "  New Graph:",
            str(self.new_graph),
            "Hint: if the difference is harmless rounding, relax the comparison with the flag tensor.cmp_sloppy=1 or 2",
        ]
        return "\n".join(lines)

    str_diagnostic = __str__


class BadReplacement(BadOptimization, TypeError):
    """A variable cannot replace one of another type."""

    def __str__(self):
        if isinstance(self.old_r, str):
            return self.old_r
        return (
            f"{self.reason}: The type of the replacement must be the same. {self.old_r} is of type "
            f"{self.old_r.type}, {self.new_r} of type {self.new_r.type}"
        )

    str_diagnostic = __str__


def comparison(first, a, second, b):
    """Return lines that show two values that should be equal."""
    lines = []
    for name, value in ((first, a), (second, b)):
        if hasattr(value, "shape"):
            described = [getattr(value, key, None) for key in ("shape", "dtype", "strides")]
            lines.append(f"  {name} shape, dtype, strides: {' '.join(map(str, described))}")
        text = str(value)
        lines.append(f"  {name}:  {text if len(text) <= 800 else text[:800] + ' ...'}")
    if not (isinstance(a, np.ndarray) and isinstance(b, np.ndarray)) or a.shape != b.shape or not a.size:
        return lines
    if a.dtype.kind not in "biufc" or b.dtype.kind not in "biufc":
        return lines
    wide = np.complex128 if "c" in (a.dtype.kind, b.dtype.kind) else np.float64
    with np.errstate(all="ignore"):
        a, b = a.astype(wide), b.astype(wide)
        differences = np.abs(b - a)
        relative = differences / np.maximum(np.abs(a) + np.abs(b), 1e-8)
        for name, found in (("Abs", differences), ("Rel", relative)):
            worst = int(np.argmax(found))
            lines += [
                f"  {statistic} {name} Diff:  {getattr(np, statistic.lower())(found)}"
                for statistic in ("Max", "Mean", "Median", "Std")
            ]
            lines.append(f"  Values at the largest {name} Diff:  {b.flat[worst]} {a.flat[worst]}")
    return lines


class SaveError(TypeError):
    """A part of an object cannot be saved: a foreign operation or class, or an arbitrary Python object.

    Attributes
    ----------
    what, where : str
        What it is, and where in the object.
    """

    def __init__(self, what, where):
        super().__init__(what, where)
        self.what, self.where = what, where

    def __str__(self):
        return f"{self.what} cannot be saved; it is in {self.where}.\nhint: use pickle for what is not of this package"


class LoadError(ValueError):
    """A file is not as ``save`` wrote it, or names something unknown to this package.

    Attributes
    ----------
    reason : str
    path : path or None
    """

    def __init__(self, reason, path=None):
        super().__init__(reason, path)
        self.reason, self.path = reason, path

    def __str__(self):
        name = "the file" if self.path is None else self.path
        return f"{name} cannot be loaded: {self.reason}.\nhint: use files that theano.save wrote"


class PickleError(PicklingError, AttributeError):
    """A pickle would need a function or a class that no module has under its name.

    It is both of the errors that Python raises there.
    """


class ExportError(NotImplementedError):
    """A graph cannot be exported: an operation has no counterpart on the other side, or needs what is not known there.

    Attributes
    ----------
    target : str
        Where to, such as ``JAX``.
    op : Op or None
        The operation.
    reason : str
        What is missing, and what to do.
    place : Location or None
        Where in the user's program the operation was applied.
    """

    def __init__(self, target, op, reason, place=None):
        super().__init__(target, op, reason, place)
        self.target, self.op, self.reason, self.place = target, op, reason, place

    def __str__(self):
        what = "the graph" if self.op is None else str(self.op)
        made = "" if self.place is None else f"\n  created at: {self.place}"
        return f"{what} cannot be exported to {self.target}: {self.reason}{made}"


class UnknownRewriteWarning(UserWarning):
    """A mode includes, excludes or requires a name or tag that no rewrite has."""
