"""Cases: a distribution of PyMC with the parameters and values at which it is compared."""

from dataclasses import dataclass
from itertools import product
from typing import Any

import numpy as np
import pytensor.tensor as pt


@dataclass
class Case:
    """A distribution at several parameters and values.

    Attributes
    ----------
    make : callable
        From parameters, by name, to a random variable outside of a model.
    settings : list of dict of str to ndarray
        Parameters, also invalid ones; the first are valid.
    values : list of ndarray
        Values of the variable, also outside of its support.
    static : bool
        Whether the lengths of parameters and values are known to the graph.
    """

    make: Any
    settings: list
    values: list
    static: bool = False

    def symbols(self):
        """Return symbolic parameters of the types of the first setting."""
        return {name: self._symbol(name, value) for name, value in self.settings[0].items()}

    def value(self):
        """Return a symbolic value."""
        return self._symbol("value", self.values[0])

    def _symbol(self, name, value):
        return pt.tensor(name, dtype=value.dtype, shape=value.shape if self.static else (None,) * value.ndim)

    def example(self):
        """Return a random variable of constant parameters."""
        return self.make(**self.settings[0])

    def points(self):
        """Yield each value with each setting."""
        for setting, value in product(self.settings, self.values):
            yield [value, *setting.values()]


def elementwise(make, values, **parameters):
    """Return the case of a distribution of scalars.

    Parameters
    ----------
    make : class
        Of PyMC, with a method ``dist``; or a function in the place of the method.
    values : sequence of float or int
        They are one array, and each parameter is an array of the same length.
    **parameters : sequence
        Values of each, the first valid. They vary one at a time, and two at a time with the next parameter.
    """
    values = np.asarray(values)
    settings = []
    for chosen in _few(parameters):
        setting = {name: np.full(values.shape, value) for name, value in chosen.items()}
        settings.append(setting)
    return Case(getattr(make, "dist", make), settings, [values])


def _few(parameters):
    """Yield settings in which at most two parameters differ from their first values."""
    names = list(parameters)
    first = {name: parameters[name][0] for name in names}
    yield first
    for i, name in enumerate(names):
        for value in parameters[name][1:]:
            yield {**first, name: value}
            for other in names[i + 1 : i + 2]:
                for second in parameters[other][1:]:
                    yield {**first, name: value, other: second}


def whole(make, settings, values):
    """Return the case of a distribution of arrays, from lists of dicts and of nested lists."""
    settings = [{name: np.asarray(value) for name, value in setting.items()} for setting in settings]
    return Case(getattr(make, "dist", make), settings, [np.asarray(value) for value in values], static=True)
