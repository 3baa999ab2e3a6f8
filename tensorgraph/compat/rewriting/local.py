"""Local optimizers, which replace the outputs of one node."""

import sys
from contextlib import contextmanager

from ...graph.apply import Apply
from ...graph.current import current
from ...graph.traverse import io_toposort
from ...graph.variable import Constant
from ...rewriting.ruleindex import hand_on
from .optimizer import require_destroy_handler


class LocalOptimizer:
    """Base class of rewrites of one node; a subclass defines :meth:`transform`."""

    name = None
    reentrant = True

    def tracks(self):
        """Return the ops and classes of ops that :meth:`transform` is tried on, or None for all."""
        return None

    def transform(self, node):
        """Return the replacement of the outputs of `node`.

        Returns
        -------
        False, list or dict
            False where it does not apply; a variable for each output, or a dict from variables to variables.
        """
        raise NotImplementedError(f"{type(self).__name__} does not define transform(node)")

    def add_requirements(self, fgraph):
        """Attach the features that :meth:`transform` needs."""

    def print_summary(self, stream=sys.stdout, level=0, depth=-1):
        """Write a summary to `stream`."""
        print(f"{' ' * level}{type(self).__name__} id={id(self)}", file=stream)


class FromFunctionLocalOptimizer(LocalOptimizer):
    """A function of a node as a local optimizer; see :func:`local_optimizer`."""

    def __init__(self, fn, tracks=None, requirements=()):
        self.transform = fn
        self._tracks = tracks
        self.requirements = requirements

    def tracks(self):
        return self._tracks

    def add_requirements(self, fgraph):
        for require in self.requirements:
            require(fgraph)

    def __str__(self):
        return getattr(self, "__name__", f"<FromFunctionLocalOptimizer of {self.transform}>")


def local_optimizer(tracks, inplace=False, requirements=()):
    """Decorate a function of a node to make it a local optimizer.

    Parameters
    ----------
    tracks : list of Op and classes of Op, or None
        What nodes it is tried on.
    inplace : bool
        Whether its replacements overwrite their inputs.
    requirements : iterable of callable
        Called with the graph, to attach features.

    Examples
    --------
    >>> import tensorgraph as theano, tensorgraph.tensor as T
    >>> from tensorgraph.gof import local_optimizer, out2in
    >>> @local_optimizer([T.exp])
    ... def local_exp_twice(node):
    ...     if node.op != T.exp:
    ...         return False
    ...     return [T.sqr(T.exp(node.inputs[0] / 2))]
    >>> x = T.dscalar("x")
    >>> g = theano.FunctionGraph([x], [T.exp(x)])
    >>> theano.gof.TopoOptimizer(local_exp_twice, ignore_newtrees=True).optimize(g)
    >>> str(g.outputs[0].owner.op)
    'Elemwise{sqr,no_inplace}'
    """

    def decorator(f):
        if tracks is not None:
            if len(tracks) == 0:
                raise ValueError(
                    f"Use None instead of an empty list to apply to all nodes: {f.__module__}.{f.__name__}"
                )
            for t in tracks:
                if not hasattr(t, "make_node"):
                    raise ValueError(f"Tracks are op classes or instances: {f.__module__}.{f.__name__}")
        required = tuple(requirements)
        if inplace:
            required += (require_destroy_handler,)
        result = FromFunctionLocalOptimizer(f, tracks, required)
        result.__name__ = f.__name__
        result.__doc__ = f.__doc__
        return result

    return decorator


class LocalOptGroup(LocalOptimizer):
    """Several local optimizers as one: the first that applies to a node, or all of them.

    Parameters
    ----------
    optimizers : LocalOptimizer
    apply_all_opts : bool
        Go on with what the first made, as long as one applies.
    profile : bool
        Accepted for Theano's sake.
    """

    def __init__(self, *optimizers, apply_all_opts=False, profile=False):
        if len(optimizers) == 1 and isinstance(optimizers[0], (list, tuple)):
            optimizers = tuple(optimizers[0])
        self.opts = optimizers
        self.apply_all_opts = apply_all_opts
        self.reentrant = any(opt.reentrant for opt in optimizers)
        self._index = TrackIndex(optimizers)

    def __str__(self):
        return getattr(self, "__name__", f"LocalOptGroup({','.join(map(str, self.opts))})")

    def tracks(self):
        found = []
        for opt in self.opts:
            tracked = opt.tracks()
            if tracked is None:
                return None
            found.extend(tracked)
        return found

    def transform(self, node):
        if not self.opts:
            return None
        known = None
        again = True
        while again:
            again = False
            for opt in self._index.of(node.op):
                new = opt.transform(node)
                if new is False or new is None:
                    continue
                known = new
                if not self.apply_all_opts:
                    return known
                if isinstance(new, dict) or new[0].owner is None:
                    return known
                if len(new) > 1 and any(a.type != b.type for a, b in zip(node.outputs, new)):
                    return known
                node = new[0].owner
                again = True
                break
        return known

    def print_summary(self, stream=sys.stdout, level=0, depth=-1):
        super().print_summary(stream, level, depth)
        if depth != 0:
            for opt in self.opts:
                opt.print_summary(stream, level=level + 2, depth=depth - 1)

    def add_requirements(self, fgraph):
        for opt in self.opts:
            opt.add_requirements(fgraph)


