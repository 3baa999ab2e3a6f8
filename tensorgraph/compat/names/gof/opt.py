"""Names of ``theano.gof.opt``."""

import logging
import sys
import warnings

from ....config import config
from ....errors import InconsistencyError
from ....graph.equal import is_same_graph
from ....graph.features import Feature
from ....graph.fgraph import FunctionGraph
from ....graph.op import Op
from ....graph.trace import made_at
from ....userline import user_level
from ...rewriting.navigator import Updater
from ...rewriting.optimizer import Optimizer

__all__ = [
    "CheckStackTraceOptimization", "InconsistencyError", "Updater", "check_stack_trace", "config",
    "inherit_stack_trace", "is_same_graph_with_merge", "logging", "theano",
]

theano = sys.modules[__name__.partition(".")[0]]


def is_same_graph_with_merge(var1, var2, givens=None):
    """Return True if two variables compute the same; see :func:`is_same_graph`."""
    return is_same_graph(var1, var2, givens)


def inherit_stack_trace(from_var):
    """Return a context in which variables and nodes get the trace of `from_var`.

    Parameters
    ----------
    from_var : Variable or list of Variable
    """
    sources = from_var if isinstance(from_var, (list, tuple)) else [from_var]
    return made_at(next((v.where_made for v in sources if v.where_made is not None), None))


def check_stack_trace(f_or_fgraph, ops_to_check="last", bug_print="raise"):
    """Return True if nodes of a graph have traces.

    Parameters
    ----------
    f_or_fgraph : Function or FunctionGraph
    ops_to_check : {"last", "all"}, Op, class, collection of these, or callable
        Which nodes: those of the outputs, all, those of the ops, or those for which ``ops_to_check(node)`` holds.
    bug_print : {"raise", "warn", "ignore"}
        What to do if there is no such node.

    Returns
    -------
    bool
    """
    fgraph = f_or_fgraph if isinstance(f_or_fgraph, FunctionGraph) else f_or_fgraph.maker.fgraph
    if isinstance(ops_to_check, Op) or isinstance(ops_to_check, type):
        ops_to_check = (ops_to_check,)
    if ops_to_check == "last":
        nodes = [v.owner for v in fgraph.outputs if v.owner is not None]
    elif ops_to_check == "all":
        nodes = list(fgraph.apply_nodes)
    elif isinstance(ops_to_check, (tuple, list)):
        classes = tuple(item for item in ops_to_check if isinstance(item, type))
        ops = [item for item in ops_to_check if not isinstance(item, type)]
        nodes = [
            node
            for node in fgraph.apply_nodes
            if node.op in ops
            or isinstance(node.op, classes)
            or isinstance(getattr(node.op, "scalar_op", None), classes)
        ]
    elif callable(ops_to_check):
        nodes = [node for node in fgraph.apply_nodes if ops_to_check(node)]
    else:
        raise ValueError(f"ops_to_check={ops_to_check!r}: 'last', 'all', ops, classes of ops or a function of a node")
    if bug_print not in ("raise", "warn", "ignore"):
        raise ValueError(f"bug_print={bug_print!r}: 'raise', 'warn' or 'ignore'")
    if not nodes:
        message = "Provided op instances/classes are not in the graph or the graph is empty"
        if bug_print == "raise":
            raise Exception(message)
        if bug_print == "warn":
            warnings.warn(message, stacklevel=user_level())
    return all(node.trace is not None for node in nodes)


class CheckStackTraceFeature(Feature):
    """A feature that reports the rewrite that adds a node without a trace."""

    def on_import(self, fgraph, node, reason=None):
        if node.trace is None:
            message = f"Empty stack trace! The optimization that inserted this variable is {reason}"
            if config.check_stack_trace == "raise":
                raise AssertionError(message)
            if config.check_stack_trace == "warn":
                warnings.warn(message, stacklevel=user_level())


class CheckStackTraceOptimization(Optimizer):
    """An optimizer that watches for nodes without traces, as ``config.check_stack_trace`` says."""

    def add_requirements(self, fgraph):
        fgraph.attach_feature(CheckStackTraceFeature())
