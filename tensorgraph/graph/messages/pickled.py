"""Refusals to pickle functions and classes that no module has under their names."""

from __future__ import annotations

import dis
import functools
import inspect
import os
import pickle
import sys
import types
from typing import TYPE_CHECKING

from ...errors import PickleError

if TYPE_CHECKING:
    from typing import Any

DEEP = 3  # levels of lists, dicts and partial functions that are looked into
_PACKAGE = __package__.partition(".")[0]
_KINDS = {"Scratchpad": "a tag, as x.tag of a variable", "FromFunctionOp": "an operation that as_op made"}
_MISSING = object()
_NAMES = "LOAD_NAME", "LOAD_GLOBAL", "LOAD_FAST", "LOAD_DEREF"


def checked(obj: Any, parts: Any) -> Any:
    """Return the parts of which a pickle makes `obj` anew, as ``__reduce_ex__`` gives them.

    Raises
    ------
    PickleError
        If one of them is a function or a class that pickle would not find, and a plain pickle is asked for:
        cloudpickle writes functions and classes themselves.
    """
    if isinstance(parts, tuple) and (found := _unnamed_part(obj, parts)) and _is_for_plain_pickle(sys._getframe(2)):
        raise PickleError(_text(*found))
    return parts


def _unnamed_part(obj, parts):
    kind = type(obj).__name__
    for value in parts[1]:
        if (found := _unnamed(value)) is not None:
            return found, f"the class of an operation {kind}" if found is type(obj) else f"in {kind}"
    state = parts[2] if len(parts) > 2 else None
    if not isinstance(state, dict):
        found = _unnamed(state)
        return None if found is None else (found, f"in the value of {getattr(obj, 'name', None) or kind}")
    for name, value in state.items():
        if (found := _unnamed(value)) is not None:
            return found, f"in the attribute {name} of {_KINDS.get(kind, kind)}"
    return None


def _unnamed(value, deep=DEEP):
    """Return the function or class in `value` that its module does not have under its name, else None."""
    if isinstance(value, (type, types.FunctionType)):
        found = sys.modules.get(value.__module__)
        for name in value.__qualname__.split("."):
            found = getattr(found, name, _MISSING)
        return None if found is value else value
    if not deep:
        return None
    if isinstance(value, types.MethodType):
        value = value.__func__, value.__self__
    elif isinstance(value, functools.partial):
        value = value.func, value.args, value.keywords
    if type(value) is dict:
        value = list(value.values())
    if type(value) in (tuple, list):
        return next((found for v in value if (found := _unnamed(v, deep - 1)) is not None), None)
    return None


def _code_of(found):
    """Return the code of a function, of a class that of its first method."""
    if isinstance(found, types.FunctionType):
        return found.__code__
    methods = [inspect.unwrap(v) for v in vars(found).values() if isinstance(v, types.FunctionType)]
    return next((v.__code__ for v in methods if isinstance(v, types.FunctionType)), None)


def _text(found, where):
    code = _code_of(found)
    outer = found.__qualname__.rpartition(".<locals>.")[0]
    kind = "class" if isinstance(found, type) else "function"
    what = "a lambda" if found.__name__ == "<lambda>" else f"the {kind} {found.__name__}"
    inside = f", made inside of {outer}" if outer else ""
    place = "" if code is None else f" ({os.path.basename(code.co_filename)}:{code.co_firstlineno})"
    return (
        f"{what}{place}{inside}, cannot be pickled; it is {where}. Pickles hold functions and classes by their names, "
        f"and {found.__module__!r} has no {found.__qualname__}.\n"
        f"hint: define it by `{'class' if kind == 'class' else 'def'}` at the top level of a module, or use "
        "cloudpickle.dumps, which writes functions and classes themselves; pickle.loads reads them"
    )


def _is_for_plain_pickle(frame):
    """Return True if what calls, in a frame outside of this package, is surely a pickler that writes names alone."""
    while frame is not None and frame.f_globals.get("__name__", "").partition(".")[0] in (_PACKAGE, "copyreg"):
        frame = frame.f_back
    if frame is None:
        return False
    if frame.f_globals.get("__name__") == "pickle":
        pickler = frame.f_locals.get("self")
        same = getattr(pickler, "dispatch", {}).get(types.FunctionType) is pickle._Pickler.dispatch[types.FunctionType]
        return same and _writes_all(pickler)
    callee = _callee(frame)
    pickler = getattr(callee, "__self__", callee)
    if isinstance(pickler, types.ModuleType):
        return callee in (pickle.dump, pickle.dumps)
    return issubclass(pickler if isinstance(pickler, type) else type(pickler), pickle.Pickler) and _writes_all(pickler)


def _writes_all(pickler):
    """Return True if a pickler, or those of a class, write all objects themselves, as the base class does."""
    theirs = getattr(pickler, "persistent_id", None)
    unchanged = theirs is None or theirs is pickle.Pickler.persistent_id
    unchanged = unchanged or getattr(theirs, "__func__", theirs) is pickle._Pickler.persistent_id
    return unchanged and not hasattr(pickler, "reducer_override")


def _callee(frame):
    """Return the function, or the class whose method, an instruction calls, if names and attributes tell, else None."""
    instructions = [i for i in dis.get_instructions(frame.f_code) if i.offset <= frame.f_lasti and i.positions]
    begin = instructions[-1].positions[::2] if instructions else None
    found = None
    for instruction in instructions:
        # parts of `a.b.c(...)` begin where the call does
        if instruction.positions[::2] != begin:
            continue
        name = instruction.argval
        if instruction.opname.startswith(_NAMES):
            found = frame.f_locals.get(name, frame.f_globals.get(name))
        elif instruction.opname in ("LOAD_ATTR", "LOAD_METHOD") and not isinstance(found, type):
            found = getattr(found, name, None)
    return found
