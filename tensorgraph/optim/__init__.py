"""Optimisers as updates of shared variables, with clipping and schedules of the learning rate."""

from ..misuse import guess_in_module as _guess_in_module
from .adam import adam, adamw
from .adaptive import adadelta, adagrad, rmsprop
from .clipping import clip_by_global_norm, clip_by_norm, clip_by_value
from .descent import momentum, nesterov, sgd
from .schedules import constant, cosine_decay, exponential_decay, step_counter, step_decay, warmup

__all__ = [
    "adadelta",
    "adagrad",
    "adam",
    "adamw",
    "clip_by_global_norm",
    "clip_by_norm",
    "clip_by_value",
    "constant",
    "cosine_decay",
    "exponential_decay",
    "momentum",
    "nesterov",
    "rmsprop",
    "sgd",
    "step_counter",
    "step_decay",
    "warmup",
]

_guess_in_module(globals())
