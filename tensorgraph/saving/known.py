"""The names that a file may contain: operations and types of this package, by class path, and some functions.

A name in a file is looked up here and nowhere else. The object is made by its own constructor from the values in the
file; a class is known if the parameters of its constructor, as it reports them, make an equal object again.
"""

import builtins
import inspect
import re
from importlib import import_module
from importlib.util import find_spec

from ..gradient.grad import take_again as gradient
from ..gradient.jacobian import take_again as jacobian
from ..gradient.pushforward import take_again as pushforward
from ..printing.printop import _print_fn
from ..scalar import outputdtypes as rules
from ..streams import generator
from ..tensor.nnet.conv.abstract import AbstractConv2d
from ..tensor.random import draws

PACKAGE = __package__.partition(".")[0]
REFUSED = frozenset((
    "compile.fromfunction.FromFunctionOp", "compat.names.gof.params.COp", "compat.names.tensor.io.LoadFromDisk",
))
"""Operations that run or read something named in the file."""

FUNCTIONS = {"print_attributes": _print_fn}
for _module in (rules, draws, generator):
    FUNCTIONS.update(
        (f"{_module.__name__.partition('.')[2]}.{name}", value) for name, value in vars(_module).items()
        if inspect.isfunction(value) and value.__module__ == _module.__name__
    )
DERIVATIVES = {"gradient": gradient, "jacobian": jacobian, "pushforward": pushforward}
"""Functions that take a derivative again, of a better form of its cost."""

RULE_CLASSES = {"transfer_type": (rules.transfer_type, "transfer"), "specific_out": (rules.specific_out, "spec")}


def _built(op, shape, values, places):
    if shape.type.ndim != 1:
        raise ValueError(f"{shape} is no shape")
    return op.make_node(values, values, places)


NODES = {
    "sparse.indexing.GetItem2d": lambda op, x, *b: op.make_node(x, (slice(*b[:3]), slice(*b[3:]))),
    "sparse.indexing.GetItemScalar": lambda op, x, i, j: op.make_node(x, (i, j)),
    "sparse.lists.ConstructSparseFromList": _built,
    "compile.opfromgraph.OpFromGraph": lambda op, *inputs: op.make_node(*inputs[: len(op.input_types)]),
}
"""Constructors of nodes for operations whose ``make_node`` takes other arguments than the node's inputs."""

CONSTRUCTORS = {"tensor.nnet.conv.legacy.ConvOp": AbstractConv2d}
"""Classes whose constructor takes other arguments than they keep, with the base whose constructor makes them."""

_NAMES = {id(function): name for name, function in FUNCTIONS.items()}


def function_name(function):
    """Return the name of a function that a file may name, or None."""
    return _NAMES.get(id(function))


def derivative_name(take):
    """Return the name in a file of a function that takes a derivative again."""
    return next(name for name, function in DERIVATIVES.items() if function is take)


def exception_class(name):
    """Return a built-in class of exceptions by name."""
    found = getattr(builtins, name, None)
    if not (isinstance(found, type) and issubclass(found, Exception)):
        raise ValueError(f"{name} is no exception")
    return found


def node_of(op, inputs):
    """Make a node of an operation on these inputs."""
    make = NODES.get(class_name(type(op)))
    return op.make_node(*inputs) if make is None else make(op, *inputs)


def class_name(cls):
    """Return the name in a file of a class of this package, or None for any other class."""
    module = cls.__module__
    if not module.startswith(f"{PACKAGE}.") or "." in cls.__qualname__:
        return None
    name = f"{module.removeprefix(PACKAGE + '.')}.{cls.__name__}"
    return None if name in REFUSED else name


def known_class(name, base):
    """Return the class of this package with a name, a subclass of `base`.

    Raises
    ------
    ValueError
        If there is none.
    """
    found = None
    if isinstance(name, str) and re.fullmatch(r"[a-z_0-9]+(\.[a-z_0-9]+)*\.[A-Za-z_0-9]+", name):
        module, _, leaf = name.rpartition(".")
        if find_spec(f"{PACKAGE}.{module.partition('.')[0]}") and "__" not in module:
            try:
                found = vars(import_module(f"{PACKAGE}.{module}")).get(leaf)
            except ImportError:
                found = None
    if not isinstance(found, type) or not issubclass(found, base) or class_name(found) != name:
        raise ValueError(f"there is no {base.__name__} called {name!r}")
    return found


def construct(name, base, arguments):
    """Make an object by the constructor of a known class."""
    cls = known_class(name, base)
    if name not in CONSTRUCTORS:
        return cls(**arguments)
    made = cls.__new__(cls)
    CONSTRUCTORS[name].__init__(made, **arguments)
    return made


def parameters(cls):
    """Return the names of the parameters of a class's constructor, with their defaults."""
    for kind in CONSTRUCTORS.get(class_name(cls), cls).__mro__:
        init = kind.__dict__.get("__init__")
        if init is None or kind is object:
            continue
        found = list(inspect.signature(init).parameters.values())[1:]
        if not any(p.kind in (p.VAR_POSITIONAL, p.VAR_KEYWORD) for p in found):
            return {p.name: p.default for p in found}
    return {}
