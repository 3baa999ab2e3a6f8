"""Conditions, checks, and graphs inside of operations."""

from contextlib import suppress

from .... import tensor as T
from ....compat.names.tensor.oldnames import default
from ....graph.apply import Apply
from ....graph.op import Op
from ....ifelse import ifelse
from ....printing import Print
from ..conversion import convert_inner, converts


class Check(Op):
    """The value, if all conditions hold; else an exception, as it is declared there.

    Parameters
    ----------
    error : type
        The class of the exception.
    text : str
        What it says.
    """

    __props__ = ("error", "text")
    view_map = {0: [0]}

    def __init__(self, error, text):
        self.error, self.text = error, text

    def __str__(self):
        return f"Check{{{self.text}}}"

    def make_node(self, value, *conditions):
        return Apply(self, [value, *conditions], [value.type()])

    def perform(self, node, inputs, output_storage):
        value, *conditions = inputs
        if not all(conditions):
            error = self.error(self.text)
            error.declared_by_check = True
            raise error
        output_storage[0][0] = value

    def infer_shape(self, node, shapes):
        return shapes[:1]

    def do_constant_folding(self, node):
        # it may fail, which must happen at run time
        return False


@converts("raise_op.CheckAndRaise")
def convert_check(op, node, value, *conditions):
    return Check(op.exc_type, op.msg)(value, *conditions)


@converts("ifelse.IfElse", "conditional.IfElse")
def convert_ifelse(op, node, condition, *values):
    n = op.n_outs
    found = ifelse(condition, list(values[:n]), list(values[n:]))
    return found if isinstance(found, list) else [found]


@converts("tensor.Default")
def convert_default(op, node, x, value):
    # types of ours, which are the same where theirs differ in lengths alone
    return default(x, value)


@converts("compile.OpFromGraph")
def convert_inline(op, node, *inputs):
    return convert_inner(op.fgraph, inputs)


@converts("printing.Print")
def convert_print(op, node, x):
    return Print(op.message, op.attrs)(x)


@converts("tensor.Einsum")
def convert_einsum(op, node, *inputs):
    with suppress(ValueError):
        return T.einsum(op.subscripts, *inputs)
    # they allow axes without letters
    return convert_inner(op.fgraph, inputs)
