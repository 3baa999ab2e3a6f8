"""The part of a function maker that pickles hold: the graph and the program, unpacked when they are needed."""

from __future__ import annotations

import hashlib
from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING

from ..._kernels.loops import dispatch
from ..._kernels.machine.kinds import HOMES
from ...lowering.aliasing import handle_destroys
from ...lowering.program import FORMAT
from ...rewriting import pipeline
from ..callable import Function
from ..inputs import In, SymbolicOutput
from .asleep import asleep
from .flat import flatten, unflatten
from .packed import Packed

if TYPE_CHECKING:
    from typing import Any

    from ...graph.fgraph import FunctionGraph
    from ...lowering.program import Program


@cache
def stamp():
    """Return what must be equal where a program is written and where it runs: the machine's language.

    Returns
    -------
    tuple of str
        Of programs, and of programs as they are bound to the processor.
    """
    names = ",".join([*sorted(HOMES), *sorted(dispatch.kernels())])
    version = import_module(__package__.partition(".")[0]).__version__
    language = f"{version} {FORMAT} {hashlib.sha256(names.encode()).hexdigest()[:16]}"
    return language, f"{language} {dispatch.isa}"


class Stored:
    """A maker's graph and program.

    Attributes
    ----------
    fgraph, program, reads, members
        As of ``FunctionMaker``.
    """

    _bound = _graph = _code = _stamp = None

    @property
    def fgraph(self) -> FunctionGraph:
        """The graph of the function after all rewrites."""
        if self._fgraph is None:
            self._open_graph()
        return self._fgraph

    @property
    def program(self) -> Program:
        """The program that computes the graph."""
        if self._program is None:
            self._open_program()
        return self._program

    @property
    def reads(self) -> list[tuple[int, ...]]:
        """For each node the slots of its inputs, -1 where a step needs none."""
        if self._reads is None:
            self._open_graph()
        return self._reads

    @property
    def members(self) -> dict[int, list[int]]:
        """A dict from the place of a node that stands for a loop to the places of all nodes of it."""
        if self._members is None:
            self._open_graph()
        return self._members

    @property
    def bound(self) -> Any:
        """The program as the machine runs it here, made once for all functions of this maker."""
        program = self.program
        if self._bound is None or self._bound[0] is not program:
            self._bound = program, pipeline.bind(program)
        return self._bound[1]

    def set_graph(self, fgraph):
        """Take a graph."""
        fgraph.name = self.name
        self._fgraph, self._graph = fgraph, None

    def set_lowered(self, lowered):
        """Take the result of lowering the graph."""
        self._program, self._reads, self._members = pipeline.finish(lowered.program), lowered.reads, lowered.members
        self._code = None

    def _open_graph(self):
        flat, reads, members = self._graph.open() if isinstance(self._graph, Packed) else self._graph
        fgraph = unflatten(flat)
        fgraph.name = self.name
        if self._reads is None:
            self._reads, self._members = reads, members
        self._fgraph = fgraph

    def _open_program(self):
        if self._stamp[0] != stamp()[0]:
            self._lower_again()
            return
        program, bound = self._code.open() if isinstance(self._code, Packed) else self._code
        if self._stamp[1] == stamp()[1] and bound is not None:
            self._bound = program, bound
        self._program = program

    def _lower_again(self):
        """Lower the graph of a pickle that another version of this package wrote."""
        fgraph = self.fgraph
        updated = [i for i, spec in enumerate(self.inputs) if spec.update is not None]
        fgraph.update_mapping = {len(self.outputs) + k: i for k, i in enumerate(updated)}
        handle_destroys(fgraph)
        self._write_program(fgraph)

    # ------------------------------------------------------------- pickles

    def __getstate__(self):
        # the variables in the specifications would drag the user's graph along
        state = {
            **self.__dict__, "inputs": [_record(spec) for spec in self.inputs],
            "outputs": [out.borrow for out in self.outputs], "cells": {}, "profile": None, "requested": None,
            "_fgraph": None, "_program": None, "_reads": None, "_members": None, "_bound": None,
        }  # fmt: skip
        # objects that watch nodes share state that packing would multiply
        packed = self._is_plain()
        if self._code is None or not packed:
            code = self.program, self.bound if packed else None
            state["_code"] = Packed(code) if packed else code
            state["_stamp"] = stamp()
        if self._graph is None or not packed:
            fgraph = self.fgraph
            graph = flatten(fgraph), self.reads, self.members
            apart = [spec.variable for spec in self.inputs]
            state["_graph"] = Packed(graph, apart, fgraph.inputs) if packed else graph
        return state

    def __setstate__(self, state):
        state = dict(state)
        if "_stamp" not in state:
            _of_old_pickle(state)
        if "name" in state:
            state["called"] = state.pop("name")  # of older pickles
        self.__dict__.update(state)
        self.inputs = [spec if isinstance(spec, In) else _spec(spec) for spec in state["inputs"]]
        self.outputs = [SymbolicOutput(None, borrow) for borrow in state["outputs"]]

    def loaded(self, containers, name, trust_input):
        """Return the function of a pickle, which binds its program when it is first used."""
        if self._program is None and self.builder is Function and self._is_plain():
            return asleep(self, containers, name, trust_input)
        new = self.builder(self, containers, name)
        new.trust_input = trust_input
        return new

    def _is_plain(self):
        return self.mode.watch is None and self.function_builder is Function


def _of_old_pickle(state):
    """Change the state of a pickle that has a program without a stamp: the graph is lowered again."""
    state["_graph"] = state.pop("_flat"), None, None
    state.update(_stamp=("", ""), _code=None, _program=None, _reads=None, _members=None)
    for name in ("program", "reads", "members"):
        state.pop(name, None)


_FIELDS = "variable value name update mutable strict allow_downcast implicit borrow shared".split()
_OLD_FIELDS = "variable name update mutable strict allow_downcast implicit value borrow shared".split()
_HOW = {}  # one tuple for all specifications that are alike: a pickle holds it once


def _record(spec):
    """Return the specification of an input without the graph of its update."""
    if type(spec) is In and len(spec.__dict__) == len(_FIELDS) and spec.__dict__.keys() == set(_FIELDS):
        variable, value, name, update, *how = [getattr(spec, name) for name in _FIELDS]
        # True for a name or a value that is that of the variable
        own = name is not None and name == getattr(variable, "name", None)
        how = (own or name, None if update is None else True, *how)
        how = _HOW.setdefault(how, how) if own or name is None else how
        return (variable, how) if value is getattr(variable, "container", spec) else (variable, how, value)
    new = In.__new__(In)
    new.__dict__.update(spec.__dict__)
    if spec.update is not None:
        new.update = True
    return new


def _spec(record):
    new = In.__new__(In)
    if len(record) <= 3:
        variable, (name, *how), *value = record
        name = variable.name if name is True else name
        new.__dict__.update(zip(_FIELDS, (variable, value[0] if value else variable.container, name, *how)))
    else:
        # of an earlier version
        new.__dict__.update(zip(_OLD_FIELDS, record))
    return new
