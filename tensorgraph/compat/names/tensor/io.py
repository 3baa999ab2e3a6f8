"""``theano.tensor.io``: arrays from files."""

import numpy as np

from ....graph.apply import Apply
from ....graph.op import Op
from ....graph.type import generic
from ....graph.variable import Constant, Variable
from ....tensor.types.type import TensorType

__all__ = ["LoadFromDisk", "load"]


class LoadFromDisk(Op):
    """The array in a file of NumPy's format.

    Parameters
    ----------
    dtype : str
    broadcastable : tuple of bool
        What the file must hold.
    mmap_mode : {None, 'c'}
        'c' maps the file into memory and copies what is written to.
    """

    __props__ = ("dtype", "broadcastable", "mmap_mode")

    def __init__(self, dtype, broadcastable, mmap_mode=None):
        if mmap_mode not in (None, "c"):
            raise ValueError(f"mmap_mode must be None or 'c', so that the file stays as it is, not {mmap_mode!r}")
        self.dtype = np.dtype(dtype).name
        self.broadcastable = tuple(broadcastable)
        self.mmap_mode = mmap_mode

    def make_node(self, path):
        if not isinstance(path, Variable):
            path = Constant(generic, path)
        return Apply(self, [path], [TensorType(self.dtype, self.broadcastable)()])

    def perform(self, node, inputs, output_storage):
        array = np.load(inputs[0], mmap_mode=self.mmap_mode)
        if array.dtype.name != self.dtype:
            raise TypeError(f"expected dtype {self.dtype}, got {array.dtype.name}")
        if self.mmap_mode is not None:
            # the memory of the map, as an array like others
            array = array.view(np.ndarray)
        output_storage[0][0] = array

    def do_constant_folding(self, node):
        # the file may change
        return False

    def __str__(self):
        return f"Load{{dtype: {self.dtype}, broadcastable: {self.broadcastable}, mmap: {self.mmap_mode}}}"


def load(path, dtype, broadcastable, mmap_mode=None):
    """Return the array in a file, read when the function runs.

    Parameters
    ----------
    path : generic variable or str
        Of a ``.npy`` file.
    dtype : str
    broadcastable : tuple of bool
        What the file holds.
    mmap_mode : {None, 'c'}
        None reads all of it; 'c' maps it into memory.

    Examples
    --------
    >>> import os, tempfile, numpy as np, tensorgraph as theano, tensorgraph.tensor as T
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     path = os.path.join(folder, "a.npy")
    ...     np.save(path, np.arange(3))
    ...     (2 * T.load(path, "int64", (False,))).eval()
    array([0, 2, 4])
    """
    return LoadFromDisk(dtype, broadcastable, mmap_mode)(path)
