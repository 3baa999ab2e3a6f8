"""Objects packed for a pickle: a compressed pickle of their own, read when they are needed, and what it shares.

a. Graphs and programs repeat themselves: compressed they take a tenth of the bytes.
b. Most loaded functions are called and never looked into. Unpacking the graph takes longer than all the rest.
c. What has an identity or belongs to the user stays outside, in the pickle around it: containers, large arrays, which
   may go out of band, and objects of classes of the user, which cloudpickle may have to write.
"""

import hashlib
import io
import pickle
import types
import zlib

import numpy as np

from ..._kernels.machine.call._vm import Machine
from ...errors import LoadError
from ..container import Container
from ..mode import Mode
from ..shared import SharedVariable

PACKAGE = __package__.partition(".")[0]
SMALL = 256  # bytes of an array that is packed
LEVEL = 6  # of compression
_OWN = frozenset((PACKAGE, "builtins", "numpy", "scipy", "math", "operator", "functools", "collections"))
_BY_NAME = (type, types.FunctionType, types.BuiltinFunctionType, np.ufunc)
_PLAIN = (
    type(None), bool, int, float, complex, str, bytes, tuple, list, dict, set, frozenset, slice, type(...),
)
_IDENTIFIED = Container, Machine, Mode, SharedVariable


def _kind(cls):
    """Return whether objects of a class are packed, None if it depends on the object."""
    if cls is np.ndarray or issubclass(cls, _BY_NAME):
        return None
    root = cls.__module__.partition(".")[0]
    if cls in _PLAIN or issubclass(cls, (np.dtype, np.generic)) and root in _OWN:
        return True
    return root == PACKAGE and not issubclass(cls, _IDENTIFIED)


def _is_packed(obj):
    """Return True if an object of a class of kind None is packed."""
    if type(obj) is np.ndarray:
        return obj.nbytes <= SMALL and not obj.dtype.hasobject
    return (getattr(obj, "__module__", None) or "builtins").partition(".")[0] in _OWN


class _Packer(pickle.Pickler):
    def __init__(self, file, apart, within):
        super().__init__(file, protocol=5)
        self.outside = []
        self.kinds = {}
        self.apart, self.within = set(map(id, apart)), set(map(id, within))

    def reducer_override(self, obj):
        cls = type(obj)
        packed = self.kinds.get(cls, self)
        if packed is self:
            packed = self.kinds[cls] = _kind(cls)
        if packed is None:
            packed = _is_packed(obj)
        if packed and id(obj) not in self.apart or id(obj) in self.within:
            return NotImplemented
        self.outside.append(obj)
        return outside, (len(self.outside) - 1,)


def outside(place):
    """Return the object at a place in the list of those outside; an unpickler of packed objects knows the list."""
    raise LoadError(f"object {place} is outside of what was packed", "the pickle")


class _Unpacker(pickle.Unpickler):
    def __init__(self, file, found):
        super().__init__(file)
        self.found = found

    def find_class(self, module, name):
        return self.found.__getitem__ if (module, name) == _OUTSIDE else super().find_class(module, name)


_OUTSIDE = outside.__module__, outside.__name__


class Packed:
    """A packed object.

    Parameters
    ----------
    obj : object
    apart : sequence
        Objects that stay outside, for others refer to them.
    within : sequence
        Objects that do not, though their classes would keep them outside.
    """

    def __init__(self, obj, apart=(), within=()):
        file = io.BytesIO()
        packer = _Packer(file, apart, within)
        packer.dump(obj)
        self.data = zlib.compress(file.getbuffer(), LEVEL)
        self.outside = packer.outside

    def open(self):
        """Return the object.

        Raises
        ------
        LoadError
            If it cannot be read.
        """
        try:
            return _Unpacker(io.BytesIO(zlib.decompress(self.data)), self.outside).load()
        except MemoryError:
            raise
        except Exception as error:
            raise LoadError(f"{type(error).__name__}: {error}", "the pickle") from error

    def __getstate__(self):
        return self.data, _digest(self.data), self.outside

    def __setstate__(self, state):
        try:
            self.data, digest, self.outside = state
            known = _digest(self.data) == digest
        except (TypeError, ValueError) as error:
            raise LoadError(f"{type(error).__name__}: {error}", "the pickle") from error
        if not known:
            # the machine trusts programs
            raise LoadError("it is not as it was written", "the pickle")


def _digest(data):
    return hashlib.blake2b(data, digest_size=16).digest()
