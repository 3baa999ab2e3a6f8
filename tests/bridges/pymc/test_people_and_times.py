"""Models of what people do and of series, in mode TENSORGRAPH: densities, derivatives, predictions."""

import pytest
from people_models import PEOPLE
from test_gallery_models import check_derivatives
from test_models import check_predictions
from time_models import TIMES

pytestmark = pytest.mark.filterwarnings("ignore::FutureWarning", "ignore::UserWarning", "ignore::DeprecationWarning")
MODELS = [*PEOPLE, *TIMES]


@pytest.mark.parametrize("make", MODELS, ids=lambda make: make.__name__)
def test_derivatives(make):
    check_derivatives(make)


@pytest.mark.parametrize("make", MODELS, ids=lambda make: make.__name__)
def test_predictions(make):
    check_predictions(make, 3)
