"""Functions that restore an object that a step changed, for when a later step fails."""

import copy

import numpy as np

from .twister import state_of


def undo_for(value):
    """Return a function that restores the current state of an object.

    Parameters
    ----------
    value : object
        A random number generator of NumPy, a list, a dict, or an object with attributes.
    """
    if isinstance(value, np.random.RandomState):
        state = state_of(value)
        return lambda: value.set_state(state)
    if isinstance(value, np.random.Generator):
        bits, state = value.bit_generator, value.bit_generator.state
        return lambda: setattr(bits, "state", state)
    kept = copy.deepcopy(value)
    if isinstance(value, list):
        return lambda: value.__setitem__(slice(None), kept)
    content, kept = (value, kept) if isinstance(value, dict) else (vars(value), vars(kept))

    def undo():
        content.clear()
        content.update(kept)

    return undo
