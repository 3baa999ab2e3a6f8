"""Models of the gallery in mode TENSORGRAPH: densities, gradients, products with Hessians, predictions."""

import numpy as np
import pytensor
import pytensor.tensor as pt
import pytest
from comparison import MODE, PYTHON, fallbacks
from gallery_models import GALLERY, matrices
from pymc.pytensorf import join_nonshared_inputs
from pytensor.graph.replace import vectorize_graph
from test_models import check_predictions, close

pytestmark = pytest.mark.filterwarnings("ignore::FutureWarning", "ignore::UserWarning", "ignore::DeprecationWarning")
# probabilities near 1, whose complements have lost their digits
CONDITION = {"items": 100}
REFUSED = (NotImplementedError, TypeError, pytensor.graph.utils.MethodNotDefined, pytensor.gradient.NullTypeGradError)


def derivatives(model):
    """Return the log-probability, its gradient, and the product of its Hessian with a vector if PyTensor has it."""
    values, cost = model.continuous_value_vars, model.logp()
    slopes = pytensor.grad(cost, values, disconnected_inputs="ignore")
    rng, start = np.random.default_rng(8), model.initial_point()
    try:
        along = sum((g * rng.normal(size=np.shape(start[v.name]))).sum() for g, v in zip(slopes, values))
        return [cost], slopes, pytensor.grad(along, values, disconnected_inputs="ignore")
    except REFUSED:
        return [cost], slopes


def points(model):
    """Yield the initial point, and two near it."""
    rng, start = np.random.default_rng(4), model.initial_point(random_seed=3)
    free = {v.name for v in model.continuous_value_vars}
    for scale in (0.0, 0.2, 0.7):
        yield [np.add(x, scale * rng.normal(size=np.shape(x)) if k in free else 0) for k, x in start.items()]


def check_derivatives(make):
    """The log-probability and its derivatives are equal, and no operation runs by PyTensor's code."""
    model = make()
    parts = derivatives(model)
    outputs = [z for part in parts for z in part]
    # their interpreter of loops needs the whole of their rewriting
    with pytensor.config.change_flags(cxx=""):
        ours, theirs = (
            model.compile_fn(outputs, inputs=model.value_vars, mode=mode, point_fn=False) for mode in (MODE, PYTHON)
        )
    assert fallbacks(ours) == []
    for point in points(model):
        # matrices with equal eigenvalues have no derivatives of the vectors, and both say nan
        with np.errstate(all="ignore"):
            found, expected = [iter(f(*point)) for f in (ours, theirs)]
        for part in parts:
            close(*(flat([next(z) for _ in part]) for z in (found, expected)), CONDITION.get(make.__name__, 1))


@pytest.mark.parametrize("make", GALLERY, ids=lambda make: make.__name__)
def test_derivatives(make):
    check_derivatives(make)


@pytest.mark.parametrize("make", [make for make in GALLERY if make is not matrices], ids=lambda make: make.__name__)
def test_batches(make):
    """A vectorized graph gives the densities and gradients of all rows, as it does for vector after vector."""
    model = make()
    start = model.initial_point(random_seed=3)
    (cost,), x = join_nonshared_inputs(start, [model.logp()], model.value_vars)
    outputs, rows = [cost, pytensor.grad(cost, x)], pt.matrix("rows")
    try:
        batched = vectorize_graph(outputs, {x: rows})
    except (NotImplementedError, TypeError):
        pytest.skip("PyTensor has no batches of an operation")
    together, apart = (pytensor.function([v], z, mode=MODE) for v, z in ((rows, batched), (x, outputs)))
    assert fallbacks(together) == [] or make.__name__ == "elicited"
    first = flat(start.values())
    values = first + 0.1 * np.random.default_rng(4).normal(size=(3, first.size))
    for found, expected in zip(together(values), zip(*map(apart, values))):
        close(found, np.stack(expected))


def flat(arrays):
    return np.concatenate([np.ravel(z) for z in arrays]).astype("float64")


@pytest.mark.parametrize("make", GALLERY, ids=lambda make: make.__name__)
def test_predictions(make):
    check_predictions(make, 3)
