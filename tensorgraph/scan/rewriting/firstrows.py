"""The rows of a sequence that a loop reads, taken outside of the loop."""

from ...graph.apply import Apply
from ...graph.disconnected import disconnected_type
from ...graph.op import Op, linear_R_op
from ...tensor.indexing.indexing import set_subtensor
from ...tensor.shape.shape import Shape_i
from ...tensor.types.constant import as_tensor_variable


class FirstRows(Op):
    """The first rows of an array, or the loop's error if there are too few.

    Rewrites put it in place of a sequence of a loop where they cannot see that it is long enough.

    Parameters
    ----------
    loop : str
        The name of the loop.
    number : int
        Which of its sequences it is.

    Notes
    -----
    Two of them are equal also if they were made for different loops: the rows that they give are.

    Examples
    --------
    >>> import tensorgraph.tensor as T
    >>> x = T.dvector("x")
    >>> FirstRows("scan_fn", 0)(x, 2).eval({x: [1.0, 2.0, 3.0]})
    array([1., 2.])
    """

    __props__ = ()
    view_map = {0: [0]}

    def __init__(self, loop, number):
        self.loop = loop
        self.number = number

    def make_node(self, x, n):
        x, n = as_tensor_variable(x), as_tensor_variable(n)
        return Apply(self, [x, n], [x.type.clone(broadcastable=(False, *x.type.broadcastable[1:]))()])

    def perform(self, node, inputs, output_storage):
        x, n = inputs
        if n < 0:
            raise IndexError(f"the loop {self.loop} was asked to run for a negative number of steps: {n}")
        if len(x) < n:
            raise ValueError(
                f"the loop {self.loop} was asked for {n} steps, but its sequence {self.number} is shorter than the "
                f"required number of steps: it has shape {x.shape}"
            )
        output_storage[0][0] = x[:n]

    def infer_shape(self, node, shapes):
        # not the requested number of rows: there may be fewer, and a reader of the length must see that
        return [(Shape_i(0)(node.outputs[0]), *shapes[0][1:])]

    def connection_pattern(self, node):
        return [[True], [False]]

    def grad(self, inputs, output_grads):
        x, n = inputs
        zeros = x.zeros_like(dtype=output_grads[0].type.dtype)
        return [set_subtensor(zeros[:n], output_grads[0]), disconnected_type()]

    R_op_takes_none = True

    R_op = linear_R_op

    def do_constant_folding(self, node):
        # it may fail, which must happen at run time
        return False
