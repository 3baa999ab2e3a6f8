"""Models of further kinds in mode TENSORGRAPH: densities, gradients, Hessians, predictions."""

import numpy as np
import pymc as pm
import pytensor
import pytest
from comparison import MODE
from further_models import FURTHER, changing_rate, directions, measured_again, missing_values, walk_with_drift
from test_models import BOTH, QUIET, REFERENCE, check_densities, close, groups, points, same

pytestmark = pytest.mark.filterwarnings("ignore::FutureWarning", "ignore::UserWarning", "ignore::DeprecationWarning")
# covariances of inducing points that are nearly singular
CONDITION = {"sparse_process": 1e4}
SMALL = [changing_rate, directions, measured_again, missing_values, walk_with_drift]


@pytest.mark.parametrize("make", FURTHER, ids=lambda make: make.__name__)
def test_densities(make):
    model = make()
    check_densities(model, points_of(model), CONDITION.get(make.__name__, 1))


def points_of(model):
    """Yield points as those of other models, of the continuous variables alone."""
    size = sum(np.size(model.initial_point()[v.name]) for v in model.continuous_value_vars)
    yield from (points(model) if not model.discrete_value_vars else [np.full(size, 0.3), np.zeros(size)])


@pytest.mark.parametrize("make", SMALL, ids=lambda make: make.__name__)
def test_hessians(make):
    """The product of the Hessian with a vector is equal; of larger models the other mode compiles it for minutes."""
    model = make()
    values = model.continuous_value_vars
    slope = model.dlogp()
    along = np.random.default_rng(8).normal(size=sum(np.size(model.initial_point()[v.name]) for v in values))
    products = pytensor.grad((slope * along).sum(), values, disconnected_inputs="ignore")
    inputs = model.value_vars
    point = model.initial_point(random_seed=3)
    ours, theirs = (
        np.concatenate([np.ravel(z) for z in model.compile_fn(products, inputs=inputs, mode=mode)(point)])
        for mode in (MODE, REFERENCE)
    )
    close(ours, theirs, CONDITION.get(make.__name__, 1))


@pytest.mark.parametrize("make", FURTHER, ids=lambda make: make.__name__)
def test_predictions(make):
    """Predictive draws are the same from the same seed, before and after sampling."""
    with make() as model:
        ours, theirs = (attempt(pm.sample_prior_predictive, 5, random_seed=5, compile_kwargs=kwargs) for kwargs in BOTH)
        if isinstance(theirs, type):
            assert ours is theirs
            return
        same(groups(ours), groups(theirs))
        if not model.observed_RVs:
            return
        ours, theirs = (
            pm.sample_posterior_predictive(theirs["prior"], compile_kwargs=kwargs, **QUIET) for kwargs in BOTH
        )
        same(groups(ours), groups(theirs))


def attempt(function, *args, **kwargs):
    """Return what a function does, or the class of the error: some priors have no draws."""
    try:
        return function(*args, **kwargs)
    except NotImplementedError as error:
        return type(error)
