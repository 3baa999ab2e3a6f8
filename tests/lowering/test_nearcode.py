"""Code in two versions gives an element the same bits, whether others of its tile are far from one or not."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import tensorgraph as theano
import tensorgraph.tensor as T

FAR = {"float32": 1e25, "float64": 1e200}
UNARY = [abs, T.sqr, T.neg, lambda x: 1 - x, lambda x: T.sqrt(abs(x)), lambda x: T.sqrt(T.sqr(x) + 1)]
BINARY = [
    lambda x, y: x + y, lambda x, y: x - y, lambda x, y: x * y, lambda x, y: x / (1 + T.sqr(y)), T.maximum,
    lambda x, y: T.sqrt(T.sqr(x) + T.sqr(y)), lambda x, y: x / (T.sqr(x) + T.sqr(y)),
    lambda x, y: T.switch(abs(x) > 2.0**40, y * 2.0**-90, y), lambda x, y: T.switch(T.isinf(x), y, x),
    lambda x, y: T.switch(T.or_(x < -(2.0**35), abs(y) < 2.0**-35), 0.5 * x, y),
    lambda x, y: y * T.switch(T.and_(x > 0, T.maximum(abs(x), abs(y)) > 2.0**50), x, 1) + x,
    lambda x, y: x - T.switch(T.sqr(x) > 2.0**60, 3, 1) * y,
]


@st.composite
def programs(draw):
    """Return a function of three variables that returns two expressions of them."""
    number = st.integers(0, 99)
    steps = draw(st.lists(st.tuples(number, number, number), min_size=1, max_size=14))

    def build(values):
        values = list(values)
        for which, i, j in steps:
            x, y = values[-1 - i % len(values)], values[-1 - j % len(values)]
            makers = UNARY + BINARY
            maker = makers[which % len(makers)]
            values.append(maker(x) if maker in UNARY else maker(x, y))
        return [values[-1], values[len(values) // 2] * 0.5]

    return build


def operations(f):
    """Return the names of the operations on tiles of a function, segment by segment."""
    code = [instruction for step in f.program.steps for instruction in step.params.get("segments", ())]
    return [[name for name, *_ in op[2]] for op, *_ in code if op[0] == "segment"]


@given(programs(), st.sampled_from([64, 77, 256, 1000]), st.sampled_from(sorted(FAR)), st.integers(0, 2**32 - 1))
@settings(max_examples=150)
def test_elements_do_not_depend_on_others(build, n, dtype, seed):
    rng = np.random.default_rng(seed)
    x, y, z = variables = [T.vector(name, dtype=dtype) for name in "xyz"]
    f = theano.function(variables, build([x, y, z]), on_unused_input="ignore")
    near = [rng.normal(size=n).astype(dtype) for _ in variables]
    mixed = [values.copy() for values in near]
    is_far = rng.random(n) < rng.choice([0.002, 0.05, 0.9])
    for values in mixed:
        factors = rng.choice([FAR[dtype], 1 / FAR[dtype], np.inf, 0, np.nan], is_far.sum())
        with np.errstate(invalid="ignore"):
            values[is_far] *= factors.astype(dtype)
    for some, others in zip(f(*mixed), f(*near), strict=True):
        assert some[~is_far].tobytes() == others[~is_far].tobytes()
    far_only = [np.repeat(values[is_far], 64) for values in mixed]
    for some, alone in zip(f(*mixed), f(*far_only), strict=True):
        np.testing.assert_array_equal(some[is_far], alone[::64])


@pytest.mark.parametrize("dtype", sorted(FAR))
def test_results_that_take_the_memory_of_inputs(dtype):
    """No element is computed twice from what a version has stored."""
    x, w = T.vector("x", dtype=dtype), theano.shared(np.zeros(1, dtype))
    f = theano.function([x], updates=[(w, T.sqrt(T.sqr(x) + T.sqr(w)))])
    for n in (64, 65, 200, 1000):
        values = np.linspace(1, 2, n).astype(dtype)
        values[n // 2] = FAR[dtype]
        w.set_value(2 * values)
        f(values)
        np.testing.assert_allclose(w.get_value(), np.sqrt(5) * values.astype("longdouble"), rtol=1e-6)


@pytest.mark.parametrize("dtype", sorted(FAR))
def test_results_that_are_looked_at(dtype):
    """What is stored and looked at is not stored before the longer version is left to, which reads what lay there."""
    x, w = T.vector("x", dtype=dtype), theano.shared(np.zeros(1, dtype))
    f = theano.function([x], T.sqrt(T.sqr(w + x) + T.sqr(w - x)), updates=[(w, w + x)])
    for n in (64, 65, 200, 1000):
        values = np.linspace(1, 2, n).astype(dtype)
        values[n // 2] = FAR[dtype]
        w.set_value(2 * values)
        np.testing.assert_allclose(f(values), np.sqrt(10) * values.astype("longdouble"), rtol=1e-6)
        np.testing.assert_array_equal(w.get_value(), 3 * values)


def test_what_is_looked_at_is_computed_once():
    x, y, z = T.dvectors("x", "y", "z")
    f = theano.function([x, y, z], T.sqrt(T.sqr(x + y - z) + T.sqr(x - y * z)))
    (names,) = operations(f)
    near = names[: names.index("go")]
    assert [name for name in near if name in ("add", "sub", "fnma", "fms", "leave")].count("leave") == 1
    assert sum(name in ("add", "sub", "fnma", "fms", "submul", "mulsub") for name in near) == 3


def test_what_has_two_versions():
    x, y = T.dvectors("x", "y")
    for cost, jumps in (
        (T.sqrt(T.sqr(x) + T.sqr(y)), ["leave", "go"]),
        (x / (T.sqr(x) + T.sqr(y)), ["leave", "go"]),
        (T.switch(abs(x) > 2.0**20, 2.0**-45 * x, y + 1) * 2, []),
        (T.switch(x < 2.0**-40, 2.0 * x, y + 1) * 2, []),
    ):
        (names,) = operations(theano.function([x, y], cost))
        assert [name for name in names if name in ("leave", "go")] == jumps


def test_code_without_choices_is_made_once():
    x, y = T.dvectors("x", "y")
    (names,) = operations(theano.function([x, y], abs(x) + 2.0**50 * y))
    assert names[-1] == "store" and names.count("store") == 1
