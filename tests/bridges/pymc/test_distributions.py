"""Every public distribution of PyMC in mode TENSORGRAPH: densities, gradients, distribution functions, draws."""

from functools import partial

import numpy as np
import pymc as pm
import pytensor
import pytest
from arrays import ARRAYS
from comparison import MODE, PYTHON, QUANTITIES, TOLERANCE, compared, graph_of, outcome, raise_the_same
from pymc.distributions.distribution import support_point
from scalars import SCALARS
from truths import TRUTHS, truth

CASES = {**SCALARS, **ARRAYS}
REFERENCE = "FAST_COMPILE"
pytestmark = pytest.mark.filterwarnings("ignore::FutureWarning", "ignore::UserWarning", "ignore::DeprecationWarning")
BASES = {"Continuous", "Discrete", "Distribution", "SymbolicRandomVariable"}
# compared in the tests of models
OLD = int(pm.__version__.split(".")[0]) < 6
IN_MODELS = {"Simulator", "WishartBartlett"}
# what PyTensor's Python code cannot compare with
DIFFERENT = {}
if OLD:
    DIFFERENT["Geometric", "icdf"] = "PyTensor's Python code cannot convert infinity to an integer"
    if not pytensor.config.cxx:
        # with a C compiler they are equal
        DIFFERENT["DiscreteUniform", "icdf"] = "PyTensor's Python code cannot convert nan to an integer"
        DIFFERENT["LogitNormal", "logcdf"] = "it differs from PyTensor's Python code at a mean of 50"


def test_no_distribution_is_left_out():
    public = {name for name in pm.distributions.__all__ if callable(getattr(pm.distributions, name))}
    compared = {name.split(" of ")[0].split(" in ")[0].split(" with ")[0] for name in CASES}
    assert public - compared - BASES - IN_MODELS == set()


def test_quantities_are_there_to_compare():
    """What a distribution lacks is not compared: nothing else may be missing."""
    graphs = {(name, quantity): graph_of(case, quantity) for name, case in CASES.items() for quantity in QUANTITIES}
    there = [key for key, graph in graphs.items() if graph is not None]
    counts = {quantity: sum(key[1] == quantity for key in there) for quantity in QUANTITIES}
    without = {"LKJCorr", "LKJCholeskyCov"} if OLD else set()
    assert {name for name in CASES if graphs[name, "logp"] is None} == without
    assert counts["logcdf"] >= 63 and counts["icdf"] >= 32
    flat = {name for name, quantity in there if quantity == "logp" and lacks_gradient(*graphs[name, quantity])}
    assert flat == {"PolyaGamma"}


def lacks_gradient(inputs, outputs):
    return len(outputs) == 1 and any(v.dtype.startswith("float") for v in inputs)


def cases():
    """Yield each case with each quantity, marked where it differs."""
    for name in CASES:
        for quantity in QUANTITIES:
            reason = DIFFERENT.get((name, quantity))
            marks = [pytest.mark.xfail(reason=reason, strict=True)] if reason else []
            yield pytest.param(name, quantity, marks=marks, id=f"{name}-{quantity}")


@pytest.mark.parametrize("name, quantity", list(cases()))
def test_values(name, quantity):
    """Values, gradients and errors are those of PyTensor's Python code, with its rewrites or without."""
    differ = differing(CASES[name], quantity, REFERENCE)
    if differ:
        # their rewrites and ours keep digits that the graph as it is written loses
        rewritten = differing(CASES[name], quantity, PYTHON)
        differ = {i: (off, rewritten[i]) for i, off in differ.items() if i in rewritten}
    if (name, quantity) in TRUTHS:
        for (point, ours, theirs), _ in differ.values():
            # at kinks and at the ends of supports theirs are as good
            same = [
                np.any([np.isclose(found, z, TOLERANCE, 0, equal_nan=True) for z in others], axis=0)
                for found, *others in zip(ours, truth(TRUTHS[name, quantity], point), theirs)
            ]
            # slopes of a density of zero are arbitrary
            assert same[0].all() and all(np.all(z | np.isinf(ours[0])) for z in same[1:])
    else:
        assert differ == {}


def differing(case, quantity, mode):
    """Return the points at which a quantity differs in a mode, by their numbers."""
    found = enumerate(compared(case, quantity, mode))
    return {i: (point, ours, theirs) for i, (point, ours, theirs, off) in found if off > TOLERANCE}


@pytest.mark.parametrize("name", CASES)
def test_draws(name):
    """The same seed gives the same numbers, and support points are the same."""
    rv = CASES[name].example()
    same(*[outcome(partial(pm.draw, rv, draws=3, random_seed=7, mode=mode), ()) for mode in (MODE, REFERENCE)])
    same(*[outcome(lambda mode: support_point(rv).eval(mode=mode), (mode,)) for mode in (MODE, REFERENCE)])


def same(ours, theirs):
    """Check that two outcomes are equal."""
    if isinstance(theirs, tuple):
        assert raise_the_same(ours, theirs)
        return
    for a, b in zip(ours, theirs, strict=True):
        assert a.dtype == b.dtype
        np.testing.assert_allclose(a, b, rtol=TOLERANCE)
