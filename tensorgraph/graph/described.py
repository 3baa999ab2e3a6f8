"""Documentation and signatures of instances that are used as functions."""

import inspect
from keyword import iskeyword

# every op takes it
_NAME = inspect.Parameter("name", inspect.Parameter.KEYWORD_ONLY, default=None, annotation="str | None")


class Described:
    """An attribute of instances that is computed when it is read; the class has another value, or none.

    Parameters
    ----------
    of_instance : callable
        From the instance to the value.
    of_class : object, optional
    """

    __slots__ = ("of_instance", "of_class")

    def __init__(self, of_instance, of_class=None):
        self.of_instance, self.of_class = of_instance, of_class

    def __get__(self, instance, owner=None):
        if instance is not None:
            return self.of_instance(instance)
        if self.of_class is None:
            raise AttributeError("only instances have this attribute")
        return self.of_class


def signature_of_node(op):
    """Return the signature of a call of `op`: the parameters of its ``make_node``, and the name of the result."""
    taken = {"name": _NAME, **inspect.signature(op.make_node).parameters}
    parameters = sorted(taken.values(), key=lambda parameter: parameter.kind)
    return inspect.Signature(parameters, return_annotation="Any")


def signature_of_record(op):
    """Return the signature of an elementwise function, from the record `op` of its operation."""
    kind = inspect.Parameter.VAR_POSITIONAL if op.nin < 0 else inspect.Parameter.POSITIONAL_ONLY
    names = ("xs",) if op.nin < 0 else op.params or [f"x{i}" for i in range(op.nin)]
    parameters = [inspect.Parameter(name, kind, annotation="TensorLike") for name in names]
    return inspect.Signature([*parameters, _NAME], return_annotation="TensorVariable")


def signature_of_arguments(arguments):
    """Return the signature of a compiled function, from the name and the default of each argument.

    Either may be None. An argument whose name cannot be written in a call is called by its position, and a default
    before an argument that has none counts for calls by name alone.
    """
    parameters, names = [], set()
    required = max((i for i, (_, default) in enumerate(arguments) if default is None), default=-1)
    for i, (name, default) in enumerate(arguments):
        if name is None or not name.isidentifier() or iskeyword(name) or name in names:
            name = f"argument{i}"
        names.add(name)
        default = inspect.Parameter.empty if i <= required else default
        parameters.append(inspect.Parameter(name, inspect.Parameter.POSITIONAL_OR_KEYWORD, default=default))
    return inspect.Signature(parameters)
