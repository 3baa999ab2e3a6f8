"""Operations in Python, as programs define them."""

import tensorgraph as theano
import tensorgraph.tensor as T


class Plus(theano.Op):
    """``x + 1`` in Python."""

    __props__ = ()

    def make_node(self, x):
        x = T.as_tensor_variable(x)
        return theano.Apply(self, [x], [x.type()])

    def perform(self, node, inputs, output_storage):
        output_storage[0][0] = inputs[0] + 1
