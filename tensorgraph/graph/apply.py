"""Apply nodes: one operation on some variables."""

from __future__ import annotations

from typing import TYPE_CHECKING

from . import deep
from .messages.called import with_type
from .places.location import as_location
from .trace import user_trace
from .variable import Constant, Variable

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any, Self

    from .fgraph import FunctionGraph
    from .op import Op
    from .variable import Scratchpad


class Apply:
    """The application of an op to inputs, giving outputs.

    Parameters
    ----------
    op : Op
        What is computed.
    inputs, outputs : list of Variable
        `outputs` must not belong to another node yet.

    Examples
    --------
    >>> import tensorgraph.tensor as T
    >>> x = T.dscalar("x")
    >>> node = T.exp(x).owner
    >>> str(node.op), node.inputs, node.nout
    ('Elemwise{exp,no_inplace}', [x], 1)
    """

    op: Any
    inputs: list[Any]
    outputs: list[Any]
    fgraph: FunctionGraph
    _tag: Scratchpad | None = None
    # of a node that a rewrite makes of a part of what it replaces: the trace is that of the part, and stays
    keeps_trace = False
    tag = Variable.tag
    copy_tag = Variable.copy_tag
    _place = property(lambda self: self.trace)

    __slots__ = ("op", "inputs", "outputs", "trace", "fgraph", "__dict__", "__weakref__")

    def __init__(self, op: Op, inputs: Sequence[Variable], outputs: Sequence[Variable]) -> None:
        if not isinstance(inputs, (list, tuple)):
            raise TypeError(f"The inputs of an Apply must be a list or tuple: it is {with_type(inputs)}")
        if not isinstance(outputs, (list, tuple)):
            raise TypeError(f"The output of an Apply must be a list or tuple: it is {with_type(outputs)}")
        self.op = op
        self.inputs = list(inputs)
        self.outputs = list(outputs)
        self.trace = user_trace(2)
        for v in self.inputs:
            if not isinstance(v, Variable):
                raise TypeError(
                    f"The 'inputs' argument to Apply must contain Variable instances, not {v!r} of {type(v).__name__}: "
                    f"use x = T.as_tensor_variable(x) in make_node of {op}"
                )
        for i, v in enumerate(self.outputs):
            if not isinstance(v, Variable):
                raise TypeError(
                    f"The 'outputs' argument to Apply must contain Variable instances with no owner, not {v!r}: use "
                    f"variables that are made for the node, as x.type(), in make_node of {op}"
                )
            if v.owner is None and not isinstance(v, Constant):
                if any([x is v for x in self.inputs]):
                    raise ValueError(
                        f"{v} is an input of this node of {op} and cannot be its output too: use "
                        f"return Apply(self, inputs, [x.type()]) in make_node of {op}, with a new variable"
                    )
                v.owner = self
                v.index = i
            elif v.owner is not self or v.index != i:
                raise ValueError("All output variables passed to Apply must belong to it.")

    def default_output(self) -> Any:
        """Return the output that stands for the node where one variable is needed.

        Raises
        ------
        ValueError
            If there are several outputs and the op names none as default.
        AttributeError
            If what the op names is no output.
        """
        wanted = self.op.default_output
        if wanted is None:
            if len(self.outputs) == 1:
                return self.outputs[0]
            raise ValueError(
                f"Multi-output Op {self.op} of {len(self.outputs)} outputs has no default output: index its outputs"
            )
        if not isinstance(wanted, int) or not 0 <= wanted < len(self.outputs):
            raise AttributeError(f"{self.op}.default_output should be an output index, not {wanted!r}")
        return self.outputs[wanted]

    @property
    def out(self) -> Any:
        """The default output."""
        return self.default_output()

    @property
    def nin(self) -> int:
        """Number of inputs."""
        return len(self.inputs)

    @property
    def nout(self) -> int:
        """Number of outputs."""
        return len(self.outputs)

    def __str__(self) -> str:
        from ..printing.debugprint import node_text

        return node_text(self)

    def __repr__(self) -> str:
        return str(self)

    def clone(self) -> Self:
        """Return the same op on the same inputs, with new outputs."""
        new = self.__class__(self.op, self.inputs, [v.clone() for v in self.outputs])
        new.copy_tag(self)
        new.trace = self.trace
        return new

    def clone_with_new_inputs(self, inputs: Sequence[Variable], strict: bool = True) -> Apply:
        """Return the op applied to other inputs.

        Parameters
        ----------
        inputs : list of Variable
            As many as this node has.
        strict : bool
            Whether each must convert to the type of the one it replaces; otherwise the
            op makes a new node where types differ.
        """
        inputs = list(inputs)
        remake = False
        for i, (old, new) in enumerate(zip(self.inputs, inputs)):
            if old.type != new.type:
                if strict:
                    inputs[i] = old.type.filter_variable(new)
                else:
                    remake = True
        if remake:
            new = self.op.make_node(*inputs)
            for a, b in zip(self.outputs, new.outputs):
                if b.name is None:
                    b.name = a.name
        else:
            new = self.__class__(self.op, inputs, [v.clone() for v in self.outputs])
        new.copy_tag(self)
        new.trace = self.trace
        return new

    def get_parents(self) -> list[Any]:
        """Return the inputs."""
        return list(self.inputs)

    def __getstate__(self):
        state = {
            "op": self.op, "inputs": self.inputs, "outputs": self.outputs, "tag": self.tag,
            "trace": as_location(self.trace),
        }  # fmt: skip
        nodes = deep.nodes_first(self, self.outputs)
        return state if nodes is None else {"nodes_first": nodes, **state}

    def __setstate__(self, state):
        state.pop("nodes_first", None)
        self.trace = None  # unless the pickle holds one
        for name, value in state.items():
            setattr(self, name, value)
