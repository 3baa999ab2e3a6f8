"""Elemwise: a scalar operation on each element of arrays, which broadcast by their types."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from ...config import config
from ...graph.apply import Apply
from ...graph.described import Described, signature_of_record
from ...graph.disconnected import DisconnectedType, NullType
from ...graph.op import Op
from ...graph.variable import Constant
from ...scalar.dtypes import is_complex, is_discrete
from ...scalar.op import ScalarOp
from ...scalar.type import REGISTRY, ScalarType
from ..shape.dimshuffle import dim_shuffle, spread_order
from ..types.constant import AsTensorError, as_tensor_variable, constant
from ..types.type import TensorType, output
from .document import elementwise_doc, placed, wrong_count
from .onesided import one_sided

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from ...typing import TensorLike
    from ..types.variable import TensorVariable

__all__ = ["Elemwise", "lifted", "named"]


def _documentation(elemwise):
    """Write the docstring of a function from its record."""

    return elementwise_doc(elemwise) or type(elemwise).__doc__


class Elemwise(Op):
    """The elementwise application of a scalar operation.

    An input with fewer axes gets broadcastable ones on its left. A length-1 axis stretches only if the type
    says so.

    Parameters
    ----------
    scalar_op : ScalarOp
        What to do with each element.
    inplace_pattern : dict, optional
        From output position to the position of the input whose memory it takes.
    name : str, optional
        How it prints.
    nfunc_spec : tuple, optional
        ``(function name in NumPy, nin, nout)``: computes arrays at once, for an op that only knows numbers.

    Examples
    --------
    >>> import tensorgraph as theano
    >>> import tensorgraph.tensor as T
    >>> x = T.dvector("x")
    >>> T.Elemwise(theano.scalar.add)(x, 1).type
    TensorType(float64, vector)
    """

    __doc__ = Described(_documentation, __doc__)
    __signature__ = Described(lambda elemwise: signature_of_record(elemwise.scalar_op))

    # None, not zeros: 0 * log(x) is nan where x < 0
    R_op_takes_none = True

    def __init__(
        self, scalar_op: ScalarOp, inplace_pattern: Mapping[int, int] | None = None, name: str | None = None,
        nfunc_spec: tuple[str, int, int] | None = None, openmp: bool | None = None
    ) -> None:
        if not isinstance(scalar_op, ScalarOp):
            raise TypeError(f"Elemwise needs a ScalarOp, not {scalar_op!r}")
        self.scalar_op = scalar_op
        self.inplace_pattern = dict(inplace_pattern or {})
        if self.inplace_pattern:
            self.destroy_map = {o: [i] for o, i in self.inplace_pattern.items()}
        self.name = name
        self.nfunc_spec = nfunc_spec if nfunc_spec is not None else getattr(scalar_op, "nfunc_spec", None)
        self._hash = hash((type(self), scalar_op, tuple(sorted(self.inplace_pattern.items()))))

    # ------------------------------------------------------------ identity and text

    def __eq__(self, other):
        return self is other or (
            type(self) is type(other)
            and self._hash == other._hash
            and self.scalar_op == other.scalar_op
            and self.inplace_pattern == other.inplace_pattern
        )

    def __hash__(self):
        return self._hash

    def __str__(self):
        if self.name is not None:
            return self.name
        if not self.inplace_pattern:
            return f"Elemwise{{{self.scalar_op}}}"
        text = str(self.scalar_op)
        if "{" not in text and self.scalar_op.class_name:
            text = self.scalar_op.class_name
        return f"Elemwise{{{text}}}{sorted(self.inplace_pattern.items())}"

    def __getstate__(self):
        return {
            "scalar_op": self.scalar_op,
            "inplace_pattern": self.inplace_pattern,
            "name": self.name,
            "nfunc_spec": self.nfunc_spec,
        }

    def __setstate__(self, state):
        pattern = dict(state.get("inplace_pattern") or {})
        self.__init__(state["scalar_op"], pattern, state.get("name"), state.get("nfunc_spec"))

    # ------------------------------------------------------------ graph

    def get_output_info(
        self, dim_shuffle_: object, *inputs: TensorLike
    ) -> tuple[list[str], list[tuple[bool, ...]], list[TensorVariable]]:
        """Return the output dtypes, the output broadcast patterns, and the inputs with equal numbers of axes."""
        inputs = self._padded([as_tensor_variable(x) for x in inputs])
        dtypes = self.scalar_op.output_dtypes(*[x.type.dtype for x in inputs])
        pattern = _joint_pattern([x.type.broadcastable for x in inputs])
        return list(dtypes), [pattern] * len(dtypes), inputs

    def _padded(self, inputs):
        ndim = max([len(x.type.broadcastable) for x in inputs], default=0)
        for i, x in enumerate(inputs):
            flags = x.type.broadcastable
            missing = ndim - len(flags)
            if missing:
                inputs[i] = dim_shuffle(flags, ("x",) * missing + tuple(range(len(flags))))(x)
        return inputs

    def make_node(self, *inputs: Any, **named: Any) -> Apply:
        """Make a node of this op, with its inputs converted to tensors with equal numbers of axes."""
        scalar_op = self.scalar_op
        if named:
            inputs = placed(self, inputs, named)
        if scalar_op.nin >= 0 and len(inputs) != scalar_op.nin:
            raise TypeError(wrong_count(self, inputs))
        if not inputs:
            raise TypeError(f"Wrong number of inputs for {self}: got 0, and one or more must be given")
        variable = TensorType.Variable
        try:
            inputs = [x if isinstance(x, variable) else as_tensor_variable(x) for x in inputs]
        except AsTensorError:
            if node := one_sided(self, inputs):
                return node
            raise
        patterns = [x.type.broadcastable for x in inputs]
        pattern = patterns[0] if patterns else ()
        for other in patterns:
            if other != pattern:
                inputs = self._padded(inputs)
                pattern = _joint_pattern([x.type.broadcastable for x in inputs])
                break
        dtypes = scalar_op.output_dtypes(*[x.type.dtype for x in inputs])
        if self.inplace_pattern:
            self._check_inplace(inputs, dtypes, pattern)
        return Apply(self, inputs, [output(d, pattern) for d in dtypes])

    def _check_inplace(self, inputs, dtypes, pattern):
        for o, i in self.inplace_pattern.items():
            t = inputs[i].type
            if t.broadcastable != pattern:
                raise ValueError("Operation cannot be done inplace on an input with broadcasted dimensions.")
            if t.dtype != dtypes[o]:
                raise TypeError(
                    f"Cannot do an inplace operation on incompatible data types: {self} computes {dtypes[o]}, and "
                    f"would write it to input {i} of {t.dtype}"
                )

    def infer_shape(self, node: Apply, shapes: list[Any]) -> list[Any]:
        """Return the lengths of the outputs, each from the first input that is not broadcastable there."""
        flags = [x.type.broadcastable for x in node.inputs]
        dims = []
        for axis in range(node.outputs[0].type.ndim):
            n = next((s[axis] for s, f in zip(shapes, flags) if not f[axis]), None)
            dims.append(constant(1, dtype="int64") if n is None else n)
        return [tuple(dims)] * len(node.outputs)

    def connection_pattern(self, node: Apply) -> list[list[bool]]:
        """Return the connection pattern of the scalar operation."""
        return self.scalar_op.connection_pattern(node)

    # ------------------------------------------------------------ values

    def perform(self, node: Apply, inputs: list[Any], output_storage: list[list[Any]]) -> None:
        """Compute the scalar operation's results, in exactly the dtypes of the outputs."""
        shape = output_shape(node, inputs)
        results = self.scalar_op.evaluate(inputs, [v.type.dtype for v in node.outputs])
        for o, (cell, z) in enumerate(zip(output_storage, results)):
            z = np.asarray(z)
            if z.shape != shape:
                z = np.broadcast_to(z, shape)
            if o in self.inplace_pattern:
                target = inputs[self.inplace_pattern[o]]
                if z is not target:
                    # with several outputs, the later ones are already computed
                    target[...] = z
                z = target
            elif not z.flags.owndata or any(z is x for x in inputs):
                z = z.copy()
            cell[0] = z

    # ------------------------------------------------------------ derivatives

    def L_op(self, inputs: list[Any], outputs: list[Any], output_grads: list[Any]) -> list[Any]:
        """Return the scalar operation's gradient, lifted to tensors and summed over broadcast axes."""
        if all(is_discrete(z.type.dtype) for z in outputs):
            # zeros like the inputs, recognisable as such, unlike a sum of zeros
            unread = getattr(self.scalar_op, "disconnected", ())
            return [
                DisconnectedType()() if i in unread
                else x.zeros_like(dtype=config.floatX if is_discrete(x.type.dtype) else None)
                for i, x in enumerate(inputs)
            ]
        grads = self._scalar_gradients(inputs, outputs, output_grads)
        pattern = outputs[0].type.broadcastable
        for k, (x, g) in enumerate(zip(inputs, grads)):
            if isinstance(g.type, TensorType):
                grads[k] = _summed_back(g, x.type.broadcastable, pattern)
        return grads

    def _scalar_gradients(self, inputs, outputs, output_grads):
        output_grads = [
            _float_zeros(z) if isinstance(g.type, DisconnectedType) else as_tensor_variable(g)
            for z, g in zip(outputs, output_grads)
        ]
        graph = self.scalar_op.gradient_graph(
            tuple([x.type.dtype for x in inputs]), tuple([g.type.dtype for g in output_grads])
        )
        known = dict(zip(graph.inputs, inputs))
        known.update(zip(graph.outputs, outputs))
        known.update(zip(graph.output_grads, output_grads))
        lift = _Lift(known, outputs[0].type.ndim)
        return [lift(g) for g in graph.grads]

    def R_op(self, inputs: list[Any], eval_points: list[Any]) -> list[Any]:
        """Return the tangents: the gradient is linear in the cotangent, so the direction is put in its place."""
        outputs = self(*inputs, return_list=True)
        if any(is_complex(v.type.dtype) for v in (*inputs, *outputs)):
            raise NotImplementedError("what is linear in real and imaginary parts is pushed forward by two gradients")
        results = []
        for k, z in enumerate(outputs):
            total = None
            for i, direction in enumerate(eval_points):
                if direction is None or is_discrete(inputs[i].type.dtype):
                    continue
                direction = as_tensor_variable(direction)
                flows = [direction if j == k else _float_zeros(other) for j, other in enumerate(outputs)]
                if is_discrete(z.type.dtype):
                    continue
                term = self._scalar_gradients(inputs, outputs, flows)[i]
                if isinstance(term.type, NullType):
                    # undefined tangents stay undefined
                    total = term
                    break
                if isinstance(term.type, DisconnectedType):
                    # the elements of the input are not used, so the tangent is zero
                    term = _float_zeros(z)
                total = term if total is None else total + term
            known = total is not None and not isinstance(total.type, NullType)
            if known and total.type.broadcastable != z.type.broadcastable:
                total = named("second")(z, total)
            results.append(total)
        return results


