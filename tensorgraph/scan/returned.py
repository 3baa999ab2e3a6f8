"""The return value of a step's function: outputs, updates, and a condition to stop."""

import sys
from collections import OrderedDict

from ..description import text_by
from ..graph.messages.called import called, shortened
from ..graph.messages.opcodes import check_unpacked
from ..graph.messages.usersfunction import definition
from ..graph.variable import Variable
from ..nearest import UnknownName
from .until import until

_UNPACK = (
    "use outputs, updates = theano.scan(...): go on with the outputs, and pass updates=updates to theano.function"
)
_OPERATORS = {
    "add": "+", "sub": "-", "mul": "*", "matmul": "@", "truediv": "/", "floordiv": "//", "mod": "%", "pow": "**",
    "and": "&", "or": "|", "xor": "^", "lshift": "<<", "rshift": ">>",
}  # fmt: skip


class OutputsAndUpdates(tuple):
    """The pair that a loop returns, which says so where it is taken for the outputs.

    Attributes
    ----------
    misused : str
        What to do in place of what the pair cannot.
    """

    __slots__ = ()
    misused = _UNPACK

    def __getattr__(self, name):
        raise UnknownName("a pair (outputs, updates), which a loop returns,", name, lambda: f" U{_UNPACK[1:]}.")

    def __getitem__(self, key):
        try:
            return super().__getitem__(key)
        except (IndexError, TypeError) as error:
            raise type(error)(f"{self._said()} no element {key!r}: {error}.\nhint: {_UNPACK}") from None

    def __iter__(self):
        check_unpacked(sys._getframe(1), self, 2, lambda: (
            f"{self._said()} 2 elements.\nhint: use (first, second), updates = theano.scan(...) for several outputs"
        ), by_call=True)  # fmt: skip
        return super().__iter__()

    def __add__(self, other):
        return super().__add__(other) if isinstance(other, tuple) else self._refuse("+")

    def _said(self):
        """Return the first words of an error: who returned the pair, and that it is one."""
        outputs = self[0] if isinstance(self[0], (list, tuple)) else [self[0]]
        return f"{called(outputs[0]) if outputs else 'the loop'} returns a pair (outputs, updates), which has"

    def _refuse(self, sign):
        raise TypeError(f"{self._said()} no operator {sign}.\nhint: {_UNPACK}")


def _operator(sign):
    def refuse(self, *others):
        return self._refuse(sign)

    return refuse


for _name, _sign in _OPERATORS.items():
    # a tuple repeats itself if it is multiplied
    for _method in (f"__{_name}__", f"__r{_name}__"):
        if _method != "__add__":
            setattr(OutputsAndUpdates, _method, _operator(_sign))
_OTHERS = {"gt": ">", "ge": ">=", "lt": "<", "le": "<=", "neg": "-", "pos": "+", "invert": "~", "abs": "abs"}
for _name, _sign in _OTHERS.items():
    setattr(OutputsAndUpdates, f"__{_name}__", _operator(_sign))


def get_updates_and_outputs(ls, fn=None):
    """Split the return value of a step's function into condition, outputs and updates.

    Parameters
    ----------
    ls : Variable, list, tuple, dict, or tuple of these
        Outputs, updates, ``(outputs, updates)``, or each of these followed by an :class:`until`.
    fn : callable, optional
        The function, for the message of an error.

    Returns
    -------
    condition : Variable or None
    outputs : list of Variable
    updates : OrderedDict

    Raises
    ------
    ValueError
        If it is something else.

    Examples
    --------
    >>> import tensorgraph.tensor as T
    >>> x = T.dscalar("x")
    >>> get_updates_and_outputs([x, x])
    (None, [x, x], OrderedDict())
    """
    if not _is_symbolic(ls):
        strange, hint = _strange(ls)
        who = "The step function" if fn is None else f"The step function {definition(fn)}"
        raise ValueError(
            f"{who} returned what is no variable: {strange}\nThe return value of your scan lambda expression may only "
            "be made of lists, tuples, or dictionaries containing Theano variables (or `theano.scan_module.until` "
            "objects for conditions). In particular constant values must be made variables, by `tensor.constant`.\n"
            f"hint: {hint}"
        )
    if _is_outputs(ls):
        return None, _list(ls), OrderedDict()
    if _is_updates(ls):
        return None, [], _updates(ls)
    parts = _list(ls)
    if len(parts) == 1 and isinstance(parts[0], until):
        raise ValueError(
            f"The step function{'' if fn is None else f' {definition(fn)}'} returned a condition to stop, and no "
            "output: a loop computes outputs or updates.\nhint: return (output, theano.scan_module.until(condition))"
        )
    condition = None
    if isinstance(parts[-1], until):
        condition = parts.pop().condition
    if _is_outputs(parts):
        return condition, parts, OrderedDict()
    if len(parts) == 1 and _is_outputs(parts[0]):
        return condition, _list(parts[0]), OrderedDict()
    if len(parts) == 1 and _is_updates(parts[0]):
        return condition, [], _updates(parts[0])
    if len(parts) == 2 and _is_outputs(parts[0]) and _is_updates(parts[1]):
        return condition, _list(parts[0]), _updates(parts[1])
    raise ValueError(
        f"Scan cannot parse the return value of your lambda expression, which is: {ls!r}. It should be the outputs (a "
        "variable, a list or a tuple), then the updates (a dictionary or a list of pairs), then the condition "
        "(theano.scan_module.until), each of them if there are any"
    )


def _strange(ls):
    """Return a sentence on the part of the return value that is no variable, and what helps."""
    path, x = [], ls
    while isinstance(x, (list, tuple, dict)):
        parts = list(x.items() if isinstance(x, dict) else enumerate(x))
        key, x = next((key, y) for key, y in parts if not _is_symbolic(y) or not isinstance(key, (int, Variable)))
        path.append(f"[{key!r}]")
        if isinstance(key, str):
            return (
                f"a dictionary with the key {key!r}.",
                "a dictionary holds updates, from shared variables to new values; outputs come in a list",
            )
    where = f"its part {''.join(path)}" if path else "it"
    hint = "use T.constant" if x is not None else "does the function lack `return`?"
    return f"{where} is {shortened(text_by(repr, x))}, of {type(x)}.", hint


def _updates(ls):
    """Return updates as a dict."""
    pairs = list(ls.items()) if isinstance(ls, dict) else list(ls)
    found = OrderedDict(pairs)
    if len(found) < len(pairs):
        keys = [v for v, _ in pairs]
        twice = next(v for i, v in enumerate(keys) if any(v is w for w in keys[:i]))
        raise ValueError(f"a step should give one update for each shared variable, and gives two for {called(twice)}")
    return found


def _list(x):
    return list(x) if isinstance(x, (list, tuple)) else [x]


def _is_symbolic(x):
    if isinstance(x, dict):
        x = list(x.items())
    if isinstance(x, (list, tuple)):
        return all(_is_symbolic(y) for y in x)
    return isinstance(x, (Variable, until))


def _is_outputs(x):
    return all(isinstance(y, Variable) for y in _list(x))


def _is_updates(x):
    if isinstance(x, dict):
        return True
    return isinstance(x, (list, tuple)) and all(isinstance(y, (list, tuple)) and len(y) == 2 for y in x)
