"""Lowering of loops to steps of a program; the inner graph is a program of its own."""

from ..compile.mode import get_mode
from ..compile.subprogram import subgraphs
from ..lowering.lower import lowers
from .longbuffers import long_states
from .op import Scan
from .rewriting.firstrows import FirstRows


@lowers(FirstRows)
def lower_first_rows(program, node):
    return program.node_step("first_rows", node, loop=node.op.loop, number=node.op.number)


@lowers(Scan)
def lower_scan(program, node):
    """Lower a loop to one ``scan`` step, with views of the rows that were made if a condition may stop it."""
    op = node.op
    if op.mode is not None and get_mode(op.mode).watch is not None:
        # a mode that watches the nodes of a step must see each one
        return False
    (graph,) = subgraphs(op, program.mode)
    inputs = [program.slot(v) for v in node.inputs]
    rows, shared = node.outputs[: op.n_outs + op.n_nit_sot], op.outer_shared_outs(node)
    cut = rows[op.n_mit_mot :] if op.as_while else []
    whole = [program.out(v) if v not in cut else program.temp(v.type.dtype, v.type.broadcastable) for v in rows]
    lengths = [program.temp("int64", ()) for _ in cut]
    program.step(
        "scan",
        inputs,
        [*whole, *[program.out(v) for v in shared], *lengths],
        {k: sources[0] for k, sources in op.destroy_map.items()},
        program=graph.program,
        name=op.name,
        n_seqs=op.n_seqs,
        taps=tuple([tuple(taps) for taps in op.tap_array[: op.n_outs]]),
        places=tuple([tuple(taps) for taps in op.mitmot_out_taps()]),
        n_added_to=op.n_mit_mot,
        n_outs=op.n_nit_sot,
        n_shared=op.n_shared_outs,
        as_while=bool(op.as_while),
        long=long_states(op, node),
    )
    for v, slot, length in zip(cut, whole[op.n_mit_mot :], lengths):
        program.step("subtensor", [slot, length], [program.out(v)], index=(("slice", None, ("in", 1), None),))
    return True
