"""Gradients of what a step computes from loop-invariant arguments alone.

Each step computes the same. Its cotangents add up over the steps, and are pulled back to the arguments once, after the
loop of the gradient: of ``w[0]`` a number is carried from step to step, and no vector that is zero elsewhere.
"""

from ..config import config
from ..gradient.grad import grad
from ..gradient.pushforward import starting_at
from ..graph.demand import is_lazy
from ..graph.disconnected import DisconnectedType, NullType
from ..graph.traverse import clone_replace, io_toposort
from ..graph.variable import Constant
from ..lowering.copies import DeepCopyOp, ViewOp
from ..printing.printop import Print
from ..scalar.dtypes import is_discrete
from ..tensor.shape.assertion import Assert, Raise
from ..tensor.shape.dimshuffle import DimShuffle
from ..tensor.shape.rebroadcast import Rebroadcast
from ..tensor.shape.reshape import Reshape
from ..tensor.types.type import TensorType

STAY = (Assert, Raise, Print, ViewOp, DeepCopyOp)
"""Operations that stay in the step: they have an effect, or mark where nothing may be moved."""
_VIEWS = (DimShuffle, Rebroadcast, Reshape)


class InvariantWork:
    """The variables of a step that only loop-invariant arguments determine, and that the rest of it reads.

    Parameters
    ----------
    op : Scan

    Attributes
    ----------
    made : list of Variable
        Arrays of floats. There are none in a step with branches, of which it may need one only.
    """

    # Idea: f(w) in a step becomes an argument of the loop; its gradient is pulled back through f behind the loop.
    # Example: h = tanh(softmax(A) h) in each step: one gradient of softmax, of the sum of its cotangents.

    def __init__(self, op):
        self.op = op
        self.given = op.inner_non_seqs(op.inputs)
        self.made = []
        order = io_toposort(op.inputs, op.outputs)
        if self.given and not any(map(is_lazy, order)):
            self._find(order)

    def _find(self, order):
        depends, worked = set(self.given), set()
        read = dict.fromkeys(self.op.outputs)
        for node in order:
            moves = depends.intersection(node.inputs) and all(v in depends or _is_constant(v) for v in node.inputs)
            if not moves or isinstance(node.op, STAY) or node.op.destroy_map:
                read.update(dict.fromkeys(node.inputs))
                continue
            depends.update(node.outputs)
            if not isinstance(node.op, _VIEWS) or not worked.isdisjoint(node.inputs):
                worked.update(node.outputs)
        self.made = [v for v in read if v in worked and _is_smooth(v)]

    def widened(self):
        """Return the loop with these variables as further arguments."""
        inside = [v.type() for v in self.made]
        outputs = clone_replace(self.op.outputs, dict(zip(self.made, inside)))
        return type(self.op)([*self.op.inputs, *inside], outputs, self.op.info)

    def outside(self, inputs):
        """Return the variables outside of the loop, whose node has these inputs."""
        with config.change_flags(compute_test_value="off"):
            return clone_replace(self.made, dict(zip(self.given, self.op.outer_non_seqs(inputs))))

    def pulled_back(self, inputs, cotangents):
        """Return the gradients of the loop-invariant arguments from those of the variables.

        Parameters
        ----------
        inputs : list of Variable
            Of the node of the loop.
        cotangents : list of Variable
            Some may say that there is none, or why it is undefined.

        Returns
        -------
        list of Variable
        """
        pairs = [(v, g) for v, g in zip(self.made, cotangents) if not isinstance(g.type, DisconnectedType)]
        undefined = [(v, g) for v, g in pairs if isinstance(g.type, NullType)]
        pairs = [(v, g) for v, g in pairs if not isinstance(g.type, NullType)]
        seeds = [g.type() for _, g in pairs]
        made = [v for v, _ in pairs] + [v for v, _ in undefined]
        with config.change_flags(compute_test_value="off"):
            found = grad(
                cost=None,
                known_grads=starting_at(made, [*seeds, *[g for _, g in undefined]]),
                wrt=self.given,
                disconnected_inputs="ignore",
                return_disconnected="Disconnected",
                null_gradients="return",
            )
            for g in found:
                # what the gradient of the whole is taken again from is not the work alone
                g.derivation = None
            values = dict(zip(self.given, self.op.outer_non_seqs(inputs)))
            values.update(zip(seeds, [g for _, g in pairs]))
            return clone_replace(found, values)


def _is_constant(v):
    return isinstance(v, Constant)


def _is_smooth(v):
    return isinstance(v.type, TensorType) and not is_discrete(v.type.dtype)


def added(gradient, more):
    """Return the sum of two gradients of one variable, either of which may be missing or undefined."""
    if isinstance(more.type, DisconnectedType) or isinstance(gradient.type, NullType):
        return gradient
    if isinstance(gradient.type, DisconnectedType) or isinstance(more.type, NullType):
        return more
    return gradient + more
