"""Every scalar operation of PyTensor, of all dtypes and special values."""

from itertools import product

import numpy as np
import pytensor.scalar as ps
import pytensor.scalar.math
import pytensor.tensor as pt
import pytest
from pytensor.tensor.elemwise import Elemwise
from pytensor_agreement import agree

DTYPES = ("bool", "int8", "uint8", "int32", "int64", "uint64", "float32", "float64", "complex128")
PAIRS = ("bool", "int8", "uint8", "int64", "uint64", "float32", "float64")
FOREIGN = {
    **dict.fromkeys(["GammaLn", "I0", "I1", "Sigmoid", "Softplus", "Cast"], "of complex numbers"),
    **dict.fromkeys(["AND", "OR", "XOR"], "of signed and unsigned 64-bit integers, which have no common type"),
}
REFUSED = {"ComplexFromPolar": "theirs does not run"}
FLOATS = [-np.inf, -2.5, -1, -0.5, -0.0, 0, 0.3, 0.5, 1, 1.5, 2.5, 30, np.inf, np.nan]
COMPLEX = [1 + 2j, -0.5 + 0.1j, 0.3 - 1j, 2, -1, 0.5j]


def operations():
    """Return the scalar operations by name, those that take graphs and types left out."""
    found = {}
    for module in (ps.basic, pytensor.scalar.math):
        for name, op in vars(module).items():
            if isinstance(op, ps.ScalarOp) and not isinstance(op, ps.Composite) and type(op).__name__ not in REFUSED:
                found.setdefault(type(op), (name, op))
    return {name: op for name, op in found.values()}


OPERATIONS = operations()


def values_of(dtype):
    """Return numbers of a dtype with the special ones."""
    if dtype.startswith("complex"):
        return np.array(COMPLEX, dtype)
    if dtype.startswith("float"):
        return np.array(FLOATS, dtype)
    if dtype == "bool":
        return np.array([False, True])
    info = np.iinfo(dtype)
    return np.array([info.min, info.max, *range(-3 if info.min else 0, 5)], dtype)


def applied(op, inputs):
    """Return the result of an operation, None where it takes no such types."""
    try:
        return Elemwise(op)(*inputs)
    except (TypeError, NotImplementedError, AssertionError, ValueError):
        return None


def arity(op):
    """Return the number of inputs, 2 for any number."""
    return op.nin if op.nin > 0 else op.nfunc_spec[1] if op.nfunc_spec and "scipy" in op.nfunc_spec[0] else 2


# of NumPy about special values
@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("name", OPERATIONS)
def test_of_all_dtypes(name):
    op = OPERATIONS[name]
    n = arity(op)
    names = {1: DTYPES, 2: PAIRS, 3: ("int64", "float64", "bool"), 4: ("float64",)}[n]
    # each input along an axis of its own
    places = [[1 if j != i else None for j in range(n)] for i in range(n)]
    inputs = {(d, i): pt.tensor(f"{d}_{i}", dtype=d, shape=places[i]) for d, i in product(names, range(n))}
    found = [applied(op, [inputs[d, i] for i, d in enumerate(ds)]) for ds in product(names, repeat=n)]
    found = [z for z in found if z is not None]
    if name == "angle":
        # NumPy's of 8 bits has half precision
        found = [z for z in found if z.owner.inputs[0].type.dtype not in ("bool", "int8", "uint8")]
    assert found
    values = {d: values_of(d) for d in names}
    # NumPy raises for integers to negative powers, and a high order has no number in single precision
    low, high = {"pow": (0, None), "polygamma": (-3, 9)}.get(name, (None, None))
    if low is not None:
        values = {d: x if "f" in d else np.clip(x, max(low, x.min()), high).astype(d) for d, x in values.items()}
    if name == "hyp2f1":
        # SciPy's is 1 at nan where a or b is 0, and crashes for others
        values = {d: x[~np.isnan(x)] for d, x in values.items()}
    arguments = [values[d].reshape([-1 if k is None else 1 for k in places[i]]) for d, i in inputs]
    foreign = agree(list(inputs.values()), found, arguments, elementwise=True)
    assert foreign <= FOREIGN.keys()
