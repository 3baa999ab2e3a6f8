"""NumPy's functions on variables take all keywords of NumPy's, or refuse them by name: none is ignored."""

import re

import numpy as np
import pytest
from numpy_keywords import CALLS, calls, expressions, function_of

import tensorgraph as theano
import tensorgraph.tensor as T
from tensorgraph.errors import NoCounterpartError
from tensorgraph.tensor.protocols.arrayfunctions import counterpart

SHAPES = {"x": (3, 4), "s": (3, 3), "v": (4,), "t": (2, 3, 4)}
# of Python's call machinery, which names no reason
MACHINERY = re.compile(r"unexpected keyword|required positional|positional argument|required keyword|internal")
# calls that NumPy refuses: Theano takes several axes, and what is more is no mistake
WIDER = re.compile(
    r"(nan)?arg(max|min)\(x, axis=\(0, 1\)|nanmean\(x.*dtype=('int32'|np.int64)|linalg\.cross\(s, s, axis=None|"
    r"linalg\.pinv\(x, rtol=s\[0\]|fft\.\w+\(x, axes=[01]\)"
)
# results that differ: shapes are variables, ties may come in any order, unset elements have any value
OTHERS = re.compile(
    r"shape\(x\)|arg(sort|partition)\(|empty|linalg\.matrix_rank\(x, rtol=s|prod\(x, axis=0, initial=0\.5|"
    r"unwrap\(x, period|logspace\(v, 2\.0, base=v"
)
# calls without keywords that have no counterpart
WITHOUT = {"real_if_close", "unstack", "fill_diagonal", "sort_complex"}


def arrays(dtype):
    """Return the arrays of the calls by their names."""
    rng, found = np.random.default_rng(5), {"i": np.array([2, 0, 1, 2, 3])}
    for name, shape in SHAPES.items():
        values = np.linspace(0.11, 2.7 + 0.01 * len(shape), int(np.prod(shape)))
        found[name] = rng.permutation(values).reshape(shape).astype(dtype)
    return found


def flat(result):
    return [v for part in result for v in flat(part)] if isinstance(result, (list, tuple)) else [result]


def attempted(call):
    """Return the results of a call, or its error."""
    try:
        with np.errstate(all="ignore"):
            return flat(call())
    except Exception as error:  # noqa: BLE001
        return error


def computed(found, given, values):
    """Return the values of results, of which some are variables."""
    symbolic = [v for v in found if hasattr(v, "owner")]
    f = theano.function(list(given.values()), symbolic, on_unused_input="ignore", mode=theano.Mode("py", None))
    got = iter(f(*values.values()))
    return [next(got) if hasattr(v, "owner") else v for v in found]


def fault_of_error(call, keyword, error, wanted):
    """Return what is wrong with an error, or None."""
    text = str(error)
    if isinstance(wanted, Exception):
        # that of NumPy's own dispatcher comes before
        return None if not MACHINERY.search(text) or text == str(wanted) else text
    if not isinstance(error, (TypeError, ValueError, NotImplementedError)) or MACHINERY.search(text):
        return text
    if not keyword:
        named = any(name in text for name in re.findall(r"(\w+)=", call))
        return None if named or isinstance(error, NoCounterpartError) else text
    return None if keyword in text or function_of(call) in WITHOUT or "integers" in text else text


def fault(call, keyword, dtype):
    """Return what is wrong with a call, or None."""
    values = arrays(dtype)
    given = {name: T.TensorType(a.dtype.name, (False,) * a.ndim)(name) for name, a in values.items()}
    of = eval(f"lambda np, x, s, v, t, i: np.{call}")
    wanted = attempted(lambda: of(np, **{name: a.copy() for name, a in values.items()}))
    found = attempted(lambda: of(np, **given))
    if isinstance(found, Exception):
        return fault_of_error(call, keyword, found, wanted)
    got = attempted(lambda: computed(found, given, values))
    if isinstance(wanted, Exception):
        return None if isinstance(got, Exception) or WIDER.match(call) else f"NumPy refuses it: {wanted}"
    if isinstance(got, Exception):
        return str(got)
    return None if OTHERS.search(call) else difference(got, wanted, dtype, call)


def difference(got, wanted, dtype, call):
    """Return how results differ, or None."""
    if len(got) != len(wanted):
        return f"{len(got)} results, not {len(wanted)}"
    for a, b in zip(map(np.asarray, got), map(np.asarray, wanted)):
        if a.dtype != b.dtype or a.shape != b.shape:
            return f"{a.dtype}{a.shape}, not {b.dtype}{b.shape}"
        digits = 2e-3 if a.dtype == "float16" else 2e-5 if "float32" in (a.dtype, dtype) or "float32" in call else 1e-9
        if a.dtype != object and not np.allclose(a, b, digits, digits, equal_nan=True):
            return f"{a}, not {b}"
    return None


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("dtype", ["float64", "float32", "int64"])
@pytest.mark.parametrize("name", sorted({function_of(call) for call in expressions(CALLS)}))
def test_keywords(name, dtype):
    """Each call has the result that it has on arrays, or a typed error that names the keyword."""
    faults = [(call, fault(call, keyword, dtype)) for call, keyword in calls() if function_of(call) == name]
    assert [f for f in faults if f[1]] == [] and faults


def test_calls_are_complete():
    """Each function of the table is called."""
    dispatched = {
        f"{f.__module__}.{f.__name__}" for module in (np, np.linalg, np.fft) for f in vars(module).values()
        if type(f).__name__ == "_ArrayFunctionDispatcher"
    }
    called = {f"numpy.{function_of(call)}" for call in expressions(CALLS)}
    known = {name for name in dispatched if counterpart(name) is not None}
    aliases = {"numpy.transpose", "numpy.permute_dims"}
    assert len(known) > 190 and known - aliases - called == set()


def test_parts_of_axes_of_known_length():
    parts = np.unstack(T.constant(np.arange(6.0).reshape(2, 3)), axis=1)
    assert [p.eval().tolist() for p in parts] == [[0, 3], [1, 4], [2, 5]]
    with pytest.raises(NoCounterpartError, match=r"unstack\(axis=0\) needs to know the length .*\nhint: .*x\[0\]"):
        np.unstack(T.dmatrix("x"))


def test_weights_of_several_axes():
    x = np.arange(24.0).reshape(2, 3, 4)
    w = np.arange(1.0, 9).reshape(4, 2)
    t = T.dtensor3("t")
    np.testing.assert_allclose(np.average(t, (2, 0), w).eval({t: x}), np.average(x, (2, 0), w))
