"""The errors of DebugMode: each with the node, the values and their difference."""

from ..errors import BadOptimization as NotTheSame
from ..errors import comparison
from ..printing import debugprint


class DebugModeError(Exception):
    """An operation, a kernel or a rewrite does not do what it declares."""


class BadThunkOutput(DebugModeError):
    """Two ways of computing one operation give different values.

    Attributes
    ----------
    r : Variable
        What was computed.
    thunk1, thunk2 : str
        The two ways.
    val1, val2 : object
        Their values.
    inputs_val : sequence
        The values of the inputs.
    """

    def __init__(self, r, thunk1, val1, thunk2, val2, inputs_val=()):
        super().__init__(r, thunk1, val1, thunk2, val2, inputs_val)
        self.r = r
        self.thunk1, self.val1 = thunk1, val1
        self.thunk2, self.val2 = thunk2, val2
        self.inputs_val = inputs_val

    def offending_op(self):
        """Return the class of the operation."""
        return type(self.r.owner.op)

    def __str__(self):
        node = self.r.owner
        values = self.inputs_val
        lines = [
            f"BadThunkOutput: {self.thunk1} and {self.thunk2} give different values",
            f"  Apply   : {node}",
            f"  op      : {type(node.op) if node is not None else None}",
            f"  Outputs Type: {self.r.type}",
            f"  Outputs Shape: {getattr(self.val1, 'shape', None)}",
            f"  Outputs Strides: {getattr(self.val1, 'strides', None)}",
            f"  Inputs Type : {[v.type for v in node.inputs] if node is not None else []}",
            f"  Inputs Shape: {[getattr(value, 'shape', None) for value in values]}",
            f"  Inputs Strides: {[getattr(value, 'strides', None) for value in values]}",
            f"  Inputs values: {[value if getattr(value, 'size', 99) <= 10 else 'not shown' for value in values]}",
            f"  Bad Variable: {self.r}",
            f"  thunk1  : {self.thunk1}",
            f"  thunk2  : {self.thunk2}",
            *comparison(self.thunk1, self.val1, self.thunk2, self.val2),
        ]
        return "\n".join(lines)


class BadOptimization(DebugModeError, NotTheSame):
    """A rewrite replaced a variable by one with another value."""


class BadDestroyMap(DebugModeError):
    """An operation changed an input that is not in its ``destroy_map``.

    Attributes
    ----------
    node : Apply
    idx : int
        Which input.
    old_val, new_val : object
        Its value before and after.
    perform : str
        What computed the node.
    """

    def __init__(self, node, idx, old_val, new_val, perform):
        super().__init__(node, idx, old_val, new_val, perform)
        self.node, self.idx = node, idx
        self.old_val, self.new_val = old_val, new_val
        self.perform = perform

    def __str__(self):
        node = self.node
        lines = [
            f"BadDestroyMap: {self.perform} changes input {self.idx}, which destroy_map does not declare",
            f"  node: {node}",
            f"  perform: {self.perform}",
            f"  node.inputs: {[(str(v), id(v)) for v in node.inputs]}",
            f"  destroy_map: {node.op.destroy_map}",
            f"  changed input idx: {self.idx}",
            f"  changed input type: {node.inputs[self.idx].type}",
            *comparison("old val", self.old_val, "new val", self.new_val),
            "  Hint: a values_eq of the input's type that is wrong gives this error too",
        ]
        return "\n".join(lines)


class BadViewMap(DebugModeError):
    """An output of an operation aliases something that its ``view_map`` does not declare.

    Attributes
    ----------
    node : Apply
    output_idx : int
        Which output.
    out_storage : object
        Its value.
    in_alias_idx : list of int or None
        The inputs that it shares memory with.
    out_alias_idx : int or None
        The output that it shares memory with.
    """

    def __init__(self, node, output_idx, out_storage, in_alias_idx=None, out_alias_idx=None):
        super().__init__(node, output_idx, out_storage, in_alias_idx, out_alias_idx)
        self.node, self.output_idx, self.out_storage = node, output_idx, out_storage
        self.in_alias_idx, self.out_alias_idx = in_alias_idx, out_alias_idx

    def __str__(self):
        node = self.node
        lines = [
            f"BadViewMap: output {self.output_idx} shares memory with what view_map does not declare",
            f"  node: {node}",
            f"  node.inputs: {[(str(v), id(v)) for v in node.inputs]}",
            f"  node.outputs: {[(str(v), id(v)) for v in node.outputs]}",
            f"  view_map: {node.op.view_map}",
            f"  destroy_map: {node.op.destroy_map}",
            f"  aliased output: {self.output_idx}",
            f"  aliased output storage: {self.out_storage}",
        ]
        if self.in_alias_idx is not None:
            lines.append(f"  aliased to inputs: {self.in_alias_idx}")
        if self.out_alias_idx is not None:
            lines.append(f"  aliased to outputs: {self.out_alias_idx}")
        return "\n".join(lines)


class StochasticOrder(DebugModeError):
    """Rewriting one graph twice made different changes."""


class InvalidValueError(DebugModeError):
    """A value does not belong to the type of its variable.

    Attributes
    ----------
    r : Variable
    v : object
        The value.
    client_node : Apply or None
        What was about to read it.
    hint, specific_hint : str
        Where it came from and what is wrong with it.
    """

    def __init__(self, r, v=None, client_node=None, hint="none", specific_hint="none"):
        super().__init__(r, v, client_node, hint, specific_hint)
        self.r, self.v, self.client_node = r, v, client_node
        self.hint, self.specific_hint = hint, specific_hint

    def __str__(self):
        if isinstance(self.r, str):
            return self.r
        v = self.v
        known = {}
        for name, find in (("min", "min"), ("max", "max")):
            try:
                known[name] = getattr(v, find)()
            except Exception:  # unordered or empty values have neither
                known[name] = "N/A"
        lines = [
            f"InvalidValueError: {self.hint if self.specific_hint == 'none' else self.specific_hint}",
            f"  type(variable) = {self.r.type}",
            f"  variable       = {self.r}",
            f"  type(value)    = {type(v)}",
            f"  dtype(value)   = {getattr(v, 'dtype', 'N/A')}",
            f"  shape(value)   = {getattr(v, 'shape', 'N/A')}",
            f"  value          = {str(v)[:100]}",
            f"  min(value)     = {known['min']}",
            f"  max(value)     = {known['max']}",
            f"  client_node    = {self.client_node}",
            f"  hint           = {self.hint}",
            f"  specific_hint  = {self.specific_hint}",
            "  context        = ...",
            debugprint(self.r, depth=12, file="str").rstrip(),
        ]
        return "\n".join(lines)
