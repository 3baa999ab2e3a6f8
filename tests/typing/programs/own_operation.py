"""An operation of the user, and a look into graphs."""

import numpy as np

import tensorgraph as theano
import tensorgraph.tensor as T
from tensorgraph import as_op, scalar
from tensorgraph.gof import Apply, Op
from tensorgraph.typing import TensorLike


class Double(Op):
    """Twice the input."""

    __props__ = ()

    def make_node(self, x: TensorLike) -> Apply:
        v = T.as_tensor_variable(x)
        return Apply(self, [v], [v.type()])

    def perform(self, node: Apply, inputs: list[np.ndarray], out: list[list[np.ndarray]]) -> None:
        out[0][0] = inputs[0] * 2

    def grad(self, inputs: list[T.TensorVariable], gz: list[T.TensorVariable]) -> list[T.TensorVariable]:
        return [gz[0] * 2]

    def infer_shape(self, node: Apply, shapes: list[tuple[int, ...]]) -> list[tuple[int, ...]]:
        return shapes


@as_op(itypes=[T.dvector], otypes=[T.dvector])
def backwards(a: np.ndarray) -> np.ndarray:
    """The elements in reverse order."""
    return a[::-1].copy()


class Cubed(scalar.UnaryScalarOp):
    """The third power."""

    def impl(self, x: float) -> float:
        return x**3


x = T.dvector("x")
cubed = T.Elemwise(Cubed(scalar.upgrade_to_float, name="cubed"))
z = Double()(x) + backwards(x) + cubed(x)
f = theano.function([x], z, mode=theano.Mode(optimizer="fast_run").excluding("fusion"))
print(f([1.0, 2.0]), f.maker.fgraph.outputs)
if z.owner is not None and isinstance(z.owner.op, T.Elemwise):
    print(z.owner.op.scalar_op, z.owner.inputs, [v.type for v in z.owner.outputs])
theano.printing.debugprint(f)
g = theano.clone(z, replace={x: x * 2})
