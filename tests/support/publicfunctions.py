"""The public functions of the package, by module."""

import types

import tensorgraph as theano
import tensorgraph.tensor as T

MODULES = [T, T.nnet, T.linalg, theano.sparse, theano.gradient, theano.optim, theano.optimize, theano.parallel]
# what makes as many variables as it is asked for
NOT_CALLED = {name for name in dir(T) if name.endswith("s") and name[:-1] in dir(T)}


def public(module):
    """Yield the name of each public function of a module, and the function."""
    for name in sorted(module.__all__):
        value = getattr(module, name)
        if name in NOT_CALLED or isinstance(value, (type, types.ModuleType)) or not callable(value):
            continue
        if str(getattr(value, "__module__", type(value).__module__)).startswith(theano.__name__):
            yield name, value
