"""Names of ``theano.scan_module.scan_utils`` that the loops here do not need."""

from ...compile.collect import clone
from ...rewriting.passes.shape import ShapeFeature, as_length
from ...scan.rebuild import replace_equal
from ...scan.rowvariables import is_unknown, safe_new

__all__ = [
    "forced_replace",
    "hash_listsDictsTuples",
    "infer_shape",
    "isNaN_or_Inf_or_None",
    "reconstruct_graph",
    "traverse",
]


def isNaN_or_Inf_or_None(x):
    """Return True if a number of steps is unknown: None, nan or infinity.

    Examples
    --------
    >>> isNaN_or_Inf_or_None(float("inf")), isNaN_or_Inf_or_None(3)
    (True, False)
    """
    return is_unknown(x)


def forced_replace(out, x, y):
    """Return `out` with `y` in place of everything that computes the same as `x`.

    Examples
    --------
    >>> import tensorgraph as theano, tensorgraph.tensor as T
    >>> a, y = T.dscalars("a", "y")
    >>> theano.pp(forced_replace(T.exp(a) * 2, T.exp(a), y))
    '(y * TensorConstant{2})'
    """
    return None if out is None else replace_equal([out], {x: y})[0]


def reconstruct_graph(inputs, outputs, tag=None):
    """Return new inputs, and `outputs` as graphs of them.

    Examples
    --------
    >>> import tensorgraph as theano, tensorgraph.tensor as T
    >>> a = T.dscalar("a")
    >>> inputs, outputs = reconstruct_graph([a], [a * 2], "_new")
    >>> theano.pp(outputs[0])
    '(a_new * TensorConstant{2})'
    """
    new = [safe_new(v, tag or "") for v in inputs]
    return new, clone(list(outputs), replace=dict(zip(inputs, new)))


def infer_shape(outs, inputs, input_shapes):
    """Return the shapes of graphs, from those of their inputs.

    Examples
    --------
    >>> import tensorgraph.tensor as T
    >>> v = T.dvector("v")
    >>> [[int(n.eval()) for n in lengths] for lengths in infer_shape([T.outer(v, v)], [v], [(3,)])]
    [[3, 3]]
    """
    feature = ShapeFeature()
    for v, lengths in zip(inputs, input_shapes):
        if lengths is not None:
            feature.known[v] = tuple([as_length(n) for n in lengths])
    return [feature.shape(v) if hasattr(v.type, "ndim") else None for v in outs]


def traverse(out, x, x_copy, d, visited=None):
    """Return `d`: Theano adds replacements for arrays on another device, of which there are none here.

    Examples
    --------
    >>> traverse(None, None, None, {})
    {}
    """
    return d


def hash_listsDictsTuples(x):
    """Return a hash of nested dicts, lists and tuples that does not depend on their order.

    Examples
    --------
    >>> hash_listsDictsTuples([1, (2, 3)]) == hash_listsDictsTuples([(3, 2), 1])
    True
    """
    if isinstance(x, dict):
        x = [part for item in x.items() for part in item]
    if not isinstance(x, (list, tuple)):
        return hash(x)
    value = 0
    for part in x:
        value ^= hash_listsDictsTuples(part)
    return value
