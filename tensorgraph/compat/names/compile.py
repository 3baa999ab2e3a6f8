"""Names of ``theano.compile`` that live elsewhere here."""

from ...compile.inputs import In as Param
from ...compile.mode import OPT_FAST_COMPILE, OPT_FAST_RUN, OPT_MERGE, OPT_NONE
from ...graph.disconnected import DisconnectedType, NullType
from ...graph.equal import is_same_graph
from ...lowering.copies import register_view_op_c_code
from ...tensor.shape.rebroadcast import Rebroadcast
from ...tensor.shape.shape import Shape, Shape_i, SpecifyShape, shape, specify_shape

__all__ = [
    "OPT_FAST_COMPILE", "OPT_FAST_RUN", "OPT_MERGE", "OPT_NONE", "DisconnectedType", "NullType", "Param",
    "Rebroadcast", "Shape", "Shape_i", "SpecifyShape", "get_info_on_inputs", "is_same_graph",
    "register_rebroadcast_c_code", "register_shape_c_code", "register_shape_i_c_code",
    "register_specify_shape_c_code", "shape", "specify_shape",
]

# programs register C code of their types for these ops; it is not compiled
register_rebroadcast_c_code = register_shape_c_code = register_view_op_c_code


def register_shape_i_c_code(typ, code, check_input, version=()):
    """Do nothing: no C code is generated."""


def register_specify_shape_c_code(typ, code, version=(), c_support_code_apply=None):
    """Do nothing: no C code is generated."""


def get_info_on_inputs(named_inputs, n_unnamed_inputs):
    """Describe the inputs of a function, named and unnamed.

    Parameters
    ----------
    named_inputs : list of str
    n_unnamed_inputs : int

    Returns
    -------
    str

    Examples
    --------
    >>> from tensorgraph.compat.names.compile import get_info_on_inputs
    >>> get_info_on_inputs(["x", "y"], 1)
    "The function has 2 named inputs ('x', 'y') and 1 unnamed input, which cannot be given by keyword."
    """
    parts = []
    if named_inputs:
        parts.append(f"{_inputs(len(named_inputs), 'named ')} ({', '.join(map(repr, named_inputs))})")
    if n_unnamed_inputs or not parts:
        rest = ", which cannot be given by keyword" if n_unnamed_inputs else ""
        parts.append(_inputs(n_unnamed_inputs, "unnamed " if n_unnamed_inputs else "") + rest)
    return f"The function has {' and '.join(parts)}."


def _inputs(n, kind):
    return f"{n or 'no'} {kind}input{'s' if n != 1 else ''}"
