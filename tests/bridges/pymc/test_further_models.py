"""Models of further kinds in mode TENSORGRAPH: densities, gradients, Hessians, predictions."""

import numpy as np
import pytensor
import pytest
from comparison import MODE
from further_models import FURTHER, changing_rate, directions, measured_again, missing_values, walk_with_drift
from test_models import REFERENCE, check_densities, check_predictions, close, points

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
    try:
        products = pytensor.grad((slope * along).sum(), values, disconnected_inputs="ignore")
    except pytensor.graph.utils.MethodNotDefined as error:
        pytest.skip(f"PyTensor has no second derivative: {error}")
    inputs = model.value_vars
    point = model.initial_point(random_seed=3)
    ours, theirs = (
        np.concatenate([np.ravel(z) for z in model.compile_fn(products, inputs=inputs, mode=mode)(point)])
        for mode in (MODE, REFERENCE)
    )
    close(ours, theirs, CONDITION.get(make.__name__, 1))


@pytest.mark.parametrize("make", FURTHER, ids=lambda make: make.__name__)
def test_predictions(make):
    check_predictions(make, 5)
