"""Errors of Python's inside of a call name the argument that is wrong: each of those of a good call is replaced."""

import contextlib
import inspect
import io
import itertools
import warnings

import numpy as np
import pytest
from publicfunctions import MODULES, public

import tensorgraph as theano
import tensorgraph.tensor as T


def good_calls():
    """Return arguments that most functions take one of."""
    v, m, s, k = T.dvector("v"), T.dmatrix("m"), T.dscalar("s"), T.lvector("k")
    images = T.dtensor4("images")
    return [
        (), (v,), (m,), (v, 2), (m, m), (v, v), (k, 3), (v, v, v), (m, 0), (m, (1, 0)), ([v, v],), ((2, 3),), (m, v),
        (s,), (m, (2, 3)), (images, images), ([m, m],),
    ]  # fmt: skip


WRONG = [None, "abc", 1.5, object(), {"q": 1}, len, T.dtensor3("wrong"), T.iscalar("count"), np.ones((2, 2, 2))]


def quietly(function, *args, **kwargs):
    with contextlib.redirect_stdout(io.StringIO()), warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")
        return function(*args, **kwargs)


def base_of(function):
    """Return the arguments of a call that works, or None."""
    signature = inspect.signature(function)
    for args in good_calls():
        with contextlib.suppress(Exception):
            signature.bind(*args)
            quietly(function, *args)
            return args
    return None


def one_wrong(function):
    """Yield the name of each argument, a wrong value and a call in which only that is wrong."""
    base = base_of(function)
    parameters = inspect.signature(function).parameters.values()
    plain = [p for p in parameters if p.kind in (p.POSITIONAL_ONLY, p.POSITIONAL_OR_KEYWORD)]
    for i, parameter in enumerate(plain if base is not None else ()):
        if i >= len(base) and parameter.default is parameter.empty:
            continue
        for wrong in WRONG:
            args, kwargs = list(base), {}
            if i < len(args):
                args[i] = wrong
            else:
                kwargs[parameter.name] = wrong
            yield parameter.name, wrong, args, kwargs


def test_the_wrong_argument_is_named():
    missed, told = [], 0
    for name, function in itertools.chain.from_iterable(map(public, MODULES)):
        for argument, wrong, args, kwargs in one_wrong(function) if hasattr(function, "__wrapped__") else ():
            try:
                quietly(function, *args, **kwargs)
            except Exception as error:  # noqa: BLE001 - of any class
                first = str(error).partition("\n")[0]
                if "() cannot use " in first or "of Python's as " in first:
                    told += 1
                    if f"cannot use {argument} =" not in first and f"of Python's as {argument}" not in first:
                        missed.append((name, argument, wrong, first))
    assert told > 300 and len(missed) <= told // 50, missed


def test_the_variable_that_should_be_a_value_is_named():
    m, n = T.dmatrix("m"), T.iscalar("n")
    with pytest.raises(theano.errors.NoValueError, match=r"^zeros\(\) needs a list or a tuple.* as shape, .* m, a T"):
        T.zeros(m)
    with pytest.raises(TypeError, match=r"^split\(\) needs an integer of Python's as n_splits, .* n, a Tensor.*\nhint"):
        T.split(T.dvector("v"), T.lvector("k"), n)
