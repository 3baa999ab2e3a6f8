"""Operations that run code of the user, and programs that run it before they take their turn.

Code of the user may call functions, or wait for threads that call functions. A call that holds its turn meanwhile
could wait for itself. The rules of turns are in ``_kernels/machine/call/_turns.pyx``; this module orders steps so that
code of the user runs as early as possible.
"""

from .._kernels.machine.storage import UNKNOWN, may_share, runs_user_code
from ..graph.traverse import io_toposort
from .program import Program

_PACKAGE = __package__.partition(".")[0] + "."


def calls_user_code(op):
    """Return True if ``op.perform`` runs code that is not the package's own.

    An op may declare it by its attribute ``calls_user_code``; otherwise it depends on the module of its class, and on
    the operations of its inner graph.
    """
    said = getattr(op, "calls_user_code", None)
    if said is not None:
        return said
    if not type(op).__module__.startswith(_PACKAGE):
        return True
    if hasattr(op, "scalar_op"):
        return calls_user_code(op.scalar_op)
    inputs, outputs = getattr(op, "inputs", None), getattr(op, "outputs", None)
    if not isinstance(inputs, (list, tuple)) or not isinstance(outputs, (list, tuple)):
        return False
    return any(calls_user_code(node.op) for node in io_toposort(inputs, outputs))


def user_code_first(program):
    """Return the program with code of the user, and its dependencies, before everything else.

    This matters only for a call that updates shared variables; where steps may be skipped the order stays as it is. If
    there is nothing to move, the same program is returned.
    """
    steps = program.steps
    if not program.updates or not any(map(runs_user_code, steps)) or any(step.kind == "skip" for step in steps):
        return program
    needs = predecessors(program, may_share(program))
    reads_shared = _readers_of_shared(program, needs)
    first = _with_all_before({i for i, step in enumerate(steps) if runs_user_code(step)} - reads_shared, needs)
    second = _with_all_before({i for i, step in enumerate(steps) if runs_user_code(step)}, needs)
    order = sorted(range(len(steps)), key=lambda i: (i not in first, i not in second, i))
    return Program(program.slots, tuple(steps[i] for i in order), *program[2:])


def _with_all_before(wanted, needs):
    """Return these steps and all their predecessors."""
    found, pending = set(), list(wanted)
    while pending:
        i = pending.pop()
        if i not in found:
            found.add(i)
            pending.extend(needs[i])
    return found


def predecessors(program, memory):
    """Return the predecessors of each step: steps that compute its inputs, or touch memory that it overwrites.

    Those that a predecessor has itself may be left out.

    Parameters
    ----------
    program : Program
    memory : list of tuple of int
        For each slot the slots whose memory it may be, or ``UNKNOWN``.
    """
    makers, readers, writer, needs = {}, {}, {}, []
    for i, step in enumerate(program.steps):
        before = {makers[slot] for slot in step.inputs if slot in makers}
        written = {owner for j in step.inplace.values() for owner in memory[step.inputs[j]]}
        if UNKNOWN in written:
            written.update(readers)
        elif written:
            written.add(UNKNOWN)
        for owner in written:
            before.update(readers.pop(owner, ()))
            if owner in writer:
                before.add(writer[owner])
        for owner in {owner for slot in step.inputs for owner in memory[slot]}:
            if owner in writer:
                before.add(writer[owner])
            if owner not in written:
                readers.setdefault(owner, []).append(i)
        writer.update(dict.fromkeys(written, i))
        makers.update(dict.fromkeys(step.outputs, i))
        needs.append(before)
    return needs


def _readers_of_shared(program, needs):
    """Return the steps that depend on the value of a shared variable."""
    found = set()
    for i, step in enumerate(program.steps):
        if any(program.slots[slot].kind == "shared" for slot in step.inputs) or not found.isdisjoint(needs[i]):
            found.add(i)
    return found
