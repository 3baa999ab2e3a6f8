"""The batching rule of loops: one loop whose rows hold the values of all examples."""

from ..batching.examples import Examples, Given
from ..batching.rulebook import NotBatched, batches, stack_type
from ..tensor.creation.alloc import AllocEmpty
from ..tensor.indexing.subtensor import IncSubtensor
from ..tensor.shape.dimshuffle import DimShuffle
from ..tensor.types.type import TensorType
from .op import Scan


@batches(Scan, draws=True)
def batch_scan(batch, node, *given):
    """Run the loops of all examples together; they must take as many steps."""
    op = node.op
    counts = [given[0], *[given[g.outer_in] for g in op.groups if g.inner_out and not g.inner_in]]
    if any(g.is_stack for g in counts):
        raise NotBatched(node)
    loop = Stacked(batch, node, given)
    if not loop.is_possible:
        raise NotBatched(node)
    return loop.results()


class Stacked:
    """The loop of all examples, and which of its variables are stacks.

    Parameters
    ----------
    batch : Examples
    node : Apply
        The loop of one example.
    given : list of Given
        The outer values of its inputs.
    """

    # Idea: a state is a stack if it starts as one or if a step makes it one, so the step is batched until no further
    # state becomes a stack.
    # Invariant: the kinds of variables and their order are those of the loop of one example.
    # Example: h = tanh(x w + h), with stacks of w: h starts as zeros for all, and is a stack after one step.

    def __init__(self, batch, node, given):
        self.batch, self.node, self.given = batch, node, given
        self.loop = op = node.op
        self.n = TensorType("int64", ())("n")
        self.stacks = {}
        self.found = {g.outer_in for g in op.groups if given[g.outer_in].is_stack}
        while True:
            self._run()
            made = {g.outer_in for g in op.groups if any(self.outputs[o].is_stack for o in g.inner_out)} - self.found
            self.found |= self._reached(made)
            if not any(g.inner_in for g in op.groups if g.outer_in in made):
                break
        values = {g.outer_in for g in op.groups if g.outer_out >= op.n_outs + op.n_nit_sot}
        self.is_possible = not (self.found & values or op.as_while and self.outputs[-1].is_stack)

    def _reached(self, made):
        """Return some states and all that later steps make of them, so that a chain of states takes one turn more."""
        outer = self.loop.var_mappings["outer_inp_from_inner_inp"]
        readers = {}
        for g in self.loop.groups:
            for i in {outer[i] for o in g.inner_out for i in self.loop.step_connections[o]}:
                readers.setdefault(i, []).append(g.outer_in)
        reached, pending = set(made), list(made)
        while pending:
            new = set(readers.get(pending.pop(), ())) - reached
            reached |= new
            pending.extend(new)
        return reached

    def _run(self):
        """Batch one step, with the stacks found so far."""
        op = self.loop
        for g in op.groups:
            for i in g.inner_in if g.outer_in in self.found else ():
                self.stacks.setdefault(op.inputs[i], stack_type(op.inputs[i])(op.inputs[i].name))
        drawn = [g for g in op.groups if self.node.inputs[g.outer_in] in self.batch.fresh]
        self.step = Examples(self.n, self.batch.loop, [op.inputs[i] for g in drawn for i in g.inner_in])
        self.outputs = self.step.of(op.outputs, self.stacks)

    def results(self):
        """Return the outer values of the outputs of the node."""
        op = self.loop
        outputs = self._op()(*map(self._outer, op.groups), self.batch.n, return_list=True)
        found = [None] * len(outputs)
        for g in op.groups:
            if g.outer_out >= 0:
                z = outputs[g.outer_out]
                is_stack = g.outer_in in self.found
                found[g.outer_out] = Given(swapped(z) if is_stack else z, is_stack)
                if self.node.inputs[g.outer_in] in self.batch.fresh:
                    self.batch.fresh.add(self.node.outputs[g.outer_out])
        return found

    def _op(self):
        """Return the loop over stacks."""
        op = self.loop
        made = [g.v for g in self.outputs]
        for g in op.groups:
            for o in g.inner_out if g.outer_in in self.found else ():
                made[o] = self.step.stacked(self.outputs[o])
        inputs = [self.stacks.get(v, v) for v in op.inputs]
        return type(op)([*inputs, self.n], made, {**op.info, "destroy_map": {}})

    def _outer(self, group):
        """Return an input of the loop over stacks: of arrays that it reads by rows, these come before the examples."""
        op, given = self.loop, self.given[group.outer_in]
        if group.outer_in not in self.found or not group.inner_in:
            return given.v
        if group.outer_out < 0 and group.outer_in > op.n_seqs:
            return self.batch.stacked(given)
        return self._buffer(given) or swapped(self.batch.stacked(given))

    def _buffer(self, given):
        """Return the buffer of a state that starts with some rows, made with rows first so that rewrites know it."""
        node = given.v.owner
        if node is None or not isinstance(node.op, IncSubtensor) or not node.op.set_instead_of_inc:
            return None
        index = node.op.idx_list[given.is_stack :]
        empty = node.inputs[0].owner
        whole = empty is not None and len(index) == 1 and isinstance(index[0], slice) and index[0].step is None
        if not whole or index[0].start is not None:
            return None
        start = Given(node.inputs[1], given.is_stack)
        lengths = [given.v.shape[i] for i in range(given.is_stack, given.v.type.ndim)]
        buffer = AllocEmpty(given.v.type.dtype)(lengths[0], self.batch.n, *lengths[1:])
        op = IncSubtensor(index, set_instead_of_inc=True)
        return op(buffer, swapped(self.batch.stacked(start)), *node.inputs[2:])


def swapped(v):
    """Swap the first two axes, of rows and examples."""
    return DimShuffle(v.type.broadcastable, (1, 0, *range(2, v.type.ndim)))(v)
