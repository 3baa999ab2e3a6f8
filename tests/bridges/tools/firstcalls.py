"""The first call of each function of mode TENSORGRAPH, made by PyTensor's own Python code too: what differs."""

import copy
import warnings

import numpy as np
import pytensor
from pytensor.graph.replace import clone_replace
from pytensor.tensor.type import TensorType
from pytensor_agreement import PYTHON, compiled, outcome, same

from tensorgraph.bridges.pytensor.calls import DirectFunction

LARGEST = 150           # nodes of a graph
LEFT_OUT = {
    "Print", "PdbBreakpoint",
    # SciPy crashes where the parts of a sparse matrix, or rows and their places, do not fit together
    "CSM", "CSMGrad", "ConstructSparseFromList",
}


def layouts(x):
    """Yield names and variants of an array: zeros, other layouts, an axis that is empty or of length 1."""
    yield "as given", x
    yield "zeros", np.zeros_like(x)
    yield "Fortran", np.asfortranarray(x)
    if x.ndim:
        yield "reversed", x[::-1]
        yield "with gaps", np.stack([x, x], -1)[..., 0]
    for axis in range(x.ndim):
        for n in (0, 1):
            yield f"{n} along axis {axis}", x[(slice(None),) * axis + (slice(n),)]


def variants(inputs, values):
    """Yield a name and values of all inputs, changed in one way where their types allow it."""
    made = [
        dict(layouts(x)) if isinstance(v.type, TensorType) and isinstance(x, np.ndarray) else {} for v, x in
        zip(inputs, values)
    ]
    for name in dict.fromkeys(name for known in made for name in known) or ["as given"]:
        changed = [known.get(name, x) for known, x in zip(made, values)]
        fits = [not known or v.type.is_valid_value(y) for v, y, known in zip(inputs, changed, made)]
        yield name, [y if fit else x for y, x, fit in zip(changed, values, fits)]


class FirstCalls:
    """Compares first calls of functions.

    Attributes
    ----------
    calls : int
        Those that both made.
    differences : list of str
    """

    def __init__(self):
        self.calls, self.differences, self.known, self.busy = 0, [], set(), False

    def watch(self):
        """Compare from now on."""
        first = DirectFunction._first_call

        def compared(function, *args, **kwargs):
            if not self.busy:
                self.busy = True
                try:
                    self.compare(function, args, kwargs)
                finally:
                    self.busy = False
            return first(function, *args, **kwargs)

        DirectFunction._first_call = compared

    def compare(self, function, args, kwargs):
        """Compare what the graph of a function makes of the arguments of a call, and of variants of them."""
        fgraph = function.maker.fgraph
        names = {type(node.op).__name__ for node in fgraph.apply_nodes}
        if kwargs or not 0 < len(names) <= len(fgraph.apply_nodes) <= LARGEST or names & LEFT_OUT:
            return
        text = pytensor.dprint(fgraph, file="str", print_type=True)
        values = self.values(function, args)
        if text in self.known or values is None:
            return
        self.known.add(text)
        inputs = [v.type() for v in fgraph.inputs]
        outputs = clone_replace(list(fgraph.outputs), dict(zip(fgraph.inputs, inputs)))
        with warnings.catch_warnings(), np.errstate(all="ignore"):
            warnings.simplefilter("ignore")
            theirs, ours = [compiled(inputs, outputs, mode) for mode in (PYTHON, "TENSORGRAPH")]
            for name, changed in variants(inputs, values):
                self.compare_call(theirs, ours, outputs, name, changed)

    def values(self, function, args):
        """Return the values of all inputs of a graph, None if some are missing."""
        found = [container.storage[0] for container in function.input_storage]
        plain = [i for i, spec in enumerate(function.maker.inputs) if not spec.shared and not spec.implicit]
        for i, value in zip(plain, args):
            container = function.input_storage[i]
            try:
                found[i] = container.type.filter(value, container.strict, container.allow_downcast)
            except Exception:
                # the call is to fail
                return None
        return None if any(value is None for value in found) else copy.deepcopy(found)

    def compare_call(self, theirs, ours, outputs, name, values):
        """Note what differs in a call. What PyTensor refuses may be computed here."""
        expected = outcome(theirs, copy.deepcopy(values))
        if isinstance(expected, type):
            return
        self.calls += 1
        found = outcome(ours, copy.deepcopy(values))
        try:
            assert not isinstance(found, type), f"raises {found}"
            for i, (a, b, v) in enumerate(zip(found, expected, outputs)):
                same(a, b, v, i)
        except AssertionError as error:
            text = " ".join(str(error).split())
            self.differences.append(f"{name}: {text[:200]}\n{pytensor.dprint(outputs, file='str')[:800]}")
