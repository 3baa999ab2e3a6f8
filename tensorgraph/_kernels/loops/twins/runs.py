"""NumPy twins of the copies of runs between an image or a table and a matrix, which are given as the runs."""

import numpy as np

__all__ = ["TWINS"]


TWINS = {
    "copy_runs": np.ravel,
    "gather_runs": lambda table, rows: table[rows],
    "spread_runs_4": np.repeat,
    "spread_runs_8": np.repeat,
    "pick_1": lambda source, n: source[:n],
    "pick_2": lambda source, n: source[:n],
    "pick_4": lambda source, n: source[:n],
    "pick_8": lambda source, n: source[:n],
    "place_indices": lambda indices, length, stride: np.where(indices < 0, indices + length, indices) * stride,
    "turn_1": np.transpose,
    "turn_2": np.transpose,
    "turn_4": np.transpose,
    "turn_8": np.transpose,
    "add_runs": lambda image, source: image + np.reshape(source, image.shape),
}
