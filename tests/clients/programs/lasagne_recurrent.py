"""Digits read row by row: a recurrent layer of our own over ``theano.scan``, then one of Lasagne's."""

import digits
import lasagne
import numpy as np
import theano
import theano.tensor as T

EPOCHS, BATCH, UNITS = 4, 50, 50


class ForgetLayer(lasagne.layers.Layer):
    """A minimal gated unit: ``f = sigm(x Wf + h Uf + bf)``, ``h' = (1 - f) h + f tanh(x W + (f h) U + b)``.

    Parameters
    ----------
    incoming : lasagne.layers.Layer
        Of shape (batch, steps, features).
    units : int
    """

    def __init__(self, incoming, units, **kwargs):
        super().__init__(incoming, **kwargs)
        self.units = units
        features = self.input_shape[2]
        init = lasagne.init.GlorotUniform()
        self.W = self.add_param(init, (features, 2 * units), name="W")
        self.U = self.add_param(lasagne.init.Orthogonal(), (units, units), name="U")
        self.Uf = self.add_param(lasagne.init.Orthogonal(), (units, units), name="Uf")
        self.b = self.add_param(lasagne.init.Constant(0), (2 * units,), name="b", regularizable=False)

    def get_output_shape_for(self, input_shape):
        return input_shape[0], input_shape[1], self.units

    def get_output_for(self, input, **kwargs):
        xs = T.dot(input, self.W).dimshuffle(1, 0, 2) + self.b

        def step(x, h, U, Uf):
            f = T.nnet.sigmoid(x[:, : self.units] + T.dot(h, Uf))
            return (1 - f) * h + f * T.tanh(x[:, self.units :] + T.dot(f * h, U))

        start = T.zeros((input.shape[0], self.units), dtype=theano.config.floatX)
        states, _ = theano.scan(step, sequences=xs, outputs_info=start, non_sequences=[self.U, self.Uf], strict=True)
        return states.dimshuffle(1, 0, 2)


def main():
    lasagne.random.set_rng(np.random.RandomState(1))
    images, labels = T.tensor3("images"), T.lvector("labels")
    network = lasagne.layers.InputLayer((None, 28, 28), images)
    network = ForgetLayer(network, UNITS)
    network = lasagne.layers.GRULayer(network, UNITS, grad_clipping=10)
    network = lasagne.layers.SliceLayer(network, -1, axis=1)
    network = lasagne.layers.DenseLayer(network, 10, nonlinearity=lasagne.nonlinearities.softmax)
    prediction = lasagne.layers.get_output(network)
    loss = lasagne.objectives.categorical_crossentropy(prediction, labels).mean()
    updates = lasagne.updates.adam(loss, lasagne.layers.get_all_params(network, trainable=True), learning_rate=0.003)
    train = theano.function([images, labels], loss, updates=updates)
    errors = theano.function([images, labels], T.neq(prediction.argmax(axis=1), labels).mean())

    (x, y), (x_test, y_test), _ = [(images.reshape(-1, 28, 28), labels) for images, labels in digits.parts()]
    for _ in range(EPOCHS):
        losses = [train(x[i : i + BATCH], y[i : i + BATCH]) for i in range(0, len(x), BATCH)]
        print(f"loss {np.mean(losses):.4f}, error {errors(x_test, y_test):.4f}", flush=True)


main()
