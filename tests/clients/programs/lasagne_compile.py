"""Measure the compilation of the training function of the CNN of Lasagne's ``examples/mnist.py``."""

import time

import lasagne
import mnist
import theano
import theano.tensor as T


def compile_once():
    """Seconds for the gradients and for the function."""
    images, labels = T.tensor4("images"), T.ivector("labels")
    network = mnist.build_cnn(images)
    loss = lasagne.objectives.categorical_crossentropy(lasagne.layers.get_output(network), labels).mean()
    params = lasagne.layers.get_all_params(network, trainable=True)
    start = time.perf_counter()
    updates = lasagne.updates.nesterov_momentum(loss, params, learning_rate=0.01, momentum=0.9)
    middle = time.perf_counter()
    theano.function([images, labels], loss, updates=updates)
    return middle - start, time.perf_counter() - middle


for which in ("first", "second", "third"):
    gradients, function = compile_once()
    print(f"{which} time: gradients {gradients:.3f} s, theano.function {function:.3f} s")
