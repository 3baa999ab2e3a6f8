"""The gradient of a loop: another loop, from the last step to the first.

A step of it pulls the cotangents of a step's outputs back to the step's inputs. The cotangents of a state's rows
accumulate in a mit_mot buffer, those of loop-invariant arguments in a sit_sot, and those of a sequence's rows are
outputs of their own.

(a) Theano keeps in that loop everything that might have a gradient; here it holds only what a gradient flows through.
(b) Where a step overwrites a row that it reads, as the steps of gradients do, the cotangent of the old row replaces
    that of the new one. Theano adds it, which makes its second derivatives wrong.
(c) The outputs of a step are read from the loop's results instead of being recomputed, unless the output equals one of
    its inputs, as of a maximum: see :func:`is_chosen`.
(d) For a row that later steps change, the gradient reads its final value. That is enough: only gradients change rows
    that were read, and they are linear in them.
"""

from ..config import config
from ..errors import ArgumentError
from ..gradient.grad import grad
from ..gradient.placeholders import grad_not_implemented, grad_undefined
from ..gradient.pushforward import starting_at
from ..graph.disconnected import DisconnectedType, NullType, disconnected_type
from ..graph.traverse import ancestors
from ..scalar import maximum as maximum_op
from ..scalar import minimum as minimum_op
from ..scalar.dtypes import is_discrete
from ..tensor.creation.filled import zeros
from ..tensor.elementwise.elemwise import Elemwise
from ..tensor.elementwise.math import minimum
from ..tensor.indexing.indexing import set_subtensor
from ..tensor.reductions.careduce import CAReduce
from ..tensor.reductions.maxandargmax import MaxAndArgmax
from ..tensor.shape.join import join
from ..tensor.signal.pool import Pool
from ..tensor.types.type import TensorType
from .gradientbuffer import GradientBuffer, fitted
from .invariants import InvariantWork, added
from .rebuild import replace_equal
from .stackedstate import by_rows


def pull(op, inputs, outputs, output_grads):
    """Return the gradients of the inputs of a loop's node from those of its outputs.

    Parameters
    ----------
    op : Scan
    inputs, outputs, output_grads : list of Variable

    Returns
    -------
    list of Variable
    """
    op = by_rows(op)
    work = InvariantWork(op)
    if not work.made:
        return LoopPullback(op, inputs, outputs, output_grads).gradients()
    loop = LoopPullback(work.widened(), [*inputs, *work.outside(inputs)], outputs, output_grads)
    found = loop.gradients()
    first = len(inputs) - len(work.given)
    more = work.pulled_back(inputs, found[len(inputs) :])
    return [*found[:first], *map(added, found[first : len(inputs)], more)]


