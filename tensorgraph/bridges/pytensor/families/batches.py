"""``Blockwise``: operations on each of a batch of arrays, as products of batches where we have them, else as a loop."""

import functools
import operator

from .... import tensor as T
from ....scan import scan
from ....tensor.shape.dimshuffle import DimShuffle
from ..commonrows import common_row
from ..conversion import conversion_of, convert_node, converts
from ..foreign import run_foreign
from ..typemap import fitted

# systems of equations
SOLVERS = ("Solve", "SolveTriangular", "CholeskySolve")


@converts("tensor.Blockwise", may_be_wider=True)
def convert_blockwise(op, node, *inputs):
    inputs = [fitted(x, v.type) for x, v in zip(inputs, node.inputs)]
    ndim = node.outputs[0].type.ndim - len(op.outputs_sig[0])
    core = core_node(op, node, ndim)
    if not ndim:
        return convert_node(op.core_op, core, inputs)
    lengths = [_length(inputs, i) for i in range(ndim)]
    inputs = with_common_rows(inputs, ndim)
    if all(all(x.type.broadcastable[:ndim]) for x in inputs):
        inputs = [DimShuffle(x.type.broadcastable, range(ndim, x.type.ndim))(x) for x in inputs]
        results = convert_node(op.core_op, core, inputs)
        if all(node.outputs[0].type.broadcastable[:ndim]):
            return [z.dimshuffle(*["x"] * ndim, *range(z.type.ndim)) for z in results]
        return [T.alloc(z, *lengths, *[z.shape[i] for i in range(z.type.ndim)]) for z in results]
    if type(op.core_op).__name__ == "Dot":
        return T.matmul(*inputs)
    convert = conversion_of(op.core_op)
    if convert is None:
        # theirs has a loop of its own
        return run_foreign(op, node, inputs)
    if hasattr(convert, "takes_batches"):
        return convert(op.core_op, core, *inputs)
    if type(op.core_op).__name__ == "Subtensor" and all(all(x.type.broadcastable[:ndim]) for x in inputs[1:]):
        return indexed_together(lambda *xs: convert_node(op.core_op, core, xs), *inputs, ndim=ndim)
    if type(op.core_op).__name__ in SOLVERS and all(inputs[0].type.broadcastable[:ndim]):
        return solved_together(lambda a, b: convert(op.core_op, core, a, b), *inputs, ndim)
    return in_loop(lambda *xs: convert_node(op.core_op, core, xs), inputs, ndim, core.outputs)


def with_common_rows(inputs, ndim):
    """Return inputs of which those that repeat one value for each of a batch are for a batch of one.

    They stay as they are where no other input has the length of the batch.
    """
    rows = [common_row(x, ndim) for x in inputs]
    if all(row is not None for row in rows):
        return rows
    found = [x if row is None else row for x, row in zip(inputs, rows)]
    same = all(_varies(found, i) == _varies(inputs, i) for i in range(ndim))
    return found if same else inputs


def _varies(inputs, i):
    return any(not x.type.broadcastable[i] for x in inputs)


def indexed_together(convert, x, *indices, ndim):
    """Return the parts of each of a batch at one index: the axes of the batch are the last meanwhile.

    Parameters
    ----------
    convert : callable
        From an array and the index to its part.
    x, *indices : Variable
        With `ndim` axes of the batch in front, all of length 1 in `indices`.
    ndim : int
    """
    behind = x.dimshuffle(*range(ndim, x.type.ndim), *range(ndim))
    (part,) = convert(behind, *[i.dimshuffle(*range(ndim, i.type.ndim)) for i in indices])
    kept = part.type.ndim - ndim
    return part.dimshuffle(*range(kept, part.type.ndim), *range(kept))


def solved_together(solve, a, b, ndim):
    """Return the solutions of systems with one matrix, all right-hand sides as the columns of one.

    Parameters
    ----------
    solve : callable
        From a matrix and right-hand sides to the solution.
    a, b : Variable
        With `ndim` axes of the batch in front, all of length 1 in `a`; behind them `b` has one or two.
    ndim : int
    """
    batch, m, last = range(ndim), ndim, range(ndim + 1, b.type.ndim)
    columns = b.dimshuffle(m, *batch, *last)
    lengths = [columns.shape[i] for i in range(columns.type.ndim)]
    count = functools.reduce(operator.mul, lengths[1:])
    columns = T.reshape(columns, T.stack([lengths[0], count]), ndim=2)
    found = solve(DimShuffle(a.type.broadcastable, range(ndim, a.type.ndim))(a), columns)
    found = T.reshape(found, T.stack([found.shape[0], *lengths[1:]]), ndim=b.type.ndim)
    return found.dimshuffle(*range(1, ndim + 1), 0, *last)


def core_node(op, node, ndim):
    """Return PyTensor's node of the operation on one of the batch."""
    inputs = [v.type.clone(shape=v.type.shape[ndim:])() for v in node.inputs]
    return op.core_op.make_node(*inputs)


def in_loop(function, inputs, ndim, outputs):
    """Return what a function makes of each of a batch, in a loop over the batch.

    Parameters
    ----------
    function : callable
        From our variables to a list of them.
    inputs : list
        With `ndim` axes of the batch in front.
    ndim : int
    outputs : list of Variable
        PyTensor's, of one of the batch.
    """
    lengths = [_length(inputs, i) for i in range(ndim)]
    # a length of -1 would be ambiguous where an example is empty
    count = functools.reduce(operator.mul, lengths)
    sequences, others = {}, {}
    for i, x in enumerate(inputs):
        core = [x.shape[k] for k in range(ndim, x.type.ndim)]
        flags = x.type.broadcastable
        if all(flags[:ndim]):
            others[i] = DimShuffle(flags, range(ndim, x.type.ndim))(x)
            continue
        if any(flags[:ndim]):
            x = T.alloc(x, *lengths, *core)
        x = T.reshape(x, T.stack([count, *core]), ndim=x.type.ndim - ndim + 1)
        sequences[i] = T.patternbroadcast(x, (False, *flags[ndim:]))

    def step(*rows):
        row = dict(zip([*sequences, *others], rows))
        return function(*[row[i] for i in range(len(inputs))])

    results, _ = scan(step, sequences=list(sequences.values()), non_sequences=list(others.values()))
    results = results if isinstance(results, list) else [results]
    found = []
    for z, v in zip(results, outputs):
        shape = T.stack([*lengths, *[z.shape[k] for k in range(1, z.type.ndim)]])
        z = T.reshape(z, shape, ndim=ndim + z.type.ndim - 1)
        found.append(T.patternbroadcast(z, (*z.type.broadcastable[:ndim], *[n == 1 for n in v.type.shape])))
    return found


def _length(inputs, i):
    """Return the length of an axis of the batch, from an input where it is not 1."""
    for x in inputs:
        if not x.type.broadcastable[i]:
            return x.shape[i]
    return T.constant(1)
