"""Debugging: modes that check or show what a function does, and explanations of errors at run time."""

from .. import compile as _compile
from ..compile.mode import named_modes
from ..misuse import guess_names as _guess_names
from .debugmode import DebugMode
from .monitormode import MonitorMode
from .nanguardmode import NanGuardMode

__all__ = ["DebugMode", "MonitorMode", "NanGuardMode"]

_guess_names(globals())

# Theano has them there
_compile.DebugMode, _compile.MonitorMode, _compile.NanGuardMode = DebugMode, MonitorMode, NanGuardMode
_compile.__all__ += __all__
named_modes.update({"DebugMode": DebugMode, "MonitorMode": MonitorMode, "NanGuardMode": NanGuardMode})
