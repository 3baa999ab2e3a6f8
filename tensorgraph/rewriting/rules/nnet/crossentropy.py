"""The crossentropy of a softmax and labels as one op, which never takes the logarithm of a rounded 0.

``-log(softmax(x + b)[arange(n), y])``, in any spelling, is CrossentropySoftmaxArgmax1HotWithBias; its gradient is
CrossentropySoftmax1HotWithBiasDx.
"""


from ....scalar import REGISTRY
from ....tensor.creation.alloc import Alloc
from ....tensor.indexing.advanced_subtensor import AdvancedIncSubtensor, AdvancedSubtensor
from ....tensor.nnet.crossentropy import (
    CrossentropyCategorical1Hot,
    CrossentropyCategorical1HotGrad,
    CrossentropySoftmax1HotWithBiasDx,
    CrossentropySoftmaxArgmax1HotWithBias,
)
from ....tensor.nnet.softmax import LogSoftmax, Softmax, SoftmaxGrad, SoftmaxWithBias
from ....tensor.shape.rebroadcast import patternbroadcast
from ...passes.canonizer import joined
from ...picks import INTEGERS, end_of_arange, one_hot_index
from ...rule import canonicalize, node_rule, rounding, specialize, stabilize
from ...values import constant_value, is_op, make_constant, typed_as
from ..dimshuffle import row_added

neg, true_div = REGISTRY["neg"], REGISTRY["true_div"]


def bias_zero(x):
    """Return a vector of zeros as long as the rows of `x`."""
    return Alloc()(make_constant(0, x.type.dtype, 0), x.shape[1])


def split_bias(x):
    """Return ``(z, b)`` with x = z + b for a row b, zeros if there is none."""
    return row_added(x) or (x, bias_zero(x))


def softmax_inputs(v):
    """Return ``(x, b)`` if `v` is softmax(x + b), else None."""
    node = v.owner
    if node is None:
        return None
    if isinstance(node.op, Softmax):
        return split_bias(node.inputs[0])
    if isinstance(node.op, SoftmaxWithBias):
        return tuple(node.inputs)
    return None


def log_softmax_inputs(v):
    """Return ``(x, b)`` if `v` is log(softmax(x + b)), else None."""
    node = v.owner
    if node is None:
        return None
    if isinstance(node.op, LogSoftmax):
        return split_bias(node.inputs[0])
    return softmax_inputs(node.inputs[0]) if is_op(v, "log") else None


def rows_with_labels(fgraph, x, index):
    """Return the first n rows of `x` for an index ``[arange(n), y]`` with a number n.

    If n is the length of y, the loss itself checks that there are as many labels as rows.
    """
    stop = end_of_arange(index[0])
    n = constant_value(stop) if hasattr(stop, "type") else stop
    if n is None or fgraph.shapes.is_length(int(n), x, 0):
        return x
    return x[: int(n)]


def loss(x, b, y, wraps=False):
    """Return the crossentropy of each row; negative labels are refused, or count from the end as indices do."""
    return CrossentropySoftmaxArgmax1HotWithBias(wraps)(x, b, y, return_list=True)[0]


def log_of_picked(fgraph, node, inputs, index):
    """Return the replacement of ``log(softmax(x + b)[arange(n), y])``, minus the losses, or None."""
    y = None if inputs is None else one_hot_index(fgraph, index)
    if y is None:
        return None
    x, b = inputs
    inputs = rows_with_labels(fgraph, x, index), b
    return typed_as(node, patternbroadcast(neg(loss(*inputs, y, wraps=True)), node.outputs[0].type.broadcastable))


@stabilize
@specialize
@rounding
@node_rule(AdvancedSubtensor)
def local_advanced_indexing_crossentropy_onehot(fgraph, node):
    """``log(softmax(x))[arange(n), y]`` is minus the crossentropy."""
    return log_of_picked(fgraph, node, log_softmax_inputs(node.inputs[0]), node.inputs[1:])


@stabilize
@specialize
@rounding
@node_rule("log")
def local_log_of_picked_softmax(fgraph, node):
    """``log(softmax(x)[arange(n), y])`` is minus the crossentropy."""
    picked = node.inputs[0].owner
    if picked is None or not isinstance(picked.op, AdvancedSubtensor):
        return None
    return log_of_picked(fgraph, node, softmax_inputs(picked.inputs[0]), picked.inputs[1:])


@stabilize
@specialize
@rounding
@node_rule(CrossentropyCategorical1Hot)
def crossentropy_to_crossentropy_with_softmax_with_bias(fgraph, node):
    """``crossentropy(softmax(x + b), y)`` is one op."""
    inputs = softmax_inputs(node.inputs[0])
    if inputs is None or node.inputs[1].type.dtype not in INTEGERS:
        return None
    return typed_as(node, loss(*inputs, node.inputs[1]))


