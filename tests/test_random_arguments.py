"""Random arguments of wrong kinds for every public function and operation: an error of a known class that helps."""

import contextlib
import decimal
import inspect
import io
import random
import warnings

import numpy as np
import pytest
import scipy.sparse
from mistakes import MEND, text_of
from publicfunctions import MODULES, public

import tensorgraph as theano
import tensorgraph.tensor as T
from tensorgraph.errors import MissingInputError, NoValueError, UnusedInputError
from tensorgraph.nearest import UnknownName

PLAIN = [
    theano.function, theano.shared, theano.In, theano.Out, theano.Mode, theano.OpFromGraph, theano.OrderedUpdates,
    theano.clone, theano.scan, theano.vmap, theano.jvp, theano.vjp, theano.checkpoint, theano.compiled, theano.as_op,
    theano.change_flags, theano.ifelse.ifelse,
]  # fmt: skip
CALLS = 20  # of each
TYPED = (TypeError, ValueError, IndexError, NotImplementedError, MemoryError, OSError, ImportError)
KNOWN = (*TYPED, MissingInputError, UnusedInputError)


def variables():
    v, m = T.dvector("v"), T.dmatrix("m")
    return [
        T.dscalar("s"), v, m, T.dtensor3("t"), T.lvector("k"), T.iscalar("i"), T.zvector("z"), T.fmatrix("f"),
        T.vector("b", dtype="bool"), T.row("r"), theano.shared(np.ones(3), "w"), theano.shared({"a": 1}, "g"),
        theano.sparse.csr_matrix("sp"), T.constant(2.0), T.dvector(), [v, m], (v, None), {v: 3}, [(v, m)],
    ]  # fmt: skip


VALUES = [
    None, "text", "", 1.5, -1, 0, 2, float("nan"), float("inf"), True, -(2**70), 1j, b"ab", [], (), {}, {"a": 1},
    {1, 2}, object(), len, lambda a: a, lambda: None, int, np.float32, T, type, [1, "a"], [[1.0], [1.0, 2.0]], [None],
    (1.5, 2), (-1, -1), [0, 5], range(3), decimal.Decimal("0.1"), np.datetime64("2020"), slice("a"), Ellipsis,
    np.zeros((2, 2)), np.array("a"), np.array([None]), np.ma.masked_array([1.0, 2.0], [True, False]),
    np.array([(1, 2)], "i4,f8"), scipy.sparse.eye(3), "float32", "int7", T.dvector, T.exp, Exception("x"),
]  # fmt: skip


def arguments(function, r):
    """Return random arguments, as many as the function takes."""
    pool = variables()

    def value():
        return r.choice(pool) if r.random() < 0.5 else r.choice(VALUES)

    args, kwargs = [], {}
    for p in inspect.signature(function).parameters.values():
        if p.kind is p.VAR_POSITIONAL:
            args += [value() for _ in range(r.randint(0, 3))]
        elif p.default is p.empty and p.kind in (p.POSITIONAL_ONLY, p.POSITIONAL_OR_KEYWORD):
            args.append(value())
        elif p.kind is not p.VAR_KEYWORD and (p.default is p.empty or r.random() < 0.3):
            kwargs[p.name] = value()
    return args, kwargs


def fault(error):
    """Return what is wrong with an error, or ""."""
    if isinstance(error, (NoValueError, UnknownName, T.NotScalarConstantError)):
        return ""
    # a RuntimeError is Theano's for givens that depend on each other
    if not isinstance(error, (*KNOWN, RuntimeError)) or isinstance(error, RecursionError):
        return "class"
    if str(error).startswith(("('", '("')) or not str(error).strip():
        return "text"
    needs_help = not isinstance(error, (MemoryError, OSError, ImportError))
    return "help" if needs_help and not MEND.search(text_of(error)) else ""


def check(name, function):
    r = random.Random(name)
    for _ in range(CALLS):
        args, kwargs = arguments(function, r)
        try:
            with contextlib.redirect_stdout(io.StringIO()), warnings.catch_warnings(), np.errstate(all="ignore"):
                warnings.simplefilter("ignore")
                function(*args, **kwargs)
        except Exception as error:  # noqa: BLE001 - of any class, which is what is checked
            assert not fault(error), (name, args, kwargs, repr(error))


@pytest.mark.parametrize("module", MODULES, ids=lambda module: module.__name__)
def test_random_arguments_of_functions(module):
    for name, function in public(module):
        check(name, function)


@pytest.mark.parametrize("function", PLAIN, ids=lambda function: function.__name__)
def test_random_arguments(function):
    for k in range(30):
        check(f"{function.__name__} {k}", function)
