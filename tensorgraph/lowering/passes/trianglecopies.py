"""Triangles of matrices as copies of parts of rows.

``switch(tri(n, m, k), x, y)`` is what ``tril``, ``triu`` and their gradients compute. A loop that does nothing else
would read a mask, which another step writes; copies need none. Stacks of matrices stay loops: their mask is read again
and again, from cache.
"""

from functools import cached_property

import numpy as np

from ..._kernels.machine.storage import owners_of
from ..branches import marked, resolved
from ..program import Program, Slot, Step


def copy_triangles(program):
    """Return the program with such loops as copies, the same one where there are none."""
    found = _Triangles(program)
    for i, step in enumerate(found.steps):
        if _is_switch(step):
            found.replace(i)
    return found.program() if found.are_some else program


def _is_switch(step):
    """Return True if a step is a loop that chooses between two values, and no more."""
    if step.kind != "loop" or len(step.outputs) != 1 or len(step.params["code"]) != 1:
        return False
    ((name, register, sources),) = step.params["code"]
    kept = step.params["outs"][0][:2] == (register, "store")
    return kept and isinstance(name, str) and name.startswith("switch_") and sources[0] < len(step.inputs)


class _Triangles:
    """A program whose triangles become copies.

    Attributes
    ----------
    are_some : bool
        True if a step was replaced.
    """

    # Idea: find what made the condition of a switch; read the numbers that it was made of instead.
    # Invariant: these numbers have not been overwritten when the switch comes.
    # Example: eye(n, m, k) -> c, loop(switch(c, x, 0)) becomes triangle(x, 0, n, m, k), and nobody reads c.

    def __init__(self, program):
        self.before = program
        self.slots, self.steps = list(program.slots), marked(program.steps)
        self.are_some = False

    @cached_property
    def makers(self):
        return {slot: i for i, step in enumerate(self.steps) for slot in step.outputs}

    @cached_property
    def owners(self):
        return owners_of(self.before)

    def replace(self, i):
        """Replace step i if its condition is a triangle."""
        loop = self.steps[i]
        ((_, _, (condition, *sides)),) = loop.params["code"]
        mask = loop.inputs[condition]
        if self.slots[loop.outputs[0]].ndim != 2:
            return
        found = self._constant(mask) if self.slots[mask].kind == "const" else self._triangle(mask, i)
        if found is None:
            return
        lengths, numbers, is_upper = found
        inputs = [self._side(loop, register) for register in sides]
        inplace = {out: inputs.index(loop.inputs[j]) for out, j in loop.inplace.items() if loop.inputs[j] in inputs}
        params = {"sides": (1, 0) if is_upper else (0, 1)}
        for name, value in zip("nmk", lengths, strict=True):
            params[name] = ("in", 2 + value[1]) if isinstance(value, tuple) else value
        self.steps[i] = Step("triangle", (*inputs, *numbers), loop.outputs, params, inplace, loop.node)
        self.are_some = True

    def _side(self, loop, register):
        """Return the slot that a register of a loop is read from, or a new one for a number in its code."""
        if register < len(loop.inputs):
            return loop.inputs[register]
        dtype, value = loop.params["consts"][register - len(loop.inputs)]
        self.slots.append(Slot("const", dtype, 0, (), np.array(value, dtype)))
        return len(self.slots) - 1

    def _triangle(self, mask, i):
        """Return the entries and inputs of the step that made a condition, which hold until step i, or None."""
        j = self.makers.get(mask)
        made = None if j is None else self.steps[j]
        if made is None or made.kind != "eye" or not made.params["below"]:
            return None
        read = {owner for slot in made.inputs for owner in self.owners[slot]}
        for step in self.steps[j:i]:
            if any(not read.isdisjoint(self.owners[step.inputs[taken]]) for taken in step.inplace.values()):
                return None
        return [made.params[name] for name in "nmk"], made.inputs, False

    def _constant(self, slot):
        """Return what describes a constant triangle, as integers, or None."""
        value = self.slots[slot].value
        if value.ndim != 2 or 1 in value.shape:
            return None
        for is_upper in (False, True):
            k = diagonal_of(~value if is_upper else value)
            if k is not None:
                return [*value.shape, k], (), is_upper
        return None

    def program(self):
        """Return the program, without conditions that nothing reads."""
        steps, read = [], {*self.before.outputs, *(new for _, new in self.before.updates)}
        for step in reversed(self.steps):
            if step.kind == "eye" and read.isdisjoint(step.outputs):
                continue
            read.update(step.inputs)
            steps.append(step)
        return Program(tuple(self.slots), tuple(resolved(steps[::-1])), *self.before[2:])


def diagonal_of(value):
    """Return k if a boolean matrix is ``tri(n, m, k)``, else None.

    Parameters
    ----------
    value : ndarray

    Returns
    -------
    int or None

    Examples
    --------
    >>> diagonal_of(np.tri(3, 4, 1, dtype=bool))
    1
    """
    n, m = value.shape
    if not value.size:
        return None
    # the first row that is not empty ends at the diagonal, as long as it is no longer than it can be
    rows = value.any(axis=1)
    first = int(rows.argmax()) if rows.any() else n
    k = -n if first == n else int(value[first].sum()) - 1 - first
    return k if np.array_equal(value, np.tri(n, m, k, dtype=bool)) else None