class _Lift:
    """A translation of a scalar graph to tensors, each node once.

    Constants become tensors with as many axes as the output, as Theano prints them.
    """

    __slots__ = ("known", "ndim")

    def __init__(self, known, ndim):
        self.known = known
        self.ndim = ndim

    def __call__(self, root):
        known = self.known
        if root in known:
            return known[root]
        if not isinstance(root.type, ScalarType):
            return root
        pending = [root]
        while pending:
            v = pending[-1]
            if v in known:
                pending.pop()
            elif isinstance(v, Constant):
                known[v] = dim_shuffle((), ("x",) * self.ndim)(constant(v.data, dtype=v.type.dtype))
            elif v.owner is None:
                raise ValueError(f"the gradient's graph depends on {v}, which is none of its inputs")
            else:
                waiting = [w for w in v.owner.inputs if w not in known]
                if waiting:
                    pending.extend(reversed(waiting))
                    continue
                outputs = lifted(v.owner.op)(*[known[w] for w in v.owner.inputs], return_list=True)
                known.update(zip(v.owner.outputs, outputs))
        return known[root]


def _summed_back(g, flags, pattern):
    """Return the gradient `g` summed over the broadcast axes of an input."""
    stretched = [i for i, (ours, theirs) in enumerate(zip(flags, pattern)) if ours and not theirs]
    if not stretched:
        return g
    g = g.sum(axis=stretched)
    return dim_shuffle(g.type.broadcastable, spread_order(len(flags), stretched))(g)


