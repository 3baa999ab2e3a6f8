"""The shapes of all variables of a graph, for given shapes of its inputs."""

from ...graph.traverse import io_toposort
from ...graph.variable import Constant
from ..types.constant import as_tensor_variable, constant
from .shape import Shape, Shape_i


def shape_of_variables(fgraph, input_shapes):
    """Return the shape of every variable, without computing the variables themselves.

    Parameters
    ----------
    fgraph : FunctionGraph
    input_shapes : dict
        From each input to a tuple of ints.

    Returns
    -------
    dict
        From variables to tuples of ints.

    Raises
    ------
    ValueError
        If a shape depends on values, or the op does not tell it.

    Examples
    --------
    >>> import tensorgraph as theano
    >>> import tensorgraph.tensor as T
    >>> x = T.dmatrix("x")
    >>> fgraph = theano.FunctionGraph([x], [x[512:]], clone=False)
    >>> shapes = shape_of_variables(fgraph, {x: (1024, 1024)})
    >>> shapes[fgraph.outputs[0]]
    (512, 1024)
    """
    strange = [v for v in input_shapes if v not in fgraph.inputs]
    if strange:
        raise ValueError(f"{strange[0]} is no input of the graph, which may hold copies of what it is made of")
    shapes = {v: tuple(int(n) for n in s) for v, s in input_shapes.items()}
    for node in fgraph.toposort():
        for v in node.inputs:
            if v not in shapes and isinstance(v, Constant):
                shapes[v] = tuple(getattr(v.data, "shape", ()))
        infer = getattr(node.op, "infer_shape", None)
        if infer is None:
            raise ValueError(f"{node.op} does not tell the shapes of its outputs: it has no infer_shape")
        lengths = [tuple([constant(n, dtype="int64") for n in shapes[v]]) for v in node.inputs]
        for v, found in zip(node.outputs, infer(node, lengths)):
            if found is None:
                raise ValueError(f"the shape of output {v.index} of {node.op} depends on values")
            shapes[v] = tuple([_value(as_tensor_variable(n), shapes) for n in found])
    return shapes


def _value(v, shapes):
    known = {}

    def value(v):
        return v.data if isinstance(v, Constant) else known[v]

    for node in io_toposort([], [v]):
        x = node.inputs[0] if node.inputs else None
        if isinstance(node.op, Shape) and x in shapes:
            known[node.outputs[0]] = node.outputs[0].type.filter(list(shapes[x]))
        elif isinstance(node.op, Shape_i) and x in shapes:
            known[node.outputs[0]] = node.outputs[0].type.filter(shapes[x][node.op.i])
        elif all(isinstance(w, Constant) or w in known for w in node.inputs):
            storage = [[None] for _ in node.outputs]
            node.op.perform(node, [value(w) for w in node.inputs], storage)
            known.update((z, cell[0]) for z, cell in zip(node.outputs, storage))
    if not isinstance(v, Constant) and v not in known:
        raise ValueError(f"the shape of a variable depends on the value of {v}")
    return int(value(v))
