"""An elementwise computation whose results are stored or reduced, made by fusion only."""

import numpy as np

from ..graph.apply import Apply
from ..graph.op import Op
from ..scalar.reductions import REDUCTIONS
from ..tensor.types.constant import as_tensor_variable
from ..tensor.types.type import TensorType


class MapReduce(Op):
    """A scalar op applied to each element, with each of its results stored as an array or reduced.

    The inputs have one rank, and broadcast along their broadcastable axes.

    Parameters
    ----------
    scalar_op : ScalarOp
        A Composite, one result for each of `outs`.
    outs : tuple
        None for a result that is stored, ``(name, axes, dtype, acc_dtype)`` for one that is reduced:
        `name` one of ``REDUCTIONS``; `axes` a tuple, None for all.
    inplace_pattern : dict, optional
        From outputs that are stored to the inputs whose memory they take.
    """

    def __init__(self, scalar_op, outs, inplace_pattern=None):
        self.scalar_op = scalar_op
        self.outs = tuple(outs)
        self.inplace_pattern = dict(inplace_pattern or {})
        self.destroy_map = {o: [i] for o, i in self.inplace_pattern.items()}

    def _key(self):
        return self.scalar_op, self.outs, tuple(sorted(self.inplace_pattern.items()))

    def __eq__(self, other):
        return self is other or (type(self) is type(other) and self._key() == other._key())

    def __hash__(self):
        try:
            return self._hash
        except AttributeError:
            self._hash = hash(self._key())
            return self._hash

    def __str__(self):
        results = ["store" if o is None else o[0] if o[1] is None else f"{o[0]}{list(o[1])}" for o in self.outs]
        text = f"MapReduce{{{self.scalar_op}; {', '.join(results)}}}"
        return f"{text}{sorted(self.inplace_pattern.items())}" if self.inplace_pattern else text

    def make_node(self, *inputs):
        inputs = [as_tensor_variable(v) for v in inputs]
        ndim = inputs[0].type.ndim
        if any(v.type.ndim != ndim for v in inputs):
            raise TypeError(f"MapReduce takes inputs of one rank, not {[v.type for v in inputs]}")
        loop = [all(flags) for flags in zip(*[v.type.broadcastable for v in inputs])]
        dtypes = self.scalar_op.output_dtypes(*[v.type.dtype for v in inputs])
        outputs = []
        for dtype, out in zip(dtypes, self.outs):
            if out is None:
                outputs.append(TensorType(dtype, loop)())
            else:
                axes = range(ndim) if out[1] is None else out[1]
                outputs.append(TensorType(out[2], [b for i, b in enumerate(loop) if i not in axes])())
        return Apply(self, inputs, outputs)

    def perform(self, node, inputs, output_storage):
        checked_shape(node, inputs)
        dtypes = self.scalar_op.output_dtypes(*[v.type.dtype for v in node.inputs])
        shape = np.broadcast_shapes(*[x.shape for x in inputs])
        results = self.scalar_op.evaluate([np.asarray(x) for x in inputs], dtypes)
        results = [np.broadcast_to(z, shape) for z in (results if self.scalar_op.nout > 1 else results[:1])]
        for z, out, cell in zip(results, self.outs, output_storage):
            cell[0] = np.array(z) if out is None else reduced(z, *out)
        # a result may be an input itself: inputs are overwritten only after everything is computed
        for i, j in self.inplace_pattern.items():
            inputs[j][...] = output_storage[i][0]
            output_storage[i][0] = inputs[j]

    def infer_shape(self, node, shapes):
        ndim = node.inputs[0].type.ndim
        loop = []
        for i in range(ndim):
            k = next((k for k, v in enumerate(node.inputs) if not v.type.broadcastable[i]), 0)
            loop.append(shapes[k][i])
        result = []
        for out in self.outs:
            axes = () if out is None else range(ndim) if out[1] is None else out[1]
            result.append(tuple(n for i, n in enumerate(loop) if i not in axes))
        return result


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
