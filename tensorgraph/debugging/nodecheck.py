"""A single node checked: its reference and its kernel run on copies, and its maps are verified."""

import copy

import numpy as np

from .._kernels.machine.call._vm import Machine
from ..graph.fgraph import FunctionGraph
from ..graph.perform import performing
from ..graph.type import Type
from ..graph.variable import Constant
from ..lowering.lower import detached, lower
from ..tensor.creation.alloc import AllocEmpty
from ..tensor.indexing.subtensor import IncSubtensor
from ..tensor.shape.rebroadcast import Rebroadcast
from ..tensor.types.type import TensorType
from .debugerrors import BadDestroyMap, BadThunkOutput, BadViewMap, InvalidValueError

_IMMUTABLE = (type(None), bool, int, float, complex, str, bytes, tuple, slice, np.generic)
LAYOUTS = ("previous", "c_contiguous", "f_contiguous", "strided", "wrong_size")


def copied(value):
    """Return a copy with the same layout, or the value itself if it cannot be copied."""
    if isinstance(value, np.ndarray):
        return value.copy(order="K")
    if isinstance(value, _IMMUTABLE):
        return value
    try:
        return copy.deepcopy(value)
    except Exception:  # a file, a lock, a generator
        return value


def same(v, a, b):
    """Return True if two values of a variable are exactly equal."""
    return a is b or _cannot_differ(v, a) or bool(v.type.values_eq(a, b))


def _cannot_differ(v, value):
    """Return True if a copy of a value never equals it, as neither its class nor its type defines equality."""
    return type(value).__eq__ is object.__eq__ and type(v.type).values_eq is Type.values_eq


def unset_part(v):
    """Return the uninitialised array that `v` is a partly filled version of, or `v` itself."""
    source = v
    while source.owner is not None and isinstance(source.owner.op, (IncSubtensor, Rebroadcast)):
        source = source.owner.inputs[0]
    return source if source.owner is not None and isinstance(source.owner.op, AllocEmpty) else v


def approximately(v, a, b):
    """Return True if two values of a variable are equal up to rounding."""
    if _cannot_differ(v, a):
        return True
    test = getattr(unset_part(v).tag, "values_eq_approx", None) or v.type.values_eq_approx
    with np.errstate(all="ignore"):
        return bool(test(a, b))


def check_value(v, value, mode, client=None, hint="none"):
    """Check that the type of `v` allows a value, and that it is finite if `mode` requires that.

    Raises
    ------
    InvalidValueError
    """
    if not v.type.is_valid_value(value):
        try:
            v.type.filter(value, strict=True)
            why = "none"
        except Exception as error:
            why = str(error)
        raise InvalidValueError(v, value, client, hint, why)
    checked = mode.check_isfinite and getattr(unset_part(v).tag, "nan_guard_mode_check", True)
    if checked and isinstance(value, np.ndarray) and value.dtype.kind in "fc":
        if not np.isfinite(value).all():
            raise InvalidValueError(v, value, client, hint, "non-finite elements not allowed")


def machine_of(node):
    """Return a machine that computes one node by kernels, or None if there is none."""
    alone = detached(node)
    inputs = [v for v in alone.inputs if not isinstance(v, Constant)]
    program = lower(FunctionGraph(inputs, alone.outputs, clone=False), set(), len(alone.outputs)).program
    if all(step.kind == "python" for step in program.steps):
        return None
    return Machine(program)


