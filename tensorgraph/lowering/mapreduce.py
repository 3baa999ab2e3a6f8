"""The work of a loop: elementwise operations one after the other, whose results are stored or reduced."""

import numpy as np

from ..graph.op import Op
from ..scalar.reductions import REDUCTIONS


class MapReduce(Op):
    """Scalar operations applied to each element, with some of their results stored as arrays or reduced.

    The inputs have one rank, and broadcast along their broadcastable axes. Values are numbered: the inputs, then the
    result of each operation.

    Parameters
    ----------
    body : list of tuple
        For each operation the scalar op, the numbers of its arguments, and the dtype of its result.
    values : list of int
        The value of each result.
    outs : list
        For each result None if it is stored, ``(name, axes, dtype, acc_dtype)`` if it is reduced: `name` one of
        ``REDUCTIONS``; `axes` a tuple, None for all.
    inplace_pattern : dict
        From results that are stored to the inputs whose memory they take.
    """

    def __init__(self, body, values, outs, inplace_pattern):
        self.body, self.values, self.outs, self.inplace_pattern = body, values, outs, inplace_pattern
        self.destroy_map = {o: [i] for o, i in inplace_pattern.items()}

    def __str__(self):
        work = ", ".join(str(op) for op, _, _ in self.body)
        results = ["store" if o is None else o[0] if o[1] is None else f"{o[0]}{list(o[1])}" for o in self.outs]
        return f"MapReduce{{{work}; {', '.join(results)}}}"

    def perform(self, node, inputs, output_storage):
        checked_shape(node, inputs)
        shape = np.broadcast_shapes(*[x.shape for x in inputs])
        found = [np.asarray(x) for x in inputs]
        for op, arguments, dtype in self.body:
            found.append(op.evaluate([found[i] for i in arguments], [dtype])[0])
        for i, out, cell in zip(self.values, self.outs, output_storage):
            z = np.broadcast_to(found[i], shape)
            cell[0] = np.array(z) if out is None else reduced(z, *out)
        # a result may be an input itself: inputs are overwritten only after everything is computed
        for i, j in self.inplace_pattern.items():
            inputs[j][...] = output_storage[i][0]
            output_storage[i][0] = inputs[j]


def reduced(z, name, axes, dtype, acc_dtype):
    """Return one reduction of an array, as `outs` describes it."""
    axis = tuple(range(z.ndim)) if axes is None else axes
    return np.asarray(REDUCTIONS[name].ufunc.reduce(z, axis=axis, dtype=acc_dtype), dtype=dtype)


def checked_shape(node, inputs):
    """Check that lengths agree on each axis that no type declares broadcastable.

    Raises
    ------
    ValueError
        In Theano's words.
    """
    for axis in range(node.inputs[0].type.ndim):
        first = None
        for i, (v, x) in enumerate(zip(node.inputs, inputs)):
            if v.type.broadcastable[axis]:
                continue
            if first is None:
                first = i
            elif x.shape[axis] != inputs[first].shape[axis]:
                raise ValueError(
                    f"Input dimension mis-match. (input[{first}].shape[{axis}] = {inputs[first].shape[axis]}, "
                    f"input[{i}].shape[{axis}] = {x.shape[axis]})"
                )
