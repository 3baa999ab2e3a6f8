"""The instruction that a frame of a program is at: what it does with an object of this package."""

from __future__ import annotations

import dis
import opcode
from typing import TYPE_CHECKING

from ...userline import PACKAGE

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

_COMPARE = opcode.opmap["COMPARE_OP"]
_CALLS = frozenset([code for name, code in opcode.opmap.items() if name.startswith("CALL")])
# one instruction looks up what is called next; since Python 3.12, a bit of the argument of another one says so
_IS_BIT = opcode.opmap.get("LOAD_METHOD", 256) > 255  # where it is none of the machine's
_METHOD = opcode.opmap["LOAD_ATTR" if _IS_BIT else "LOAD_METHOD"]
_DROP = opcode.opmap["POP_TOP"]
_UNPACK = opcode.opmap["UNPACK_SEQUENCE"]
_CODES = 1024  # of functions that use variables
_codes: dict[int, Any] = {}


def _instructions(frame):
    """Return the instructions of the function that a frame runs; zeros for one of this package."""
    code = frame.f_code
    known = _codes.get(id(code))
    if known is None or known[0] is not code:
        if len(_codes) == _CODES:
            _codes.clear()
        # Python makes co_code anew each time; this package means identity, and calls methods alone
        own = code.co_filename.startswith(PACKAGE)
        known = _codes[id(code)] = code, bytes(len(code.co_code)) if own else code.co_code
    return known[1]


def is_at_comparison(frame: Any) -> bool:
    """Return True if a frame of a program compares, False for such as `in`, list.index and dictionaries."""
    return _instructions(frame)[frame.f_lasti] == _COMPARE


def is_at_call(frame: Any) -> bool:
    """Return True if a frame of a program calls, False for an operator, an index, or a star in front of arguments."""
    return _instructions(frame)[frame.f_lasti] in _CALLS


def is_at_method(frame: Any) -> bool:
    """Return True if a frame of a program looks up an attribute in order to call it, ``x.name(...)``."""
    instructions, i = _instructions(frame), frame.f_lasti
    while i > 0 and not instructions[i]:
        i -= 2  # the cache of the instruction, which Python 3.12 is at while it runs a property
    return instructions[i] == _METHOD and not (_IS_BIT and not instructions[i + 1] & 1)


def is_dropped(frame: Any) -> bool:
    """Return True if a frame of a program is at a call whose result is dropped: the call is a statement."""
    instructions, i = _instructions(frame), frame.f_lasti + 2
    while i < len(instructions) and not instructions[i]:
        i += 2  # the cache of the instruction
    return i < len(instructions) and instructions[i] == _DROP


def check_unpacked(frame: Any, value: Any, n: int, said: Callable[[], str], by_call: bool = False) -> None:
    """Raise Python's error if a frame of a program unpacks another number than `n` of elements, with what `said` says.

    An iterator may ask for the elements of `value` in order to give those of others too, as itertools.chain does.

    Parameters
    ----------
    frame : frame
    value : object
        What is unpacked.
    n : int
        How many elements it has.
    said : callable
        Returns what they are of, and what to do.
    by_call : bool
        Whether what a call returned is taken for the value.
    """
    instructions, i = _instructions(frame), frame.f_lasti
    if instructions[i] != _UNPACK or instructions[i + 1] == n:
        return
    before, asked = None, n
    for instruction in dis.get_instructions(frame.f_code):
        if instruction.offset == i:
            asked = instruction.arg
            break
        if instruction.opname != "EXTENDED_ARG":
            before = instruction
    if asked == n or before is None or not (by_call or _gives(before, frame, value)):
        return
    few = f"not enough values to unpack (expected {asked}, got {n})"
    raise ValueError(f"{few if asked > n else f'too many values to unpack (expected {asked}, got {n})'}: {said()}")


def _gives(instruction, frame, value):
    """Return True if an instruction gives this value, False for a call and for the name of another one."""
    if instruction.opname.startswith("LOAD_ATTR"):
        return True
    # some load two variables at once
    name = instruction.argval[-1] if isinstance(instruction.argval, tuple) else instruction.argval
    held = frame.f_locals.get(name, frame.f_globals.get(name, value)) if isinstance(name, str) else value
    return held is value and not instruction.opname.startswith("CALL")
