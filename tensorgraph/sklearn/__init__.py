"""Estimators of scikit-learn made from functions that build graphs."""

try:
    import sklearn as _  # noqa: F401
except ImportError as error:
    raise ImportError(
        'tensorgraph.sklearn needs scikit-learn: pip install "pytensorgraph[sklearn]"', name="sklearn"
    ) from error

from .classification import Classifier
from .models import MLP, autoencoder, linear
from .regression import Regressor
from .transformation import Transformer

__all__ = ["MLP", "Classifier", "Regressor", "Transformer", "autoencoder", "linear"]
