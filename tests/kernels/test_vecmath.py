"""The inline mathematics: its promised errors over the whole range, and its independence of the place in a block."""

import numpy as np
import pytest
import ulp

from tensorgraph._kernels.loops import dispatch
from tensorgraph._kernels.loops.superinstructions import SUPER, tree_operands
from tensorgraph.scalar import REGISTRY

KERNELS = [f"{function}_{code}" for function in ulp.FUNCTIONS for code in ("f64", "f32")]
DTYPES = {"f64": np.float64, "f32": np.float32}

pytestmark = pytest.mark.parametrize("isa", dispatch.supported())


@pytest.mark.parametrize("name", KERNELS)
def test_error(name, isa):
    """The largest error against mpmath is below the promise of ulp.rst."""
    worst, argument = ulp.measure(isa, name, n=20_000, exactly=20)
    assert worst <= ulp.FUNCTIONS[name.rpartition("_")[0]].promised, argument


@pytest.mark.parametrize("name", KERNELS)
def test_same_bits_at_every_place(name, isa):
    """An element alone has the bits that it has inside a block: neither tails nor chunks change a result."""
    x = ulp.points(DTYPES[name[-3:]], 2560)[:, None]
    alone = np.concatenate([ulp.evaluate(isa, name, e) for e in x])
    assert ulp.evaluate(isa, name, x.ravel().copy()).tobytes() == alone.tobytes()


@pytest.mark.parametrize("neighbour", [0.0, 1e22, 5e4, np.inf, np.nan, -1e-310])
@pytest.mark.parametrize("name", KERNELS)
def test_same_bits_beside_every_neighbour(name, neighbour, isa):
    """The result for an element does not depend on the other elements of its block."""
    x = ulp.points(DTYPES[name[-3:]], 512)[:256]
    mixed = x.copy()
    mixed[::5] = neighbour
    rest = np.arange(256) % 5 != 0
    want, z = ulp.evaluate(isa, name, x), ulp.evaluate(isa, name, mixed)
    assert z[rest].tobytes() == want[rest].tobytes()


@pytest.mark.parametrize("neighbour", [1e4, -1e4, 0.0, np.nan, np.inf])
@pytest.mark.parametrize("code", DTYPES)
@pytest.mark.parametrize("name", [*SUPER, "xlogy", "xlogx"])
def test_same_bits_of_trees_beside_every_neighbour(name, code, neighbour, isa):
    """Also of what a kernel computes from several operands."""
    count = len(tree_operands(SUPER[name])) if name in SUPER else len(REGISTRY[name].params)
    operands = np.random.default_rng(count).uniform(-3, 3, (4, 256)).astype(DTYPES[code])
    if "log" in name:
        operands = abs(operands)
    kernel = ulp.KERNEL(dispatch.kernels(isa)[f"{name}_{code}"])
    results = []
    for strange in False, True:
        given = operands[:count].copy()
        if strange:
            given[:, ::5] = neighbour
        z = np.empty_like(given[0])
        kernel(z.ctypes.data, *[x.ctypes.data for x in given], *[None] * (4 - count), 256)
        results.append(z[np.arange(256) % 5 != 0])
    assert results[0].tobytes() == results[1].tobytes()


@pytest.mark.parametrize("name", ["sin_f64", "cos_f64", "sin_f32", "cos_f32"])
def test_huge_angles(name, isa):
    """A block with one huge angle, or an infinite one, is right everywhere."""
    dtype = DTYPES[name[-3:]]
    x = np.linspace(-10, 10, 256).astype(dtype)
    x[100], x[101], x[102] = 1e22, np.inf, np.nan
    with np.errstate(invalid="ignore"):
        want = ulp.FUNCTIONS[name[:3]].wide(x.astype(np.longdouble))
    z = ulp.evaluate(isa, name, x)
    assert np.array_equal(np.isnan(z), np.isnan(want))
    z, want = z[~np.isnan(want)], want[~np.isnan(want)]
    assert (abs(z - want) <= 4 * np.spacing(abs(want).astype(dtype))).all()
