"""Models of PyMC in mode TENSORGRAPH: densities, predictions, optima, approximations and samples."""

import numpy as np
import pymc as pm
import pytensor
import pytest
from comparison import MODE, TOLERANCE, fallbacks
from models import MODELS, gaussian_process, minibatches, radon, robust_regression, schools_noncentered, simulation

REFERENCE = "FAST_COMPILE"
BOTH = [{"mode": MODE}, {"mode": REFERENCE}]
pytestmark = pytest.mark.filterwarnings("ignore::FutureWarning", "ignore::UserWarning", "ignore::DeprecationWarning")
# of covariances that are nearly singular
CONDITION = {"latent_process": 100}
QUIET = {"progressbar": False, "random_seed": 5}


def points(model, n=4):
    """Yield points near the initial one, as the vectors that samplers pass."""
    size = sum(np.size(v) for v in model.initial_point(random_seed=3).values())
    start = np.concatenate([np.ravel(v) for v in model.initial_point(random_seed=3).values()])
    rng = np.random.default_rng(4)
    yield start.astype("float64")
    for scale in (0.1, 0.5, 1.0)[: n - 1]:
        yield start + scale * rng.normal(size=size)


def check_predictions(make, count):
    """Check that predictive draws are the same from the same seed, before and after sampling."""
    with make() as model:
        ours, theirs = (
            attempt(pm.sample_prior_predictive, count, random_seed=5, compile_kwargs=kwargs) for kwargs in BOTH
        )
        if isinstance(theirs, type):
            assert ours is theirs
            return
        same(groups(ours), groups(theirs))
        if not model.observed_RVs:
            return
        ours, theirs = (
            attempt(pm.sample_posterior_predictive, theirs["prior"], compile_kwargs=kwargs, **QUIET) for kwargs in BOTH
        )
        if isinstance(theirs, type):
            assert ours is theirs
        else:
            same(groups(ours), groups(theirs))


def attempt(function, *args, **kwargs):
    """Return what a function does, or the class of the error: some priors have no draws."""
    try:
        return function(*args, **kwargs)
    except NotImplementedError as error:
        return type(error)


def check_densities(model, points, scale=1.0):
    """The log-probability and its gradient are equal, and no operation runs by PyTensor's code."""
    ours, theirs = (model.logp_dlogp_function(ravel_inputs=True, mode=mode) for mode in (MODE, REFERENCE))
    assert fallbacks(ours._pytensor_function) == []
    discrete = {v.name: model.initial_point()[v.name] for v in model.discrete_value_vars}
    for x in points:
        for f in (ours, theirs):
            f.set_extra_values(discrete)
        (a, da), (b, db) = (f._pytensor_function(x) for f in (ours, theirs))
        np.testing.assert_allclose(a, b, rtol=TOLERANCE)
        close(da, db, scale)


def close(ours, theirs, scale=1.0):
    """Compare derivatives, the small ones by the largest."""
    tolerance = TOLERANCE * scale
    np.testing.assert_allclose(ours, theirs, rtol=tolerance, atol=tolerance * np.nanmax(np.abs(theirs), initial=0))


@pytest.mark.parametrize("make", MODELS, ids=lambda make: make.__name__)
def test_densities(make):
    model = make()
    check_densities(model, points(model), CONDITION.get(make.__name__, 1))


@pytest.mark.parametrize("make", MODELS, ids=lambda make: make.__name__)
def test_predictions(make):
    skip_custom(make)
    check_predictions(make, 5)


def skip_custom(make):
    if make.__name__ == "custom_density":
        pytest.skip("it has no draws")


def groups(data):
    """Return all arrays of samples, by group and name."""
    names = list(data.groups() if hasattr(data, "_groups") else data.children)
    return {(g.strip("/"), n): np.asarray(v) for g in names for n, v in data[g].data_vars.items()}


def same(ours, theirs):
    assert ours.keys() == theirs.keys() and ours
    for name, value in theirs.items():
        np.testing.assert_allclose(ours[name], value, rtol=1e-8, atol=1e-8, err_msg=str(name))


@pytest.mark.parametrize("make", [robust_regression, gaussian_process], ids=lambda make: make.__name__)
def test_optima(make):
    found = []
    for mode in (MODE, REFERENCE):
        with make(), pytensor.config.change_flags(mode=mode):
            found.append(pm.find_MAP(progressbar=False))
    ours, theirs = found
    for name, value in theirs.items():
        np.testing.assert_allclose(ours[name], value, rtol=1e-4, atol=1e-4)


@pytest.mark.parametrize("make", [schools_noncentered, minibatches], ids=lambda make: make.__name__)
def test_approximations(make):
    """Losses of ADVI are those of the other mode."""
    losses = []
    for kwargs in BOTH:
        with make():
            fit = pm.fit(40, progressbar=False, random_seed=5, compile_kwargs=kwargs)
        losses.append(fit.hist)
    np.testing.assert_allclose(*losses, rtol=1e-6)


@pytest.mark.parametrize("make", [schools_noncentered, radon], ids=lambda make: make.__name__)
def test_samples(make):
    """A short chain starts with the same draws, until rounding tells them apart."""
    traces = []
    for kwargs in BOTH:
        with make():
            trace = pm.sample(
                draws=6, tune=10, chains=1, cores=1, compile_kwargs=kwargs, compute_convergence_checks=False, **QUIET
            )
        traces.append(groups(trace))
    ours, theirs = ({k: v for k, v in t.items() if k[0] == "posterior"} for t in traces)
    for name, value in theirs.items():
        np.testing.assert_allclose(ours[name], value, rtol=1e-4, atol=1e-4)


@pytest.mark.parametrize("make", [schools_noncentered, simulation], ids=lambda make: make.__name__)
def test_sequential_monte_carlo(make):
    means = []
    for kwargs in BOTH:
        with make():
            trace = pm.sample_smc(
                draws=60, chains=1, cores=1, progressbar=False, random_seed=5, compute_convergence_checks=False,
                compile_kwargs=kwargs,
            )
        means.append(float(trace["posterior"]["mu"].mean()))
    np.testing.assert_allclose(*means, rtol=1e-4)