@stabilize
@specialize
@rounding
@node_rule(Softmax, SoftmaxWithBias)
def graph_merge_softmax_with_crossentropy_softmax(fgraph, node):
    """Take the softmax from the loss, which computes it anyway."""
    x, b = softmax_inputs(node.outputs[0])
    for client, _ in fgraph.clients(x):
        if client == "output" or not isinstance(client.op, CrossentropySoftmaxArgmax1HotWithBias):
            continue
        other = client.inputs[1]
        if other is b or (constant_value(other) == 0 and constant_value(b) == 0):
            return typed_as(node, client.outputs[1])
    return None


@specialize
@rounding
@node_rule(CrossentropySoftmaxArgmax1HotWithBias)
def local_softmax_of_unused_crossentropy(fgraph, node):
    """Compute the softmax alone if neither the losses nor the argmax is read."""
    losses, _, largest = node.outputs
    if fgraph.clients(losses) or fgraph.clients(largest):
        return None
    x, b, _ = node.inputs
    softmax = Softmax()(x) if constant_value(b) == 0 else SoftmaxWithBias()(x, b)
    return [None, softmax, None]


@stabilize
@specialize
@rounding
@node_rule(SoftmaxGrad)
def local_advanced_indexing_crossentropy_onehot_grad(fgraph, node):
    """The gradient of ``log(softmax(x))[arange(n), y]`` is one op."""
    g, s = node.inputs
    if is_op(g, "true_div") and g.owner.inputs[1] is s:
        found = spread_gradient(fgraph, g.owner.inputs[0], None)
    else:
        # log(softmax(x)[arange(n), y]) divides by the picked elements
        found = spread_gradient(fgraph, g, s)
    if found is None:
        return None
    values, y = found
    return typed_as(node, CrossentropySoftmax1HotWithBiasDx(wraps=True)(neg(values), s, y))


def picks(fgraph, v, s, y):
    """Return True if `v` is ``s[arange, y]``."""
    node = v.owner
    return (
        node is not None
        and isinstance(node.op, AdvancedSubtensor)
        and node.inputs[0] is s
        and one_hot_index(fgraph, node.inputs[1:]) is y
    )


def without_divisor(v, is_divisor):
    """Return ``a / b`` for a quotient ``a / (b * c)`` with a c that `is_divisor` accepts, else None."""
    if not is_op(v, "true_div"):
        return None
    a, divisor = v.owner.inputs
    factors = list(divisor.owner.inputs) if is_op(divisor, "mul") else [divisor]
    for k, c in enumerate(factors):
        if is_divisor(c):
            rest = factors[:k] + factors[k + 1 :]
            return true_div(a, joined("mul", *rest)) if rest else a
    return None


def spread_gradient(fgraph, v, s):
    """Return ``(values, y)`` if `v` is zeros plus `values` at ``[arange, y]``; drop their divisor ``s[arange, y]``."""
    node = v.owner
    if node is None or not isinstance(node.op, AdvancedIncSubtensor) or constant_value(node.inputs[0]) != 0:
        return None
    index = node.inputs[2:]
    y = one_hot_index(fgraph, index)
    if y is None or rows_with_labels(fgraph, v, index) is not v:
        return None
    values = node.inputs[1]
    if s is not None:
        values = without_divisor(values, lambda v: picks(fgraph, v, s, y))
        if values is None:
            return None
    if values.type.ndim == 0:
        values = values.dimshuffle("x")
    return (values, y) if values.type.dtype[0] == "f" else None


@stabilize
@specialize
@rounding
@node_rule(SoftmaxGrad)
def local_softmax_grad_to_crossentropy_with_softmax_grad(fgraph, node):
    """The gradient of ``crossentropy(softmax(x), y)`` is one op."""
    g, s = node.inputs
    inner = g.owner
    if inner is None or not isinstance(inner.op, CrossentropyCategorical1HotGrad) or inner.inputs[1] is not s:
        return None
    if inner.inputs[0].type.dtype[0] != "f":
        return None
    return typed_as(node, CrossentropySoftmax1HotWithBiasDx()(inner.inputs[0], s, inner.inputs[2]))


@canonicalize
@specialize
@rounding
@node_rule(CrossentropySoftmax1HotWithBiasDx)
def local_useless_crossentropy_softmax_1hot_with_bias_dx_alloc(fgraph, node):
    """Drop the broadcast of a scalar gradient to all rows."""
    g, s, y = node.inputs
    inner = g.owner
    if inner is None or not isinstance(inner.op, Alloc) or not all(inner.inputs[0].type.broadcastable):
        return None
    shapes = fgraph.shapes
    if shapes is None or not (shapes.same_shape(g, y) or shapes.same_shape(g, s, 0, 0)):
        return None
    value = inner.inputs[0]
    return node.op(value if value.type.ndim else value.dimshuffle("x"), s, y)
