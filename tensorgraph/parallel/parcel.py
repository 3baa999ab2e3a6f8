"""A compiled function as a parcel of bytes: its program, and apart from it the values of its shared variables.

Each part has a digest as its key. A worker keeps what it has loaded by these keys, so that the program goes to each
worker once, and values once after each change.
"""

from __future__ import annotations

import hashlib
import io
import pickle
import sys
import threading
import traceback
import weakref
from collections import OrderedDict

from ..compile.callable import Function, _made
from ..compile.container import Container, moment

KEPT = 8  # functions and sets of values that a worker keeps
_codes = weakref.WeakKeyDictionary()
_loaded = OrderedDict()
_lock = threading.RLock()


class Missing:
    """The answer of a worker that does not have the function yet; the class itself stands for it."""


class Parcel:
    """A compiled function, ready for other processes, with the values that its shared variables have now.

    Parameters
    ----------
    function : Function
    what : str
        The name of what sends it, for errors.

    Attributes
    ----------
    code, values : bytes
    keys : tuple of str
        Their digests.
    """

    def __init__(self, function, what):
        check(function, what)
        self.function = function
        self.code = _codes.get(function)
        if self.code is None:
            self.code = _codes[function] = _code(function)
        self.values = pickle.dumps((function.trust_input, moment(function.input_storage)), protocol=5)
        self.keys = _digest(self.code), _digest(self.values)


def check(function, what):
    """Raise TypeError unless `function` is compiled and without updates."""
    if not isinstance(function, Function):
        raise TypeError(f"{what} needs a compiled function, as theano.function returns it, not {function!r}")
    if function.program.updates:
        names = [function.maker.inputs[slot].name or f"input {slot}" for slot, _ in function.program.updates]
        raise TypeError(
            f"{what} needs a function without updates, but {function.name} updates {', '.join(names)}: each worker has "
            "a copy of its own, and what becomes of it would depend on which worker gets which chunk. Return what is "
            "to be stored, or use f.copy(delete_updates=True)"
        )


def _code(function):
    """Return a pickle of a function without the values of its containers."""
    own = set(map(id, function.input_storage))
    base = _pickler()

    class Pickler(base):
        def reducer_override(self, obj):
            if type(obj) is Container and id(obj) in own:
                return Container, (obj.type, [None], obj.readonly, obj.strict, obj.allow_downcast, obj.name)
            return NotImplemented if base is pickle.Pickler else super().reducer_override(obj)

    text = io.BytesIO()
    Pickler(text, protocol=5).dump((function.maker, function.input_storage, function._name))
    return text.getvalue()


def _pickler():
    """Return cloudpickle's class, if Dask or loky have imported it: their workers do not have the main program."""
    modules = map(sys.modules.get, ("cloudpickle", "joblib.externals.cloudpickle"))
    return next((module.Pickler for module in modules if module is not None), pickle.Pickler)


def _digest(data):
    return hashlib.sha256(data).hexdigest()


def _kept(key, load):
    """Return what is kept under a key, or what ``load()`` returns, which is kept from now on; None is not."""
    with _lock:
        found = _loaded.get(key)
        if found is None:
            found = load()
            if found is None:
                return None
            _loaded[key] = found
            if len(_loaded) > 2 * KEPT:
                _loaded.popitem(last=False)
        _loaded.move_to_end(key)
        return found


def _function(keys, code, values):
    """Return the function of a parcel, or None where a part is not known here."""

    def load_code():
        return None if code is None else pickle.loads(code)

    def load():
        parts = _kept(keys[0], load_code)
        if parts is None or values is None:
            return None
        maker, containers, name = parts
        return _made(maker, [c.copy() for c in containers], name, *pickle.loads(values))

    return _kept(keys, load)


def perform(keys, code, values, job, args):
    """Do ``job(function, *args)`` in a worker.

    Parameters
    ----------
    keys : tuple of str
    code, values : bytes or None
        What belongs to the keys; None where the worker may have it already.
    job : callable
        A function of a module.
    args : tuple

    Returns
    -------
    object
        What the job returns, or the class ``Missing``.
    """
    function = _function(keys, code, values)
    if function is None:
        return Missing
    try:
        return job(function, *args)
    except Exception as error:  # noqa: BLE001 - whatever the user's code raises
        told = sendable(error)
    # raised here, it does not hold the one that cannot be sent as its context, which Dask's pickles include
    try:
        raise told
    finally:
        del told


def sendable(error):
    """Return an error that other processes can read: itself, without what cannot be sent, or one that has its text.

    An error that cannot be pickled hides behind that of pickling; one that cannot be loaded breaks a pool. Where Dask
    is imported, pickles of errors hold those before them too.
    """
    if _passes(error):
        return error
    text = "".join(traceback.format_exception(error))
    error.__cause__ = error.__context__ = None
    lost = [name for name, value in vars(error).items() if not _passes(value)]
    for name in lost:
        delattr(error, name)
    if _passes(error):
        told, what = error, f"What the error holds cannot be sent between processes: {', '.join(sorted(lost))}."
    else:
        told, what = RuntimeError(f"{type(error).__name__}: {error}"), "The error cannot be sent between processes."
        for note in getattr(error, "__notes__", ()):
            told.add_note(note)
    told.add_note(f"{what} It was raised in a worker:\n{text}")
    return told


def _passes(value):
    """Return True if a value can be pickled, and loaded again."""
    try:
        pickle.loads(pickle.dumps(value))
    except Exception:  # noqa: BLE001 - whatever its class does then
        return False
    return True
