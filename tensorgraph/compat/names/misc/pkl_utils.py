"""``theano.misc.pkl_utils``: models in a zip file, one ``.npy`` file for each array.

The rest of such a file is a pickle: loading it runs its code. Load only files that you trust.
"""

from __future__ import annotations

import io
import os
import pickle
import zipfile
from importlib import import_module
from typing import TYPE_CHECKING

import numpy as np

from ....compile.container import moment
from ....compile.shared import SharedVariable
from ....graph.trace import Location, Places, Trace
from ....graph.variable import Scratchpad

if TYPE_CHECKING:
    from typing import IO, Any

__all__ = [
    "CompatUnpickler", "DEFAULT_PROTOCOL", "PersistentNdarrayID", "PersistentNdarrayLoad", "PersistentSharedVariableID",
    "Pickler", "StripPickler", "Unpickler", "dump", "load", "zipadd",
]

DEFAULT_PROTOCOL = pickle.DEFAULT_PROTOCOL
Pickler, Unpickler = pickle.Pickler, pickle.Unpickler
PACKAGE = __name__.partition(".")[0]


class StripPickler(pickle.Pickler):
    """A pickler that leaves out traces and test values, which only help development.

    Parameters
    ----------
    file : file
    protocol : int
    extra_tag_to_remove : str or list of str, optional
        More attributes of tags to leave out.

    Examples
    --------
    >>> import io, tensorgraph as theano, tensorgraph.tensor as T
    >>> from tensorgraph.misc.pkl_utils import StripPickler
    >>> x = T.dscalar("x")
    >>> x.tag.test_value = 1.0
    >>> file = io.BytesIO()
    >>> StripPickler(file, protocol=-1).dump(T.exp(x))
    >>> b"test_value" in file.getvalue()
    False
    """

    def __init__(self, file, protocol=0, extra_tag_to_remove=None):
        super().__init__(file, protocol)
        extra = [extra_tag_to_remove] if isinstance(extra_tag_to_remove, str) else extra_tag_to_remove or []
        self.tag_to_remove = ["trace", "test_value", *extra]

    def reducer_override(self, obj):
        """Return how to pickle tags and traces."""
        if type(obj) is Scratchpad:
            return Scratchpad, (), {k: v for k, v in obj.__dict__.items() if k not in self.tag_to_remove}
        if isinstance(obj, (Trace, Location, Places)):
            return type(None), ()
        return NotImplemented


class CompatUnpickler(pickle.Unpickler):
    """An unpickler that reads pickles of Python 2 and looks up Theano's classes in this package."""

    def __init__(self, file, *, fix_imports=True, encoding="latin1", errors="strict"):
        super().__init__(file, fix_imports=fix_imports, encoding=encoding, errors=errors)

    def find_class(self, module, name):
        """Return the class with a name."""
        if module == "theano" or module.startswith("theano."):
            found = import_module(PACKAGE + module[len("theano") :])
            for part in name.split("."):
                found = getattr(found, part)
            return found
        return super().find_class(module, name)


class PersistentNdarrayID:
    """A persistent id that puts each pickled array into a zip file, once.

    Parameters
    ----------
    zip_file : zipfile.ZipFile
    """

    def __init__(self, zip_file):
        self.zip_file = zip_file
        self.count = 0
        self._used = {"pkl"}  # names of files
        self.seen = {}
        self._kept = []  # keeps arrays alive, so that their identities stay unique

    def _resolve_name(self, obj):
        name = f"array_{self.count}"
        self.count += 1
        return name

    def _unused(self, name):
        """Return the name, numbered if there is a file of that name already."""
        found, count = name, 1
        while found in self._used:
            count += 1
            found = f"{name}_{count}"
        self._used.add(found)
        return found

    def __call__(self, obj):
        if type(obj) is not np.ndarray or obj.dtype.hasobject:
            return None
        if id(obj) not in self.seen:
            name = self._unused(self._resolve_name(obj))
            zipadd(lambda f: np.lib.format.write_array(f, obj), self.zip_file, name)
            self.seen[id(obj)] = f"ndarray.{name}"
            self._kept.append(obj)
        return self.seen[id(obj)]


