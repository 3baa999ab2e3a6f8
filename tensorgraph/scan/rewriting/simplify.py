"""Simplification of a loop: unread results, unused arguments, constants and duplicates."""

from ...graph.traverse import ancestors, io_toposort
from ...graph.variable import Constant
from .outside import is_same_number
from .parts import Loop, inside_first, loops

# constants with more elements stay outside: comparing two loops compares their constants
LARGEST = 16


@inside_first
def simplify(fgraph):
    """Drop unused parts of loops, and move constants into the step."""
    for node in reversed(loops(fgraph)):
        loop = Loop(node)
        changed = drop_unread(fgraph, loop)
        changed = take_in_constants(loop) or changed
        changed = drop_unused(loop) or changed
        if changed:
            loop.put_into(fgraph, "scanOp_remove_constants_and_unused_inputs")


def drop_unread(fgraph, loop):
    """Drop results and states that nobody reads, neither outside nor in later steps."""
    parts = [*loop.states, *loop.shared]
    wanted = [part for part in parts if fgraph.clients(part.old)]
    results = [result for result in loop.results if fgraph.clients(result.old)]
    made = [result.made for result in results]
    made += [v for part in wanted for v in made_of(part)]
    if loop.condition is not None:
        made.append(loop.condition)
    of_state = {v: part for part in parts for v in inside_of(part)}
    needed = dict.fromkeys(wanted)
    pending, seen = made, set()
    while pending:
        read = [v for v in ancestors(pending, blockers=seen) if v not in seen]
        seen.update(read)
        pending = []
        for v in read:
            part = of_state.get(v)
            if part is not None and part not in needed:
                needed[part] = None
                pending += made_of(part)
    if len(needed) == len(parts) and len(results) == len(loop.results):
        return False
    loop.states = [state for state in loop.states if state in needed]
    loop.shared = [shared for shared in loop.shared if shared in needed]
    loop.results = results
    return True


def made_of(part):
    """Return the variables that a step makes of a state or shared value."""
    return part.made if isinstance(part.made, list) else [part.made]


def inside_of(part):
    """Return the variables that a step gets of a state or shared value."""
    return part.inside if isinstance(part.inside, list) else [part.inside]


def take_in_constants(loop):
    """Move small constants into the step."""
    left = []
    for other in loop.others:
        value = other.outside
        if isinstance(value, Constant) and is_small(value.data) and value.type == other.inside.type:
            loop.replace[other.inside] = value
        else:
            left.append(other)
    changed = len(left) < len(loop.others)
    loop.others = left
    return changed


def is_small(data):
    """Return True if a constant holds no more than a few numbers."""
    return isinstance(data, slice) or getattr(data, "size", LARGEST + 1) <= LARGEST


def drop_unused(loop):
    """Drop arguments that no step uses, and merge duplicates."""
    read = set(ancestors(loop.made()))
    changed = False
    for name in "seqs", "others":
        found, left = {}, []
        for argument in getattr(loop, name):
            first = found.setdefault((argument.outside, argument.inside.type), argument)
            if argument.inside not in read:
                changed = True
            elif first is not argument and first.inside in read:
                loop.replace[argument.inside] = first.inside
                changed = True
            else:
                left.append(argument)
        setattr(loop, name, left)
    return changed


def merge_equal(fgraph):
    """Merge states that start and continue alike, and results that are the same in each step."""
    for node in loops(fgraph):
        loop = Loop(node)
        first = equal_states(loop)
        same = replaced(first)
        numbers = number_step(node.op, same)
        results = []
        for result in loop.results:
            twins = (r for r in results if numbers[r.made] == numbers[result.made])
            first[result] = next((r for r in twins if is_same_number(r.length, result.length)), result)
            if first[result] is result:
                results.append(result)
        twins = {part: leader for part, leader in first.items() if leader is not part}
        if not twins:
            continue
        loop.states = [state for state in loop.states if state not in twins]
        loop.results = results
        loop.replace.update(same)
        loop.build()
        more = [(part.old, leader.new) for part, leader in twins.items()]
        loop.put_into(fgraph, "scanOp_merge_inouts", more)


def equal_states(loop):
    """Return for each state and shared value the first that is always equal to it: a coarsest partition."""
    first, keys = {}, {}
    for state in loop.states:
        key = state.outside, tuple(state.taps), tuple(state.slices), state.adds_up, state.inside[0].type
        first[state] = keys.setdefault(key, state)
    for shared in loop.shared:
        # an object may be changed in place, so each variable keeps its own
        first[shared] = shared
    while True:
        numbers = number_step(loop.node.op, replaced(first))
        refined, keys = {}, {}
        for part, leader in first.items():
            refined[part] = keys.setdefault((leader, tuple([numbers[v] for v in made_of(part)])), part)
        if refined == first:
            return first
        first = refined


def replaced(first):
    """Return a dict from the rows of each state to those of the first equal state."""
    return {
        v: w for part, leader in first.items() if leader is not part for v, w in zip(inside_of(part), inside_of(leader))
    }


def number_step(op, same):
    """Number the variables of a step, with equal numbers for equal ones, given that `same` maps to equals."""
    numbers, ids = {}, {}

    def of(v):
        if v not in ids:
            key = v.signature() if isinstance(v, Constant) else same.get(v, v)
            ids[v] = numbers.setdefault(key, len(numbers))
        return ids[v]

    for node in io_toposort(op.inputs, op.outputs):
        key = node.op, tuple([of(v) for v in node.inputs])
        for v in node.outputs:
            ids[v] = numbers.setdefault((key, v.index), len(numbers))
    for v in op.outputs:
        of(v)
    return ids