class TrackIndex:
    """Local optimizers by the ops that they track, in the order given."""

    def __init__(self, optimizers):
        self._all = list(optimizers)
        self._everywhere = []
        self._tracked = {}
        for i, opt in enumerate(self._all):
            tracked = opt.tracks()
            if tracked is None:
                self._everywhere.append(i)
            else:
                for t in tracked:
                    self._tracked.setdefault(t, []).append(i)

    def of(self, op):
        """Return the local optimizers for nodes of `op`."""
        found = {*self._everywhere, *self._tracked.get(op, ()), *self._tracked.get(type(op), ())}
        return [self._all[i] for i in sorted(found)]


class OpSub(LocalOptimizer):
    """A local optimizer that replaces one op by another.

    Parameters
    ----------
    op1, op2 : Op
        The old one and the new one; they make the same outputs of the same inputs.
    transfer_tags : bool
        Whether the new node and its outputs take over the tags of the old ones.

    Examples
    --------
    >>> import tensorgraph as theano, tensorgraph.tensor as T
    >>> from tensorgraph.gof import OpSub, TopoOptimizer
    >>> x = T.dscalar("x")
    >>> g = theano.FunctionGraph([x], [T.exp(x)])
    >>> TopoOptimizer(OpSub(T.exp, T.tanh)).optimize(g)
    >>> g
    [Elemwise{tanh,no_inplace}(x)]
    """

    reentrant = False  # it does not match its own results
    retains_inputs = True

    def __init__(self, op1, op2, transfer_tags=True):
        self.op1, self.op2 = op1, op2
        self.transfer_tags = transfer_tags

    def op_key(self):
        """Return the op that :class:`OpKeyOptimizer` looks for."""
        return self.op1

    def tracks(self):
        return [self.op1]

    def transform(self, node):
        if node.op != self.op1:
            return False
        new = self.op2.make_node(*node.inputs)
        if self.transfer_tags:
            new.tag = node.tag.__copy__()
            for a, b in zip(node.outputs, new.outputs):
                b.tag = a.tag.__copy__()
        return new.outputs

    def __str__(self):
        return f"{self.op1} -> {self.op2}"


class OpRemove(LocalOptimizer):
    """A local optimizer that replaces the outputs of an op by its inputs.

    Parameters
    ----------
    op : Op
        As many inputs as outputs.
    """

    reentrant = False

    def __init__(self, op):
        self.op = op

    def op_key(self):
        """Return the op that :class:`OpKeyOptimizer` looks for."""
        return self.op

    def tracks(self):
        return [self.op]

    def transform(self, node):
        return node.inputs if node.op == self.op else False

    def __str__(self):
        return f"{self.op}(x) -> x"


# ------------------------------------------------------------- trying one


def replace_outputs(fgraph, node, lopt, new):
    """Replace the outputs of a node by the result of a local optimizer, if the graph stays sound.

    Parameters
    ----------
    new : False, None, list, tuple or dict
        As ``transform`` returns it; a dict may list variables that have to go under ``"remove"``.

    Returns
    -------
    bool
        Whether anything changed.
    """
    if new is False or new is None:
        return False
    gone = []
    if isinstance(new, dict):
        new = dict(new)
        gone = list(new.pop("remove", ()))
        old, new = list(new), list(new.values())
    elif isinstance(new, (list, tuple)):
        old = node.outputs
    else:
        raise TypeError(
            f"Optimizer {lopt} gave wrong type of replacement. Expected list or tuple. Got {new}"
        )
    if len(old) != len(new):
        raise ValueError(f"Optimizer {lopt} gave replacements of wrong length: {len(new)} for {len(old)} outputs")
    for a, b in zip(old, new):
        if b is None and fgraph.clients(a):
            raise ValueError(f"Optimizer {lopt} tried to remove the variable {a}, which is used")
    pairs = [(a, b) for a, b in zip(old, new) if b is not None and b is not a]
    if not pairs:
        return False
    for a, b in pairs:
        hand_on(fgraph, a, b)
    fgraph.replace_all_validate_remove(pairs, gone, reason=lopt)
    return True


@contextmanager
def graph_of_nodes(fgraph):
    """Set the graph that ``node.fgraph`` and ``variable.clients`` refer to within a context."""
    outer, current.fgraph = current.fgraph, fgraph
    try:
        yield
    finally:
        current.fgraph = outer


def pre_greedy_local_optimizer(list_optimizations, out):
    """Return `out` in a new graph to which local optimizers were applied until none does.

    Parameters
    ----------
    list_optimizations : list of LocalOptimizer
    out : Variable

    Returns
    -------
    Variable
    """
    known = {}
    for node in io_toposort([], [out]):
        inputs = [known.get(v, v) for v in node.inputs]
        changed = any(a is not b for a, b in zip(inputs, node.inputs))
        outputs = node.clone_with_new_inputs(inputs).outputs if changed else node.outputs
        again = True
        while again:
            again = False
            for opt in list_optimizations:
                owner = outputs[0].owner
                if not isinstance(owner, Apply):
                    break
                new = opt.transform(owner)
                if isinstance(new, (list, tuple)):
                    outputs = list(new)
                    again = not isinstance(outputs[0], Constant)
                    break
        known.update(zip(node.outputs, outputs))
    return known.get(out, out)
