"""Graphs of PyTensor run by its own Python code and by ours: tables of cases, and the comparison of one."""

import warnings

import numpy as np
import pytensor
from pytensor.compile.mode import Mode
from pytensor.graph.basic import Constant
from pytensor.graph.fg import FunctionGraph
from pytensor.graph.rewriting.db import RewriteDatabaseQuery
from pytensor.link.vm import VMLinker
from pytensor.scalar.basic import Reciprocal

import tensorgraph.bridges.pytensor  # noqa: F401
from tensorgraph.bridges.pytensor.foreign import foreign_ops

PYTHON = Mode(VMLinker(use_cloop=False, c_thunks=False), RewriteDatabaseQuery(include=["minimum_compile"]))
"""Runs each operation's ``perform``, and rewrites nothing."""

NO_GRAPH = FunctionGraph([], [])
VERSION = int(pytensor.__version__.partition(".")[0])
CASES = {}
"""From a name to a function that yields runs, and the names of the operations that have no conversion there."""
TOLERANCE = {
    "float32": (1e-5, 1e-6),
    "complex64": (1e-5, 1e-6),
    "float64": (1e-10, 1e-13),
    "complex128": (1e-10, 1e-13),
}


def reciprocal(self, x):
    """Return ``1 / x``; theirs divides a number of float32, and has eight digits of Python's numbers in loops."""
    return (1.0 if isinstance(x, float) else np.float32(1.0)) / x


Reciprocal.impl = reciprocal


def case(*foreign, when=True):
    """Register a function that yields ``(inputs, outputs, values of the inputs, ...)``.

    Parameters
    ----------
    *foreign : str
        Names of classes of operations that run by their own ``perform``.
    when : bool
        Whether the installed version has what the case is about.
    """

    def register(function):
        assert function.__name__ not in CASES
        if when:
            CASES[function.__name__] = function, set(foreign)
        return function

    return register


def check(name):
    """Run a case both ways."""
    function, expected = CASES[name]
    with warnings.catch_warnings():
        # of its own code, and of NumPy about special values
        warnings.simplefilter("ignore")
        found = set().union(*[agree(*run) for run in function()])
    assert found == expected


def agree(inputs, outputs, *values, elementwise=False, errors=True):
    """Compare what both make of values, and return the names of operations that have no conversion.

    Parameters
    ----------
    inputs, outputs : list of Variable
    *values : list
        The arguments of a call.
    elementwise : bool
        Whether each number must be as accurate as its own size asks for, not the largest one's.
    errors : bool
        Whether what raises there must raise here; a rewrite may remove an operation that fails.
    """
    outputs = outputs if isinstance(outputs, list) else [outputs]
    theirs, ours = [compiled(inputs, outputs, mode) for mode in (PYTHON, "TENSORGRAPH")]
    for arguments in values:
        expected, found = [outcome(f, arguments) for f in (theirs, ours)]
        if isinstance(expected, type):
            assert not errors or isinstance(found, type) and issubclass(found, expected), (found, expected)
            continue
        assert not isinstance(found, type), (found, expected)
        for i, (a, b, v) in enumerate(zip(found, expected, outputs)):
            same(a, b, v, i, elementwise)
    return {type(applied_by(op.op)[-1]).__name__ for op in foreign_ops(ours.vm.function.maker.fgraph)}


def compiled(inputs, outputs, mode):
    """Return a function of PyTensor; what is inside of operations is never compiled by Numba."""
    with pytensor.config.change_flags(mode=PYTHON, cxx=""):
        return pytensor.function(inputs, outputs, mode=mode, on_unused_input="ignore", accept_inplace=True)


def outcome(function, arguments):
    """Return the values of a call, or the class of the exception that it raises."""
    with pytensor.config.change_flags(mode=PYTHON, cxx=""):
        return called(function, arguments)


def called(function, arguments):
    """Return the values of a call that leaves its arguments as they are, or the class of the exception."""
    kept = [np.array(a) if isinstance(a, np.ndarray) else a for a in arguments]
    try:
        found = function(*arguments)
    except Exception as error:
        return type(error)
    for a, b in zip(arguments, kept):
        if isinstance(a, np.ndarray):
            np.testing.assert_array_equal(a, b, err_msg="an argument was overwritten")
    return found


def same(a, b, v, i, elementwise=False):
    """Compare an output, of which PyTensor's Python code made `b`."""
    where = f"output {i}: {v.owner and v.owner.op} of {v.owner and [x.type for x in v.owner.inputs]}"
    if hasattr(b, "toarray"):
        assert a.format == b.format, where
        assert a.dtype == b.dtype, where
        a, b = a.toarray(), b.toarray()
    if not hasattr(v.type, "dtype"):
        assert np.all(a == b) if not isinstance(b, (list, np.random.Generator)) else True, where
        return
    assert a.dtype == v.type.dtype, where
    assert np.shape(a) == np.shape(b), (where, np.shape(a), np.shape(b))
    static = getattr(v.type, "shape", ())
    assert all(n is None or n == k for n, k in zip(static, np.shape(a))), where
    close(a, b, where, elementwise)


def close(a, b, where, elementwise):
    """Compare numbers: to the accuracy of their dtype, and nan where there is nan."""
    if a.dtype.name not in TOLERANCE:
        np.testing.assert_array_equal(a, b, err_msg=where)
        return
    rtol, atol = TOLERANCE[a.dtype.name]
    np.testing.assert_allclose(a, b, rtol=rtol, atol=0 if elementwise else atol * largest(b), err_msg=where)


def largest(x):
    """Return the largest finite absolute value of an array."""
    finite = np.abs(x[np.isfinite(x)])
    return finite.max() if finite.size else 0


def classes_of(outputs):
    """Return the classes of the operations of a graph, and of those inside of them."""
    found, waiting, seen = set(), [v.owner for v in outputs if v.owner], set()
    while waiting:
        node = waiting.pop()
        if id(node) in seen:
            continue
        seen.add(id(node))
        waiting += [v.owner for v in node.inputs if v.owner and not isinstance(v, Constant)]
        for op in applied_by(node.op):
            found.add(type(op))
            waiting += [v.owner for v in getattr(op, "fgraph", NO_GRAPH).outputs if v.owner]
    return found


def applied_by(op):
    """Return an operation and those that it applies."""
    inside = getattr(op, "scalar_op", None) or getattr(op, "core_op", None)
    return [op, *([] if inside is None else applied_by(inside))]
