"""Conversion of PyTensor's graphs: a table from operations to functions that build the same of ours.

An operation is found by the folder and the name of its class (``"tensor.Join"``), or of a base class, so that nothing
of PyTensor is imported that a graph does not use, and a class may move between modules of later versions. Operations
of the user are registered by the class itself. What is not in the table runs by its own ``perform``.
"""

from importlib import import_module

from ...graph.trace import made_at
from .foreign import run_foreign
from .origins import origin_of
from .typemap import as_variable, fitted, variable_of

CONVERSIONS = {}
_FOUND = {}
FAMILIES = (
    "elementwise", "reduce", "shape", "indexing", "creation", "products", "linalg", "routines", "batches",
    "sorting", "signals", "control", "scanning", "draws", "searches",
)
# those of few graphs
LATER = {"sparse": "sparse", "typed_list": "typedlists", "pymc": "pymcops"}
ROOTS = ("pytensor", "pymc")


class Unsupported(Exception):
    """Raised by a conversion that does not know an operation with these parameters or types."""


def converts(*ops, may_be_wider=False):
    """Register the decorated function as the conversion of operations.

    Parameters
    ----------
    *ops : str or type
        Names such as ``"tensor.Join"``, with ``"pymc."`` before those of PyMC, or classes.
    may_be_wider : bool
        Whether a result keeps its dtype if that holds all values of the declared one: PyTensor declares that a softmax
        of integers gives integers, and that bools add up to bools, and computes something else.

    Returns
    -------
    callable
        The decorator. The function takes the operation, PyTensor's apply node and our variables of its inputs; it
        returns our variable of the output, or a list of them.

    Examples
    --------
    >>> @converts("tensor.Unheard")
    ... def convert_unheard(op, node, x):
    ...     return x
    >>> CONVERSIONS.pop("tensor.Unheard").__name__
    'convert_unheard'
    """

    def register(function):
        _FOUND.clear()
        function.may_be_wider = may_be_wider
        for op in ops:
            CONVERSIONS[op] = function
        return function

    return register


def converts_batches(*ops):
    """Register a conversion as :func:`converts` does, of which inputs may have axes of a batch in front."""

    def register(function):
        function.takes_batches = True
        return converts(*ops)(function)

    return register


def key_of(cls):
    """Return the name under which a class of PyTensor is registered, or the class itself."""
    root, _, rest = cls.__module__.partition(".")
    if root not in ROOTS:
        return cls
    return f"{root if root == 'pymc' else rest.partition('.')[0]}.{cls.__name__}"


def conversion_of(op):
    """Return the function that converts an operation, None if there is none."""
    cls = type(op)
    if cls not in _FOUND:
        if "tensor.Elemwise" not in CONVERSIONS:
            _load(*FAMILIES)
        folders = {key.partition(".")[0] for key in map(key_of, cls.__mro__) if isinstance(key, str)}
        _load(*[LATER[folder] for folder in LATER if folder in folders])
        found = [CONVERSIONS.get(base) or CONVERSIONS.get(key_of(base)) for base in cls.__mro__]
        _FOUND[cls] = next(filter(None, found), None)
    return _FOUND[cls]


def _load(*families):
    """Import conversions; those that the user has registered stay."""
    registered = dict(CONVERSIONS)
    for family in families:
        import_module(f"{__package__}.families.{family}")
    CONVERSIONS.update(registered)


def convert_node(op, node, inputs):
    """Return our variables of the outputs of a node.

    Parameters
    ----------
    op : Op
        PyTensor's; that of the node, or the one inside of it.
    node : Apply
        PyTensor's node of `op`, whose types are what is asked for.
    inputs : list
        Our variables of its inputs.
    """
    convert = conversion_of(op)
    if convert is not None:
        try:
            return _as_told(convert(op, node, *inputs), node, getattr(convert, "may_be_wider", False))
        except Exception:
            # what we refuse, they may run
            pass
    return _as_told(run_foreign(op, node, inputs), node)


def _as_told(results, node, may_be_wider=False):
    """Return results with the dtypes and the axes of length 1 that a node of PyTensor tells of its outputs."""
    if results is None:
        raise Unsupported(node.op)
    results = results if isinstance(results, (list, tuple)) else [results]
    return [fitted(z, v.type, may_be_wider) for z, v in zip(results, node.outputs, strict=True)]


def convert_graph(inputs, outputs, order, known):
    """Return our variables of the outputs of a graph.

    Parameters
    ----------
    inputs : list of Variable
        PyTensor's.
    outputs : list of Variable
    order : list of Apply
        The nodes in topological order.
    known : list
        Our variables of the inputs.
    """
    ours = dict(zip(inputs, known))
    for v, x in ours.items():
        pass_on(v, x)
    for node in order:
        arguments = [ours[v] if v in ours else ours.setdefault(v, variable_of(v)) for v in node.inputs]
        with made_at(origin_of(node)):
            ours.update(zip(node.outputs, convert_node(node.op, node, arguments)))
        for v in node.outputs:
            pass_on(v, ours[v])
    return [as_variable(ours[v] if v in ours else variable_of(v)) for v in outputs]


def pass_on(v, x):
    """Tell our variable what PyTensor was told of its own: that a matrix has zeros above or below its diagonal."""
    for name in ("lower_triangular", "upper_triangular"):
        if getattr(v.tag, name, False) and hasattr(x, "tag"):
            setattr(x.tag, name, True)


def convert_inner(fgraph, inputs):
    """Return our variables of the outputs of an operation's inner graph."""
    return convert_graph(fgraph.inputs, fgraph.outputs, fgraph.toposort(), inputs)
