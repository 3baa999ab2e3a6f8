"""The names of ``scipy.special``: values of SciPy, and gradients against differences."""

import numpy as np
import pytest
import scipy.special

import tensorgraph as theano
import tensorgraph.tensor as T

POINTS = np.array([0.2, 0.55, 0.9])
# arguments that are not the points alone
ARGUMENTS = {
    "betainc": (1.5, 2.0, "x"), "betaincinv": (1.5, 2.0, "x"), "boxcox": ("x", 0.3), "boxcox1p": ("x", 0.3),
    "comb": (5.0, "x"), "huber": (0.6, "x"), "inv_boxcox": ("x", 0.3), "inv_boxcox1p": ("x", 0.3),
    "polygamma": (2, "x"), "pseudo_huber": (0.6, "x"), "binom": (3.5, "x"), "zeta": (1.5, "x"),
    **{name: (1.3, "x") for name in "gammainc gammaincc gammaincinv gammainccinv iv ive jv kv kve yv".split()},
    "rel_entr": ("x", 0.7), "kl_div": ("x", 0.7), "xlogy": ("x", 0.7), "xlog1py": ("x", 0.7), "poch": ("x", 1.5),
    "hyp2f1": (0.7, 1.5, 2.5, "x"),
    "beta": ("x", 2.5), "betaln": ("x", 2.5), "multigammaln": ("y", 2), "ndtri_exp": ("-x",), "owens_t": ("x", 0.7),
}  # fmt: skip
CONTINUOUS = sorted(set(T.special.__all__) - {"comb"})


def arguments(name, x):
    known = {"x": x, "y": x + 2, "-x": -x}
    return [known.get(a, a) for a in ARGUMENTS.get(name, ("x",))]


@pytest.mark.parametrize("dtype", ["float64", "float32"])
@pytest.mark.parametrize("name", T.special.__all__)
def test_value(name, dtype):
    x = T.vector("x", dtype=dtype)
    z = getattr(T.special, name)(*arguments(name, x))
    found = theano.function([x], z, on_unused_input="ignore")(POINTS.astype(dtype))
    expected = getattr(scipy.special, name)(*arguments(name, POINTS.astype(dtype).astype("float64")))
    digits = 1e-11 if dtype == "float64" else 1e-4
    np.testing.assert_allclose(found, expected, digits, digits)
    assert getattr(T, name) is getattr(T.special, name)


@pytest.mark.parametrize("name", CONTINUOUS)
def test_gradient(name):
    function = getattr(T.special, name)
    theano.gradient.verify_grad(
        lambda x: function(*arguments(name, x)), [POINTS], rng=np.random.RandomState(1), rel_tol=2e-4
    )


@pytest.mark.parametrize("name", "entr boxcox exprel log_expit huber pseudo_huber rel_entr kl_div".split())
@pytest.mark.filterwarnings("ignore::RuntimeWarning")
def test_edges(name):
    """At zeros, negative numbers, infinities and nan."""
    edges = np.array([0.0, 1.0, -1.0, np.nan, 1e-300, 700.0, -700.0])
    x = T.dvector("x")
    given = {"boxcox": (x, 0.0), "huber": (0.5, x), "pseudo_huber": (1.0, x), "rel_entr": (x, 2.0), "kl_div": (x, 0.0)}
    found = getattr(T, name)(*given.get(name, (x,))).eval({x: edges})
    known = [edges if a is x else a for a in given.get(name, (x,))]
    np.testing.assert_allclose(found, getattr(scipy.special, name)(*known), 1e-12)


def test_dir():
    assert dir(T.special) == T.special.__all__
    with pytest.raises(AttributeError, match="no attribute"):
        T.special.nosuch  # noqa: B018
