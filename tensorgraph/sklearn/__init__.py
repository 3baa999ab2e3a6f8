"""Estimators of scikit-learn made from functions that build graphs."""

from importlib.util import find_spec as _find_spec

if _find_spec("sklearn") is None:
    raise ImportError('tensorgraph.sklearn needs scikit-learn: pip install "pytensorgraph[sklearn]"', name="sklearn")

from ..misuse import guess_in_module as _guess_in_module
from .classification import Classifier
from .models import MLP, autoencoder, linear
from .regression import Regressor
from .transformation import Transformer

__all__ = ["MLP", "Classifier", "Regressor", "Transformer", "autoencoder", "linear"]

_guess_in_module(globals())
