"""Errors that say more: their text, their fields, and their pickles."""

import copyreg
import functools
import inspect

_FIELDS = ("op", "node", "inputs")  # belong to the process: a pickle leaves them out
# where classes of Python itself keep the text
_TEXT_FIELDS = {ImportError: "msg", SyntaxError: "msg", OSError: "strerror", UnicodeError: "reason"}


class Verbatim(str):
    """A text that a KeyError shows as it is: equal to the key, with the report as its repr."""

    def __new__(cls, key, report):
        new = super().__new__(cls, key)
        new.report = report
        return new

    def __repr__(self):
        return self.report

    def __reduce__(self):
        return Verbatim, (str(self), self.report)


def set_text(error, text):
    """Let ``str(error)`` be `text`, as far as its class allows; the class stays."""
    kind = type(error)
    if kind.__str__ is BaseException.__str__:
        error.args = (text,)
    elif kind.__str__ is KeyError.__str__:
        key = error.args[0] if len(error.args) == 1 and isinstance(error.args[0], str) else text
        error.args = (Verbatim(key, text),)
    else:
        error._report = text
        for base, field in _TEXT_FIELDS.items():
            if isinstance(error, base):
                setattr(error, field, text)
        if str(error) != text:
            _show_reports(kind)
    if text not in str(error):
        error.add_note(text)


def _show_reports(kind):
    """Let a class with a ``__str__`` of its own show the report of an error that has one."""
    owner = next(base for base in kind.__mro__ if "__str__" in vars(base))
    own = owner.__str__
    if hasattr(own, "shows_reports") or not owner.__flags__ & 1 << 9:  # a class of C cannot be changed
        return

    @functools.wraps(own)
    def __str__(self):
        report = vars(self).get("_report")
        return own(self) if report is None else report

    __str__.shows_reports = True
    owner.__str__ = __str__


def set_fields(error, **fields):
    """Set attributes that an error does not have yet; those of the process stay out of its pickles."""
    for name, value in fields.items():
        if not hasattr(error, name):
            setattr(error, name, value)
    kind = type(error)
    known = copyreg.dispatch_table.get(kind)
    # Dask gives all classes a way in which they are pickled with what belongs to the process
    if (known is None or getattr(known, "__module__", "").startswith("tblib.")) and "<locals>" not in kind.__qualname__:
        copyreg.pickle(kind, _reduced)


def _reduced(error):
    """Return how to pickle an error: by itself, without its node."""
    made, kind = error.__reduce_ex__(4), type(error)
    own_start = inspect.isfunction(kind.__init__) and not isinstance(error, tuple(_TEXT_FIELDS))
    if own_start and kind.__reduce__ is BaseException.__reduce__ and kind.__reduce_ex__ is object.__reduce_ex__:
        # it would be called with the text instead of what the program called it with
        made = (_remade, (kind, error.args), *made[2:])
    if len(made) > 2 and isinstance(made[2], dict):
        state = {name: value for name, value in made[2].items() if name not in _FIELDS}
        state.update((field, getattr(error, field)) for base, field in _TEXT_FIELDS.items() if isinstance(error, base))
        return (*made[:2], state, *made[3:])
    return made


def _remade(kind, args):
    """Return an error with these arguments, to which the attributes of a pickle are added."""
    error = kind.__new__(kind, *args)
    error.args = args
    return error
