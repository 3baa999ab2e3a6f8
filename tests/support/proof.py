"""Proofs of rewrites: programs for which a rewrite fires, and near misses for which it must not."""

import importlib.util
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from graphs import VALUES
from run_graph import run

from tensorgraph.graph.fgraph import FunctionGraph
from tensorgraph.graph.traverse import inputs as graph_inputs
from tensorgraph.graph.variable import Constant
from tensorgraph.printing import pp
from tensorgraph.rewriting import pipeline
from tensorgraph.rewriting.equilibrium import Equilibrium
from tensorgraph.rewriting.passes.merge import merge
from tensorgraph.rewriting.passes.shape import attach_shapes
from tensorgraph.rewriting.query import RULES, Query
from tensorgraph.rewriting.rules import load
from tensorgraph.tensor.shape.assertion import Assert
from tensorgraph.tensor.shape.shape import SpecifyShape
from tensorgraph.tensor.types.type import TensorType


@dataclass
class Proof:
    """The proof of one rule.

    Attributes
    ----------
    fires : list of callable
        Programs, each an output or a list of outputs, to which the rule applies.
    refuses : dict
        From what is missing to a program to which it must not apply.
    harmless : dict
        From the text of a guard to the reason why taking it away changes no value and no graph that matters.
    after : tuple of str
        Stages that run first, where the rule looks for what they make.
    refuses_unshaped : dict
        Like `refuses`, where no shapes are known.
    fails : dict
        From what is wrong to a program that fails when it runs, and must go on to.
    checks_nothing : list of callable
        Programs like those of `fires`, where no assertion is needed in place of what goes.
    becomes : list of (callable, str)
        Programs like those of `fires`, and what they print as afterwards, constants without their class.
    """

    fires: list = field(default_factory=list)
    refuses: dict = field(default_factory=dict)
    harmless: dict = field(default_factory=dict)
    after: tuple = ()
    refuses_unshaped: dict = field(default_factory=dict)
    fails: dict = field(default_factory=dict)
    checks_nothing: list = field(default_factory=list)
    becomes: list = field(default_factory=list)


class Failure(AssertionError):
    """A program for which a rule does not do what its proof says."""


def proofs():
    """Return the modules of the proofs, by family."""
    load()
    found = {}
    for path in sorted((Path(__file__).parents[1] / "rewriting" / "proofs").glob("*.py")):
        spec = importlib.util.spec_from_file_location(f"proofs_{path.stem}", path)
        found[path.stem] = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(found[path.stem])
    return found


def given(value, broadcastable=None, dtype=None):
    """Return an input that has a value in the proof."""
    value = np.asarray(value, dtype=dtype)
    flags = (False,) * value.ndim if broadcastable is None else broadcastable
    v = TensorType(value.dtype, flags)()
    v.tag.value = value
    return v


def named(name, value, broadcastable=None):
    """Return an input that has a name and a value."""
    v = given(value, broadcastable)
    v.name = name
    return v


def value_of(v):
    """Return the value of an input of a program."""
    return v.tag.value if hasattr(v.tag, "value") else VALUES[v]


def apply(name, proof, program, shapes=True):
    """Apply the rule alone to a program.

    Returns
    -------
    applied : int
        How often it did.
    before, after : list of array or Exception
        What the program gives.
    checks : bool
        Whether something is asserted when the rewritten program runs.
    outputs : list of Variable
        The outputs of the rewritten program.
    """
    fgraph, values = graph_of(program)
    types = [v.type for v in fgraph.outputs]
    before = outcome(fgraph, values)
    prepare(fgraph, shapes)
    for stage in proof.after:
        pipeline.equilibrium(stage, Query(("fast_run",), exclude=(name,)), True).apply(fgraph)
    applied = Equilibrium([RULES[name]], folding=False).apply(fgraph).get(name, 0)
    fgraph.check_integrity()
    if [v.type for v in fgraph.outputs] != types:
        raise Failure("the types of the outputs changed")
    checks = any(isinstance(node.op, (Assert, SpecifyShape)) for node in fgraph.toposort())
    return applied, before, outcome(fgraph, values), checks, fgraph.outputs


def apply_rules(names, program, shapes=True):
    """Apply rules to a program; return its outputs, and what it gives before and after."""
    fgraph, values = graph_of(program)
    before = outcome(fgraph, values)
    prepare(fgraph, shapes)
    Equilibrium([RULES[name] for name in names], folding=False).apply(fgraph)
    return fgraph.outputs, before, outcome(fgraph, values)


def graph_of(program):
    """Return the graph of a program, and the values of its inputs."""
    outputs = program()
    outputs = list(outputs) if isinstance(outputs, (list, tuple)) else [outputs]
    inputs = [v for v in dict.fromkeys(graph_inputs(outputs)) if not isinstance(v, Constant)]
    return FunctionGraph(inputs, outputs), [value_of(v) for v in inputs]


def prepare(fgraph, shapes=True):
    merge(fgraph)
    if shapes:
        attach_shapes(fgraph)


def shown(outputs):
    """Return what the outputs of a program print as, constants without their class."""
    return "; ".join(pp(v).replace("TensorConstant", "") for v in outputs)


def outcome(fgraph, values):
    """Return the values of the outputs, or the error that there is instead."""
    try:
        return run(fgraph, values)
    except Exception as error:  # noqa: BLE001 - what a program raises is what it gives
        return error


def check(name, proof):
    """Hold a rule against its proof.

    Raises
    ------
    Failure
    """
    programs = [(f"example {i}", p, True, True) for i, p in enumerate(proof.fires)]
    programs += [(f"unchecked example {i}", p, True, True) for i, p in enumerate(proof.checks_nothing)]
    programs += [(text, p, True, True) for p, text in proof.becomes]
    programs += [(what, p, False, True) for what, p in proof.refuses.items()]
    programs += [(what, p, False, False) for what, p in proof.refuses_unshaped.items()]
    for what, program, fires, shapes in programs:
        applied, before, after, checks, outputs = apply(name, proof, program, shapes)
        if bool(applied) != fires:
            raise Failure(f"{name} {'does not apply' if fires else 'applies'}: {what}")
        if checks and program in proof.checks_nothing:
            raise Failure(f"{name} leaves an assertion: {what}")
        if (program, what) in proof.becomes and shown(outputs) != what:
            raise Failure(f"{name} makes {shown(outputs)} and not {what}")
        for given_back in (before, after):
            if isinstance(given_back, Exception):
                raise given_back
        for a, b in zip(before, after):
            if a.dtype != b.dtype or a.shape != b.shape or not np.allclose(b, a, rtol=1e-9, atol=1e-12, equal_nan=True):
                raise Failure(f"{name} changes a value: {what}")
    for what, program in proof.fails.items():
        _, before, after, *_ = apply(name, proof, program)
        if not isinstance(before, Exception) or not isinstance(after, type(before)):
            raise Failure(f"{name} turns {before!r} into {after!r}: {what}")