def _float_zeros(z):
    return z.zeros_like(dtype=config.floatX if is_discrete(z.type.dtype) else z.type.dtype)


def _joint_pattern(patterns):
    if len(patterns) == 1:
        return patterns[0]
    return tuple([all(flags) for flags in zip(*patterns)])


def output_shape(node, inputs):
    """Return the shape of the outputs.

    Raises
    ------
    ValueError
        If lengths differ on an axis that the types do not call broadcastable.
    """
    first = inputs[0].shape if inputs else ()
    flags = [v.type.broadcastable for v in node.inputs]
    if all(x.shape == first for x in inputs) and (flags.count(flags[0]) == len(flags) if flags else True):
        return first
    shape = []
    for axis in range(len(first)):
        n, where = 1, None
        for i, x in enumerate(inputs):
            if not flags[i][axis]:
                if where is None:
                    n, where = x.shape[axis], i
                elif x.shape[axis] != n:
                    raise ValueError(
                        f"Input dimension mis-match. (input[{where}].shape[{axis}] = {n}, "
                        f"input[{i}].shape[{axis}] = {x.shape[axis]})"
                    )
        for i, x in enumerate(inputs):
            if flags[i][axis] and x.shape[axis] != 1:
                raise ValueError(
                    f"Input dimension mis-match. (input[{i}].shape[{axis}] = {x.shape[axis]}, where its type says 1)"
                )
        shape.append(n)
    return tuple(shape)