class LoopPullback:
    """The gradients of one node; see :func:`pull` for the parameters."""

    def __init__(self, op, inputs, outputs, output_grads):
        self.op = op
        self.inputs = inputs
        self.outputs = outputs
        self.output_grads = output_grads
        self.n_rows = op.n_outs + op.n_nit_sot  # the outputs that consist of rows
        self.made_by = {group.outer_out: group for group in op.groups if group.outer_out >= 0}
        self.outer_of = op.var_mappings["outer_inp_from_inner_inp"]
        self.state_of = op.var_mappings["outer_out_from_inner_inp"]
        seeded = [k for k in range(self.n_rows) if not isinstance(output_grads[k].type, DisconnectedType)]
        self.null = {k for k in seeded if isinstance(output_grads[k].type, NullType)}
        self.seeded = {k for k in seeded if k not in self.null}
        self.alive = self._alive()
        # the number of steps, and the number that gradients go back
        self.steps = self._steps_done()
        self.back = self.steps
        if op.truncate_gradient != -1:
            if op.truncate_gradient < 1:
                raise ArgumentError(
                    f"truncate_gradient is {op.truncate_gradient}: gradients of {op} would flow back through no step.\n"
                    "hint: use -1 for all steps, a number from 1 on, or theano.gradient.disconnected_grad of what must "
                    "get none"
                )
            self.back = minimum(self.steps, op.truncate_gradient)

    def gradients(self):
        """Return the gradients of the inputs of the node."""
        seeds, pulled = self._pull_step()
        undefined = {i: g.type.why_null for i, g in pulled.items() if isinstance(g.type, NullType)}
        pulled, made = self._read_what_was_made({i: g for i, g in pulled.items() if i not in undefined})
        shared = set(self.op.inner_shared(self.op.inputs))
        if shared:
            undefined.update(
                (i, "Depends on a shared variable") for i, g in pulled.items() if not shared.isdisjoint(ancestors([g]))
            )
            pulled = {i: g for i, g in pulled.items() if i not in undefined}
        found = self._run(seeds, pulled, made) if pulled else {}
        return [self._of(group, found, undefined) for group in self.op.groups]

    def _of(self, group, found, undefined):
        """Return the gradient of one input, or a variable that says why there is none."""
        i = group.outer_in
        pattern = self.op.connections[i]
        connected = [k for k, g in enumerate(self.output_grads) if pattern[k] and not _is(g, DisconnectedType)]
        if not connected:
            return disconnected_type()
        if group.outer_out >= self.n_rows:
            return grad_undefined(self.op, i, self.inputs[i], "Shared Variable with update")
        for k in connected:
            if k in self.null:
                return self.output_grads[k]
        for j, why in undefined.items():
            # if undefined for a state, then for all inputs that the state depends on
            if self.outer_of[j] == i or self.state_of[j] >= 0 and pattern[self.state_of[j]]:
                return NullType(why)()
        v = self.inputs[i]
        if i in found:
            return found[i]
        if not isinstance(v.type, TensorType):
            return grad_not_implemented(self.op, i, v, "Gradients add up in dense arrays only")
        k = group.outer_out
        if self.op.n_mit_mot <= k < self.op.n_outs and k in self.seeded and self._is_smooth(k):
            # no step pulls a gradient back to the state, but it begins with these rows
            first = slice(self.op.depths[k])
            return set_subtensor(v.zeros_like()[first], fitted(self.output_grads[k], v.type)[first])
        return v.zeros_like(dtype=config.floatX) if is_discrete(v.type.dtype) else v.zeros_like()

    # ------------------------------------------------------------- participants

    def _is_smooth(self, k):
        return not is_discrete(self.op.outputs[self.made_by[k].inner_out[0]].type.dtype)

    def _alive(self):
        """Return the outputs whose rows have cotangents, from outside or through later steps."""
        alive, pending = set(), list(self.seeded)
        while pending:
            k = pending.pop()
            if k in alive:
                continue
            alive.add(k)
            if self._is_smooth(k):
                reads = {i for o in self.made_by[k].inner_out for i in self.op.step_connections[o]}
                pending += [self.state_of[i] for i in reads if 0 <= self.state_of[i] < self.op.n_outs]
        return sorted(alive)

    def _steps_done(self):
        op = self.op
        if not op.as_while:
            return self.inputs[0]
        # the number of steps of a loop that stopped is that of its rows
        for k in [*range(op.n_outs, self.n_rows), *range(op.n_mit_mot, op.n_outs)]:
            length = self.outputs[k].shape[0]
            return length - op.depths[k] if op.depths[k] else length
        return self.inputs[0]

    def _pull_step(self):
        """Return the cotangents of a step's inputs.

        Returns
        -------
        seeds : dict
            From the positions of what a step makes to the variables that stand for their gradients.
        pulled : dict
            From the positions of what a step is given to their gradients.
        """
        op = self.op
        seeds, smooth = {}, []
        for k in self.alive:
            for o in self.made_by[k].inner_out:
                kind = op.outputs[o].type
                dtype = kind.dtype if self._is_smooth(k) else config.floatX
                seeds[o] = TensorType(dtype, kind.broadcastable)()
                if self._is_smooth(k):
                    smooth.append(o)
        reached = {i for o in smooth for i in op.step_connections[o]}
        wanted = sorted(i for i in reached if isinstance(op.inputs[i].type, TensorType))
        if not wanted:
            return seeds, {}
        with config.change_flags(compute_test_value="off"):
            found = grad(
                cost=None,
                known_grads=starting_at([op.outputs[o] for o in smooth], [seeds[o] for o in smooth]),
                wrt=[op.inputs[i] for i in wanted],
                disconnected_inputs="ignore",
                return_disconnected="Disconnected",
                null_gradients="return",
            )
        return seeds, {i: g for i, g in zip(wanted, found) if not _is(g, DisconnectedType)}

    # ------------------------------------------------------------- the loop

    def _run(self, seeds, pulled, made):
        """Run the loop backwards and return the gradients of the node's inputs, by position.

        Parameters
        ----------
        seeds, pulled : dict
            See :meth:`_pull_step`.
        made : dict
            See :meth:`_read_what_was_made`.
        """
        # Idea: step t of the new loop pulls back step n - 1 - t of the old one, reading the values it needs.
        # Invariant: before step t the rows of a buffer hold the gradients of a state through the steps after t.
        # Example: h = w * h reads h reversed; a step turns gh into w * gh (a buffer) and adds gh * h to gw (a sum).
        op = self.op
        n_others = len(op.inner_non_seqs(op.inputs))
        of_seqs = [i for i in pulled if i < op.n_seqs]
        of_others = [i for i in pulled if i >= len(op.inputs) - n_others]
        buffers, sums, results = self._step_back(seeds, pulled, of_seqs, of_others)
        sequences, others = self._read_in(results, seeds, buffers, made)
        inner_inputs = [v for v, _ in sequences]
        inner_inputs += [v for buffer in buffers.values() for v in buffer.inside]
        inner_inputs += [*sums, *[v for v, _ in others]]
        counts = {"n_seqs": len(sequences), "n_sit_sot": len(sums), "n_nit_sot": len(of_seqs)}
        backward = self._backward(inner_inputs, results, list(buffers.values()), counts)
        node_inputs = [self.back, *[rows[: self.back] for _, rows in sequences]]
        node_inputs += [self._seeds_of(k, buffer) for k, buffer in buffers.items()]
        node_inputs += [self._nothing(i, v) for i, v in zip(of_others, sums)]
        node_inputs += [self.steps for _ in of_seqs]
        node_inputs += [v for _, v in others]
        outs = backward(*node_inputs, return_list=True)
        found = {}
        for (k, buffer), v in zip(buffers.items(), backward.outer_mitmot_outs(outs)):
            found[self.made_by[k].outer_in] = self._whole_state(k, buffer, v[::-1])
        for i, v in zip(of_others, backward.outer_sitsot_outs(outs)):
            found[self.outer_of[i]] = v[-1]
        for i, v in zip(of_seqs, backward.outer_nitsot_outs(outs)):
            found[self.outer_of[i]] = self._whole(v[::-1])
        return found

    def _step_back(self, seeds, pulled, of_seqs, of_others):
        """Return the buffers of a step of the gradient, the sums that it carries, and its outputs."""
        op = self.op
        with config.change_flags(compute_test_value="off"):
            buffers = {k: GradientBuffer(op, self.made_by[k], seeds, pulled) for k in self.alive if k < op.n_outs}
            # a gradient that flows no further is read as a sequence
            buffers = {k: buffer for k, buffer in buffers.items() if buffer.slices}
            kinds = {i: op.inputs[i].type.clone(dtype=pulled[i].type.dtype) for i in [*of_seqs, *of_others]}
            sums = [kinds[i]() for i in of_others]
            results = [v for buffer in buffers.values() for v in buffer.made]
            results += [fitted(pulled[i], kinds[i]) + v for i, v in zip(of_others, sums)]
            results += [fitted(pulled[i], kinds[i]) for i in of_seqs]
        return buffers, sums, results

    def _backward(self, inner_inputs, results, buffers, counts):
        """Return the op of the gradient's loop."""
        op = self.op
        info = {
            **counts,
            "n_mit_mot": len(buffers),
            "n_mit_mot_outs": sum(len(buffer.made) for buffer in buffers),
            "mit_mot_out_slices": [buffer.slices for buffer in buffers],
            "tap_array": [buffer.taps for buffer in buffers] + [[-1] for _ in range(counts["n_sit_sot"])],
            "truncate_gradient": op.truncate_gradient,
            "name": f"grad_of_{op.name}",
            "mode": op.mode,
            "profile": op.profile,
            "allow_gc": op.allow_gc,
        }
        return type(op)(inner_inputs, results, info)

    def _read_what_was_made(self, pulled):
        """Replace recomputed outputs of a step in the cotangents by rows that the loop returns.

        Returns
        -------
        pulled : dict
            The gradients, as they were given, by position.
        made : dict
            From variables that stand for what a step made to the number of the output that has it.
        """
        op = self.op
        stand_ins = {}
        for k in range(op.n_mit_mot, self.n_rows):
            v = op.outputs[self.made_by[k].inner_out[0]]
            if v.owner is not None and v not in stand_ins and not is_chosen(v.owner):
                stand_ins[v] = (k, v.type.make_variable(v.name))
        with config.change_flags(compute_test_value="off"):
            results = replace_equal(list(pulled.values()), {v: new for v, (_, new) in stand_ins.items()})
        return dict(zip(pulled, results)), {new: k for k, new in stand_ins.values()}

    def _read_in(self, results, seeds, buffers, made):
        """Return the sequences and other arguments that the gradient reads, as pairs of inner and outer variables."""
        op = self.op
        read = set(ancestors(results))
        n_others = len(op.inner_non_seqs(op.inputs))
        first_other = len(op.inputs) - n_others - op.n_shared_outs
        sequences, others = [], []
        for i, v in enumerate(op.inputs):
            if v not in read:
                continue
            if i >= first_other:
                others.append((v, self.inputs[self.outer_of[i]]))
            else:
                sequences.append((v, self._given_rows(i)))
        for k in self.alive:
            for o in self.made_by[k].inner_out:
                if k not in buffers and seeds[o] in read:
                    sequences.append((seeds[o], self._made_rows(k, self.output_grads[k])))
        sequences += [(v, self._made_rows(k, self.outputs[k])) for v, k in made.items() if v in read]
        return sequences, others

    # ------------------------------------------------------------- rows in reverse order

    @property
    def _may_be_longer(self):
        """True if buffers may have rows that no step reaches.

        A gradient's loop has such rows if it is truncated, or if a step did not read the oldest rows.
        """
        return self.op.n_mit_mot > 0

    def _given_rows(self, i):
        """Return the rows that the steps read as input `i`."""
        op = self.op
        if i < op.n_seqs:
            rows = self.inputs[self.outer_of[i]]
            return rows[: self.steps][::-1] if op.as_while else rows[::-1]
        k = self.state_of[i]
        tap = op.tap_array[k][i - self.made_by[k].inner_in[0]]
        written = op.mit_mot_out_slices[k] if k < op.n_mit_mot else [0]
        first = tap + op.depths[k]
        if self._may_be_longer:
            return self.outputs[k][first : self.steps + first][::-1]
        behind = max([*written, *op.tap_array[k]]) - tap
        return (self.outputs[k][first:-behind] if behind else self.outputs[k][first:])[::-1]

    def _made_rows(self, k, rows):
        """Return the rows that the steps wrote of `rows`, which has the shape of output `k`; `k` is no mit_mot."""
        depth = self.op.depths[k]
        if self._may_be_longer:
            return rows[depth : self.steps + depth][::-1]
        return rows[depth:][::-1] if depth else rows[::-1]

    def _reached(self, k, buffer):
        """Return the number of rows of a state that the steps reach."""
        return self.steps + self.op.depths[k] + buffer.top

    def _seeds_of(self, k, buffer):
        """Return the cotangents from outside of the rows of a state."""
        kind = buffer.inside[0].type
        rows = self._all_seeds_of(k, kind.dtype)
        if self._may_be_longer:
            rows = rows[: self._reached(k, buffer)]
        return fitted(rows[::-1], TensorType(kind.dtype, (False, *kind.broadcastable)))

    def _all_seeds_of(self, k, dtype):
        if k in self.seeded and self._is_smooth(k):
            return self.output_grads[k]
        like = self.outputs[k]
        return zeros([like.shape[i] for i in range(like.type.ndim)], dtype=dtype)

    def _nothing(self, i, v):
        """Return a buffer of zeros in which the gradients of an argument accumulate."""
        x = self.inputs[self.outer_of[i]]
        rows = zeros([self.back + 1, *[x.shape[axis] for axis in range(x.type.ndim)]], dtype=v.type.dtype)
        return fitted(rows, TensorType(v.type.dtype, (False, *v.type.broadcastable)))

    def _whole_state(self, k, buffer, rows):
        if k < self.op.n_mit_mot:
            # rows that no step computed
            return join(0, rows, self._all_seeds_of(k, rows.type.dtype)[self._reached(k, buffer) :])
        return self._whole(rows)

    def _whole(self, rows):
        """Return `rows` padded with zeros for the steps that a stopped loop did not make."""
        if not self.op.as_while:
            return rows
        left_out = self.inputs[0] - self.steps
        nothing = zeros([left_out, *[rows.shape[i] for i in range(1, rows.type.ndim)]], dtype=rows.type.dtype)
        return join(0, rows, nothing)


def is_chosen(node):
    """Return True if the gradient of a node compares its output with its inputs, to see which one was chosen.

    Then both must come from one computation: another one may round differently.
    """
    op = node.op
    if isinstance(op, (Elemwise, CAReduce)):
        return op.scalar_op in (maximum_op, minimum_op)
    return isinstance(op, (MaxAndArgmax, Pool))


def _is(v, *kinds):
    return isinstance(v.type, kinds)
