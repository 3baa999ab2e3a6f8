"""Loops: PyTensor's ``Scan`` has Theano's layout, and so ours."""

import functools

from .... import tensor as T
from ....scan import scan
from ....scan.op import Scan
from ....scan.until import until
from ..conversion import convert_inner, converts
from ..typemap import exactly, type_of


@converts("scan.Scan")
def convert_scan(op, node, *inputs):
    info, inner = op.info, op.fgraph
    variables = [type_of(v.type).make_variable(v.name) for v in inner.inputs]
    outputs = convert_inner(inner, variables)
    taps = (*info.mit_mot_in_slices, *info.mit_sot_in_slices, *info.sit_sot_in_slices)
    counts = {
        "n_seqs": info.n_seqs,
        "n_mit_mot": info.n_mit_mot,
        "n_mit_mot_outs": info.n_mit_mot_outs,
        "mit_mot_out_slices": [list(slices) for slices in info.mit_mot_out_slices],
        "n_mit_sot": info.n_mit_sot,
        "n_sit_sot": info.n_sit_sot,
        "n_shared_outs": info.n_untraced_sit_sot if hasattr(info, "n_untraced_sit_sot") else info.n_shared_outs,
        "n_nit_sot": info.n_nit_sot,
        "tap_array": [list(slices) for slices in taps],
        "as_while": info.as_while,
        "name": op.name,
        "truncate_gradient": op.truncate_gradient,
    }
    loop = Scan(variables, outputs, counts)
    for group in loop.groups:
        if group.inner_in:
            for o in group.inner_out:
                outputs[o] = exactly(outputs[o], variables[group.inner_in[0]].type)
    loop = Scan(variables, outputs, counts)
    given = list(inputs)
    for group in loop.groups:
        if group.inner_in:
            given[group.outer_in] = exactly(given[group.outer_in], variables[group.inner_in[0]].type)
    return loop(*given, return_list=True)


@converts("scalar.ScalarLoop")
def convert_scalar_loop(op, node, n_steps, *inputs):
    """Return what a loop over scalars makes of arrays, element by element.

    All elements take their steps together; those that are done keep their values.
    """
    made = len(op.outputs) - op.is_while
    n_steps, *inputs = T.broadcast_arrays(n_steps, *inputs)
    states, constants = inputs[:made], inputs[made:]
    over = n_steps <= 0
    # the values that the loops end with, and whether their conditions held
    ended = [over] if op.is_while else []

    def step(steps, over, *rest):
        *rest, n_steps = rest
        ended, rest = rest[: op.is_while], rest[op.is_while :]
        found = convert_inner(op.fgraph, rest)
        new = [T.switch(over, a, T.cast(b, a.type.dtype)) for a, b in zip(rest[:made], found)]
        ended = [T.switch(over, a, b) for a, b in zip(ended, found[made:])]
        steps = steps + 1
        over = functools.reduce(T.or_, [over, steps >= n_steps, *ended])
        return [steps, over, *ended, *new], until(T.all(over))

    results, _ = scan(
        step,
        # counted by a state: most loops end long before the steps that they may take, which are millions
        outputs_info=[T.constant(0, dtype="int64"), over, *ended, *states],
        non_sequences=[*constants, n_steps],
        # one step that changes nothing where there is none
        n_steps=T.max(T.join(0, [1], T.flatten(n_steps))),
    )
    ends = [z[-1] for z in results[2:]]
    return [*ends[op.is_while :], *ends[: op.is_while]]