_LIFTED = {}
_NAMED = {}
# these print as in expressions of the user
_NAMES = {name: name for name in ("sigmoid", "softplus", "ultra_fast_sigmoid", "xlogx", "xlogy0")}


def lifted(scalar_op):
    """Return the nameless Elemwise of a scalar operation, as gradients and rewrites use it."""
    found = _LIFTED.get(scalar_op)
    if found is None:
        found = Elemwise(scalar_op)
        if is_kept(scalar_op):
            _LIFTED[scalar_op] = found
    return found


def named(scalar_op):
    """Return the named Elemwise of a scalar operation or its registry name, as users' expressions have it."""
    found = _NAMED.get(scalar_op)
    if found is None:
        op = REGISTRY[scalar_op] if isinstance(scalar_op, str) else scalar_op
        text = op.name or str(op)
        plain = "{" in text or text == "identity"
        name = None if plain else _NAMES.get(text) or f"Elemwise{{{text},no_inplace}}"
        found = Elemwise(op, name=name)
        if is_kept(op):
            _NAMED[scalar_op] = _NAMED[op] = found
    return found


def is_kept(scalar_op):
    """Return True if an operation is in the registry and so lives as long as the process, unlike a composite."""
    name = scalar_op.record_name
    return name == "Cast" or name is not None and REGISTRY.get(name) is scalar_op
