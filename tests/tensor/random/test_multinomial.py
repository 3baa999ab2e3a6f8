"""Discrete samples from uniform ones."""

import numpy as np
import pytest
from reference import check_shapes, evaluate

import tensorgraph as theano
import tensorgraph.tensor as T
from tensorgraph.compat import install_as_theano, uninstall
from tensorgraph.tensor.random.multinomial import ChoiceFromUniform, MultinomialFromUniform

P = np.array([[0.2, 0.3, 0.5], [0.1, 0.1, 0.8], [0.0, 1.0, 0.0], [0.2, 0.2, 0.2]])


def first_above(p, u):
    """The definition: the first outcome whose cumulated probability exceeds u, or None."""
    total = 0.0
    for k, part in enumerate(p):
        total += float(part)
        if total > u:
            return k
    return None


@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize("n", [1, 2, 7])
def test_multinomial(n, dtype):
    p = P.astype(dtype)
    u = np.random.default_rng(5).uniform(size=len(p) * n)
    wanted = np.zeros(p.shape)
    for i, sample in enumerate(u):
        k = first_above(p[i % len(p)], sample)
        if k is not None:
            wanted[i % len(p), k] += 1
    pvals, unis, count = T.matrix(dtype=dtype), T.dvector(), T.iscalar()
    for odtype in ("int64", "float32", "auto"):
        z = MultinomialFromUniform(odtype)(pvals, unis, count)
        got = evaluate(z, {pvals: p, unis: u, count: np.int32(n)})
        assert got.dtype == (dtype if odtype == "auto" else odtype)
        np.testing.assert_array_equal(got, wanted)
        check_shapes(z, {pvals: p, unis: u, count: np.int32(n)})


@pytest.mark.parametrize("replace", [False, True])
@pytest.mark.parametrize("n", [1, 2, 3])
def test_choice(n, replace):
    u = np.random.default_rng(6).uniform(size=len(P) * n)
    wanted = np.full((len(P), n), -1)
    left = P.copy()
    for i, sample in enumerate(u):
        row = left[i % len(P)]
        k = first_above(row, sample)
        if k is not None:
            wanted[i % len(P), i // len(P)] = k
            if not replace:
                row[k] = 0
                with np.errstate(invalid="ignore"):
                    row /= row.sum()
    pvals, unis, count = T.dmatrix(), T.dvector(), T.lscalar()
    given = {pvals: P.copy(), unis: u, count: np.int64(n)}
    z = ChoiceFromUniform("int64", replace)(pvals, unis, count)
    np.testing.assert_array_equal(evaluate(z, given), wanted)
    np.testing.assert_array_equal(given[pvals], P)
    check_shapes(z, given)
    if not replace:
        assert all(len({*row} - {-1}) == sum(row >= 0) for row in wanted)


def test_empty():
    pvals, unis = T.dmatrix(), T.dvector()
    for shape in ((0, 3), (3, 0), (0, 0)):
        given = {pvals: np.zeros(shape), unis: np.full(shape[0], 0.5)}
        assert evaluate(MultinomialFromUniform("int64")(pvals, unis), given).shape == shape
        if shape[1]:
            assert evaluate(ChoiceFromUniform("int64")(pvals, unis), given).shape == (shape[0], 1)


def test_types():
    assert str(MultinomialFromUniform("int64")) == "MultinomialFromUniform{int64}"
    assert MultinomialFromUniform("int64")(T.dcol(), T.dvector()).broadcastable == (False, True)
    assert ChoiceFromUniform("auto")(T.drow(), T.dvector()).type == T.lrow


def test_gradient_is_zero():
    pvals, unis = T.dmatrix(), T.dvector()
    g = T.grad(MultinomialFromUniform("float64")(pvals, unis).sum(), [pvals, unis])
    for value in evaluate(g, {pvals: P, unis: np.full(4, 0.5)}):
        assert not value.any()


def test_bad_input():
    pvals, unis, n = T.dmatrix(), T.dvector(), T.lscalar()
    with pytest.raises(NotImplementedError, match="pvals"):
        MultinomialFromUniform("int64")(T.dvector(), unis)
    with pytest.raises(NotImplementedError, match="unis"):
        MultinomialFromUniform("int64")(pvals, T.dmatrix())
    with pytest.raises(TypeError, match="number of draws"):
        MultinomialFromUniform("int64")(pvals, unis, 2.5)
    for op in (MultinomialFromUniform("int64"), ChoiceFromUniform("int64")):
        with pytest.raises(ValueError, match="unis.shape"):
            theano.function([pvals, unis, n], op(pvals, unis, n))(P, np.zeros(5), 1)
    with pytest.raises(ValueError, match="without replacement"):
        theano.function([pvals, unis, n], ChoiceFromUniform("int64")(pvals, unis, n))(P, np.zeros(16), 4)


@pytest.mark.parametrize(
    "row, message", [([0.6, 0.6], "the sum 1.2, which is larger than 1"), ([1.5, -0.5], "a negative probability, -0.5")]
)
def test_rows_that_are_no_probabilities(row, message):
    p = T.dmatrix("p")
    f = theano.function([p], MultinomialFromUniform("int64")(p, [0.5, 0.5], 1))
    with pytest.raises(ValueError, match=f"row 1 has {message}"):
        f([[0.5, 0.5], row])
    install_as_theano()
    try:
        with pytest.warns(UserWarning, match=f"row 1 has {message}"):
            f([[0.5, 0.5], row])
    finally:
        uninstall()


def test_rounded_probabilities_are_probabilities():
    p = np.full((1, 3000), 0.000334, "float16")
    assert p.sum(dtype="float64") > 1
    assert MultinomialFromUniform("int64")(p, [0.5], 1).eval().sum() == 1
    assert MultinomialFromUniform("int64")(np.full((1, 3), 0.33334, "float32"), [0.5], 1).eval().sum() == 1
