"""The list of gradients that is returned for a list of variables."""

import sys
import warnings

from ..flags import theano_is_this
from ..graph.messages.called import called, shortened
from ..graph.places.location import location_of
from ..nearest import UnknownName
from ..tensor.types.constant import as_tensor_variable
from ..userline import PACKAGE

_USE = (
    "use them one by one, as updates=[(p, p - 0.1 * g) for p, g in zip(params, grads)]; T.grad(cost, w) is one variable"
)

_registry = {}


class GradientList(list):
    """A list of gradients, which says so where it is taken for one of them.

    It is added to lists, compared and changed as they are.

    Attributes
    ----------
    misused : str
        What to do in place of what a list cannot.
    """

    __slots__ = ()
    __array_ufunc__ = None  # NumPy and variables leave operators to this class
    misused = _USE

    def __reduce__(self):
        return list, (list(self),)

    def __getattr__(self, name):
        if name[:2] == "__":
            raise AttributeError(name)
        raise UnknownName("a list of gradients", name, lambda: f" U{_USE[1:]}.")

    def _as_TensorVariable(self):
        """Return the gradients as one array; an operation that takes them for one says so."""
        stacked = as_tensor_variable(list(self))
        warn_of_stack(self)
        return stacked

    def refuse(self, sign, others):
        """Raise the error of an operator; a ``__radd__`` would take ``+=`` away from lists on the left."""
        given = f" with {called(others[0])}" if others else ""
        raise TypeError(
            f"a list of {len(self)} gradient{'s' * (len(self) != 1)}, which T.grad returns for a list of variables, "
            f"has no operator {sign}{given}.\nhint: {_USE}"
        )


def warn_of_stack(gradients):
    """Warn that an operation that the user applies makes one array of gradients; functions of lists are legitimate."""
    frame, asked = sys._getframe(1), None
    while frame is not None and frame.f_code.co_filename.startswith(PACKAGE):
        if frame.f_code.co_name != "guessing":
            asked = frame.f_code.co_name
        frame = frame.f_back
    if frame is None or asked != "__call__" or theano_is_this():
        return
    place = location_of(frame.f_code, frame.f_lasti, None)
    warnings.warn_explicit(
        f"{shortened(place.expression) or 'the call'} makes one array of a list of {len(gradients)} gradients: "
        f"its rows are the gradients.\nhint: {_USE}; T.stack(gradients) is "
        "such an array",
        UserWarning, place.filename, place.line or 1, registry=_registry,
    )


def _operator(sign):
    def refuse(self, *others):
        return self.refuse(sign, others)

    return refuse


# a list repeats itself if it is multiplied
for _name, _sign in {
    "sub": "-", "mul": "*", "matmul": "@", "truediv": "/", "floordiv": "//", "mod": "%", "pow": "**",
}.items():  # fmt: skip
    setattr(GradientList, f"__{_name}__", _operator(_sign))
    setattr(GradientList, f"__r{_name}__", _operator(_sign))
for _name, _sign in {"imul": "*=", "neg": "-", "pos": "+", "abs": "abs"}.items():
    setattr(GradientList, f"__{_name}__", _operator(_sign))