class PersistentSharedVariableID(PersistentNdarrayID):
    """A :class:`PersistentNdarrayID` that names the values of shared variables after them.

    Parameters
    ----------
    zip_file : zipfile.ZipFile
    allow_unnamed, allow_duplicates : bool
        Whether shared variables may have no name, and several the same one.
    """

    def __init__(self, zip_file, allow_unnamed=True, allow_duplicates=True):
        super().__init__(zip_file)
        self.name_counter = {}
        self.ndarray_names = {}
        self.allow_unnamed, self.allow_duplicates = allow_unnamed, allow_duplicates

    def _resolve_name(self, obj):
        name = self.ndarray_names.get(id(obj))
        if name is None:
            return super()._resolve_name(obj)
        count = self.name_counter[name] = self.name_counter.get(name, 0) + 1
        if count > 1:
            if not self.allow_duplicates:
                raise ValueError(f"multiple shared variables with the name `{name}` found")
        return name

    def __call__(self, obj):
        if isinstance(obj, SharedVariable):
            if obj.name:
                if obj.name == "pkl":
                    raise ValueError("can't pickle shared variable with name `pkl`")
                # a pickle holds a copy, whose identity stays unique while it is kept
                value = moment([obj.container])[0]
                self._kept.append(value)
                self.ndarray_names[id(value)] = obj.name
            elif not self.allow_unnamed:
                raise ValueError("unnamed shared variable found")
        return super().__call__(obj)


class PersistentNdarrayLoad:
    """A persistent load that reads the arrays that :class:`PersistentNdarrayID` put into a zip file.

    Parameters
    ----------
    zip_file : zipfile.ZipFile
    """

    def __init__(self, zip_file):
        self.zip_file = zip_file
        self.cache = {}

    def __call__(self, persid):
        kind, _, name = persid.partition(".")
        if kind not in ("ndarray", "numpy"):
            raise pickle.UnpicklingError(f"{persid}: only arrays of NumPy can be read")
        if name not in self.cache:
            with self.zip_file.open(name) as file:
                self.cache[name] = np.lib.format.read_array(io.BytesIO(file.read()))
        return self.cache[name]


def dump(
    obj: Any, file_handler: IO[bytes], protocol: int = DEFAULT_PROTOCOL, persistent_id: Any = PersistentSharedVariableID
) -> None:
    """Save an object in a zip file, with each array as a file of its own.

    Parameters
    ----------
    obj : object
    file_handler : file
        Opened for writing in binary mode.
    protocol : int
    persistent_id : class
        What puts arrays into the file.

    Examples
    --------
    >>> import io, numpy as np, tensorgraph as theano
    >>> from tensorgraph.misc.pkl_utils import dump, load
    >>> file = io.BytesIO()
    >>> dump([theano.shared(np.eye(2), "w"), np.arange(3)], file)
    >>> start = file.seek(0)
    >>> sorted(np.load(file).keys())
    ['array_0', 'pkl', 'w']
    >>> load(file)
    [w, array([0, 1, 2])]
    """
    with zipfile.ZipFile(file_handler, "w", zipfile.ZIP_DEFLATED, allowZip64=True) as zip_file:
        buffer = io.BytesIO()
        _ArrayPickler(buffer, protocol, persistent_id(zip_file)).dump(obj)
        zipadd(lambda file: file.write(buffer.getvalue()), zip_file, "pkl")


def load(f: IO[bytes], persistent_load: Any = PersistentNdarrayLoad) -> Any:
    """Load an object that :func:`dump` saved. The file is a pickle and may run any code: load only what you trust.

    Parameters
    ----------
    f : file
        Opened for reading in binary mode.
    persistent_load : class
        What reads the arrays.

    Returns
    -------
    object
    """
    with zipfile.ZipFile(f, "r") as zip_file:
        return _ArrayUnpickler(io.BytesIO(zip_file.read("pkl")), persistent_load(zip_file)).load()


class _ArrayPickler(pickle.Pickler):
    """A pickler that puts arrays elsewhere. (In Python 3.13.0 a plain one does not accept `persistent_id`.)"""

    def __init__(self, file, protocol, put):
        super().__init__(file, protocol)
        self._put = put

    def persistent_id(self, obj):
        return self._put(obj)


class _ArrayUnpickler(CompatUnpickler):
    """An unpickler that reads arrays from elsewhere."""

    def __init__(self, file, take):
        super().__init__(file)
        self._take = take

    def persistent_load(self, pid):
        return self._take(pid)


def zipadd(func, zip_file, name):
    """Add a file to a zip file.

    Parameters
    ----------
    func : callable
        ``func(file)`` writes it.
    zip_file : zipfile.ZipFile
    name : str
    """
    buffer = io.BytesIO()
    func(buffer)
    zip_file.writestr(os.fspath(name), buffer.getvalue())
