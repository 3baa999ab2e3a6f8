"""Scalar operations that Theano's pickles name, of functions that are made otherwise here."""

from ....scalar import REGISTRY, UnaryScalarOp, upgrade_to_float

__all__ = ["ScalarSoftsign", "XlogX", "XlogY0", "scalar_softsign", "scalar_xlogx", "scalar_xlogy0"]

scalar_xlogx, scalar_xlogy0 = REGISTRY["xlogx"], REGISTRY["xlogy0"]
XlogX, XlogY0 = type(scalar_xlogx), type(scalar_xlogy0)


class ScalarSoftsign(UnaryScalarOp):
    """``x / (1 + abs(x))`` as one operation.

    Examples
    --------
    >>> import tensorgraph.tensor as T
    >>> from tensorgraph.compat.names.tensor.pickledops import ScalarSoftsign
    >>> from tensorgraph.scalar import upgrade_to_float
    >>> T.Elemwise(ScalarSoftsign(upgrade_to_float), name="softsign")([-1.0, 3.0]).eval()
    array([-0.5 ,  0.75])
    """

    __props__ = ()

    def __init__(self, output_types_preference=upgrade_to_float, name="scalar_softsign"):
        super().__init__(output_types_preference, name=name)

    def impl(self, x):
        return x / (1 + abs(x))

    def grad(self, inputs, output_grads):
        (x,), (gz,) = inputs, output_grads
        d = 1 + abs(x)
        return [gz / (d * d)]


scalar_softsign = ScalarSoftsign()