class NodeCheck:
    """A node with checks of its results and maps.

    Parameters
    ----------
    node : Apply
    mode : DebugMode
    used : set of int
        The outputs that other nodes read.
    is_active : bool
        Whether the function runs the node: if not, its kernel does not matter.
    """

    def __init__(self, node, mode, used, is_active):
        self.node, self.mode, self.used = node, mode, used
        self.machine = machine_of(node) if is_active and mode.check_c_code else None
        self.by_reference = mode.check_py_code or self.machine is None
        self.previous = None

    def run(self, values):
        """Compute and check the values of the outputs.

        Parameters
        ----------
        values : dict
            From variables to their values, those of the inputs among them. They stay as they are.

        Raises
        ------
        DebugModeError
            If the node is not what it says.
        """
        inputs = [v.data if isinstance(v, Constant) else values[v] for v in self.node.inputs]
        outputs = None
        if self.by_reference:
            outputs = self._perform(inputs, [[None] for _ in self.node.outputs])
            for layout in self.mode.check_preallocated_output:
                self._check_layout(layout, inputs, outputs)
        if self.machine is not None:
            outputs = self._compare_kernel(inputs, outputs)
        self.previous = outputs
        return outputs

    def run_again(self, values):
        """Return the values of the outputs, and check that the reference computes them once more.

        It does not if the operation keeps a state.

        Raises
        ------
        BadThunkOutput
        """
        known = [values[v] for v in self.node.outputs]
        if self.machine is not None:
            return known
        inputs = [v.data if isinstance(v, Constant) else values[v] for v in self.node.inputs]
        again = self._perform(inputs, [[None] for _ in self.node.outputs])
        for v, a, b in zip(self.node.outputs, known, again):
            if not approximately(v, a, b):
                raise BadThunkOutput(v, "perform", a, "perform of the same inputs once more", b, inputs)
        return known

    # ------------------------------------------------------------- the reference

    def _perform(self, inputs, cells):
        node = self.node
        # a variable that is read twice has one piece of memory
        own = {v: copied(value) for v, value in zip(node.inputs, inputs)}
        given = [own[v] for v in node.inputs]
        performing(node.op).perform(node, list(given), cells)
        outputs = [
            np.asarray(cell[0]) if isinstance(cell[0], np.generic) and isinstance(v.type, TensorType) else cell[0]
            for v, cell in zip(node.outputs, cells)
        ]
        for v, value in zip(node.outputs, outputs):
            check_value(v, value, self.mode, hint="perform output")
        self._check_destroyed(inputs, given, "perform")
        self._check_views(given, outputs)
        return [copied(value) for value in outputs]

    def _check_destroyed(self, before, after, how):
        node = self.node
        destroyed = {node.inputs[i] for sources in node.op.destroy_map.values() for i in sources}
        for i, (v, old, new) in enumerate(zip(node.inputs, before, after)):
            if v not in destroyed and not same(v, old, new):
                raise BadDestroyMap(node, i, old, new, how)

    def _check_views(self, inputs, outputs):
        node, op = self.node, self.node.op
        for i, value in enumerate(outputs):
            if isinstance(value, _IMMUTABLE):
                continue
            declared = {node.inputs[j] for m in (op.view_map, op.destroy_map) for j in m.get(i, ())}
            shared = [j for j, x in enumerate(inputs) if _share_memory(node.inputs[j].type, value, x)]
            wrong = [j for j in shared if node.inputs[j] not in declared]
            if wrong:
                raise BadViewMap(node, i, value, in_alias_idx=wrong)
            if shared or i not in self.used:
                continue
            for j, other in enumerate(outputs):
                if j != i and j in self.used and _share_memory(node.outputs[j].type, value, other):
                    raise BadViewMap(node, i, value, out_alias_idx=j)

    def _check_layout(self, layout, inputs, outputs):
        """Check the results again with preallocated output memory."""
        if layout == "previous":
            cells = [[None]] * len(outputs) if self.previous is None else [[copied(z)] for z in self.previous]
        else:
            cells = [[_laid_out(z, layout)] for z in outputs]
        again = self._perform(inputs, [list(cell) for cell in cells])
        for v, a, b in zip(self.node.outputs, outputs, again):
            if not approximately(v, a, b):
                raise BadThunkOutput(v, "perform", a, f"perform into {layout} memory", b, inputs)

    # ------------------------------------------------------------- the kernel

    def _compare_kernel(self, inputs, outputs):
        node = self.node
        plain = [k for k, v in enumerate(node.inputs) if not isinstance(v, Constant)]
        given = [copied(x) for x in inputs]
        results = [copied(z) for z in self.machine(*[given[k] for k in plain])]
        for v, z in zip(node.outputs, results):
            check_value(v, z, self.mode, hint="kernel output")
        self._check_destroyed(inputs, given, "kernel")
        if outputs is None:
            return results
        for v, a, b in zip(node.outputs, outputs, results):
            if not approximately(v, a, b):
                raise BadThunkOutput(v, "perform", a, "kernel", b, inputs)
        return outputs


def _share_memory(type_, a, b):
    if isinstance(a, _IMMUTABLE) or isinstance(b, _IMMUTABLE):
        return False
    if hasattr(type_, "may_share_memory"):
        return bool(type_.may_share_memory(a, b))
    return a is b


def _laid_out(value, layout):
    """Return memory of the dtype of `value` with another layout and other contents."""
    if not isinstance(value, np.ndarray):
        return None
    if layout == "wrong_size":
        memory = np.empty([n + 1 for n in value.shape], value.dtype)
    elif layout == "strided":
        memory = np.empty([2 * n for n in value.shape], value.dtype)[(slice(None, None, -2),) * value.ndim]
    else:
        memory = np.empty(value.shape, value.dtype, order="F" if layout == "f_contiguous" else "C")
    memory[...] = 13 if value.dtype.kind != "b" else True
    return memory
