"""Elementwise operations on numbers: the class, and what is derived from a record.

:class:`ScalarOp` is Theano's base class: programs derive from it (or from `UnaryScalarOp`,
`BinaryScalarOp`), define ``impl`` and ``grad`` and wrap the op in an Elemwise.  The package's own
operations are records: a class whose attributes hold the meaning, the kernel formula, the traits
and the gradient, made by the decorators of :mod:`.record`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from ..config import config
from ..graph.apply import Apply
from ..graph.op import Op
from ..graph.recent import Recent
from ..graph.variable import Variable
from .derivative import GradientGraph, pullback
from .dtypes import is_discrete, real_part, upcast
from .lazy import Deferred, resolve
from .type import REGISTRY, get_scalar_type
from .variable import ScalarOperators, as_scalar

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from typing import Any


class ScalarOp(Op):
    """An operation on numbers, which Elemwise applies to each element of arrays.

    Parameters
    ----------
    output_types_preference : callable, optional
        The rule from the input types to the output types (:mod:`.rules`).
    name : str, optional
        How it prints; the class name otherwise.

    Attributes
    ----------
    nin, nout : int
        Number of inputs (-1: any) and outputs.
    class_name : str
        How an in-place application prints.
    rule : callable
        The default of `output_types_preference`.
    ref : callable
        What it computes: a function of NumPy arrays of the dtypes that `loop_dtypes` gives.
    c : str or None
        The kernel formula, a Cython expression over `params`; None: no kernel is generated.
    kernel_dtypes : tuple of str
        The dtype codes that get a kernel.
    nan_is_unsafe : bool
        Whether nan as the last argument may crash the ufunc, which then does not get it.
    no_kernel : str or None
        Why there is neither a formula nor a ufunc.
    params : tuple of str
        The names of the inputs in `c`: a kernel takes as many, also of an n-ary operation.
    domain : tuple of Domain
        Where it is defined, per input.
    commutative, associative, idempotent, involution : bool
        Whether f(x, y) = f(y, x), f(f(x, y), z) = f(x, f(y, z)), f(x, x) = x or f(f(x)) = f(x), f(f(x)) = x.
    identity, absorbing : number or None
        The i with f(x, i) = x and the a with f(x, a) = a.
    inverse : str or None
        The name of the operation that undoes this one: inverse(f(x)) = x on the domain.
    smooth : bool
        Whether the derivative exists everywhere in the domain.
    printer : Printer
        How ``pp`` writes it.
    operator : str or None
        Its symbol in a Composite's text; None: a function call.
    derivative : callable or None
        The gradient body; None: locally constant.

    Examples
    --------
    >>> import numpy as np
    >>> from tensorgraph import scalar, tensor as T
    >>> class LogOdds(scalar.UnaryScalarOp):
    ...     def impl(self, x):
    ...         return np.log(x / (1 - x))
    ...     def grad(self, inputs, gout):
    ...         (x,), (gz,) = inputs, gout
    ...         return [gz / (x * (1 - x))]
    >>> logodds = T.Elemwise(LogOdds(scalar.upgrade_to_float, name="logodds"))
    """

    nin: int = -1
    nout: int = 1
    name: str | None = None
    text: str | None = None
    class_name: str | None = None
    rule: Any = None
    loop: Any = "input"
    c: str | None = None
    kernel_dtypes: tuple[str, ...] = ()
    params: tuple[str, ...] = ()
    domain: tuple[Any, ...] = ()
    commutative = associative = idempotent = involution = complex_gradient = nan_is_unsafe = False
    identity: Any = None
    absorbing: Any = None
    inverse: str | None = None
    smooth = True
    printer: Any = None
    operator: str | None = None
    derivative: Any = None
    disconnected: tuple[int, ...] = ()
    ufunc_kinds = "biufc"
    no_kernel: str | None = None
    docs: str | None = None
    output_types_preference: Any = None
    ref: Any = None
    _ufunc: Any = None

    def __new__(cls, *args, **kwargs):
        # a subclass's __init__ may not call this one
        self = super().__new__(cls)
        self._dtypes = Recent(256)
        self._gradients = Recent(256)
        return self

    def __init__(self, output_types_preference: Callable[..., Any] | None = None, name: str | None = None) -> None:
        if output_types_preference is None:
            output_types_preference = self.rule
        if output_types_preference is not None:
            if not callable(output_types_preference):
                raise TypeError(
                    f"Expected a callable for the 'output_types_preference' argument to {type(self)}. "
                    f"(got: {output_types_preference})"
                )
            self.output_types_preference = output_types_preference
        if name is not None:
            self.name = self.text = name

    # ------------------------------------------------------------ identity and text

    def __eq__(self, other):
        return self is other or (
            type(self) is type(other) and self.output_types_preference == other.output_types_preference
        )

    def __hash__(self):
        found = self.__dict__.get("_hash")
        if found is None:
            found = self._hash = hash((type(self), self.output_types_preference))
        return found

    def __str__(self) -> str:
        return getattr(self, "text", None) or type(self).__name__

    def __repr__(self) -> str:
        return f"<scalar op {self}>"

    def __reduce__(self):
        if REGISTRY.get(self.name) is self:
            return _registered, (self.name,)
        if self.is_record:
            return _remade, (type(self).record_name, self.output_types_preference, self.text)
        return super().__reduce__()

    def __getstate__(self):
        state = super().__getstate__()
        del state["_dtypes"], state["_gradients"]
        return state

    def __setstate__(self, state):
        if state.get("output_types_preference") is None and self.rule is not None:
            state = {**state, "output_types_preference": self.rule}
        # the oldest pickles bypass __new__
        self.__dict__.update({**state, "_dtypes": Recent(256), "_gradients": Recent(256)})

    record_name: str | None = None

    @property
    def is_record(self) -> bool:
        """True if this is an operation of the package itself."""
        return self.record_name is not None

    @property
    def ufunc(self) -> Any:
        """The NumPy or SciPy ufunc with equivalent inner loops, or None."""
        return self._ufunc.function if isinstance(self._ufunc, Deferred) else self._ufunc

    # ------------------------------------------------------------ types

    def output_types(self, types: Sequence[Any]) -> list[Any]:
        """Return the list of output types for inputs of `types`."""
        if self.output_types_preference is None:
            raise NotImplementedError(f"Cannot calculate the output types for {self}: it has no rule")
        found = self.output_types_preference(*types)
        if not isinstance(found, (list, tuple)) or any(not hasattr(t, "dtype") for t in found):
            raise TypeError(
                "output_types_preference should return a list or a tuple of types; "
                f"{self.output_types_preference!r} returned {found!r}"
            )
        if len(found) != self.nout:
            raise TypeError(f"Not the right number of outputs produced for {self}: {found}, expected {self.nout}")
        return list(found)

    def output_dtypes(self, *dtypes: str) -> tuple[str, ...]:
        """Return the tuple of output dtypes for inputs of `dtypes`.

        Raises
        ------
        TypeError
            If the operation does not take such inputs.
        """
        key = dtypes, config.floatX, config.cast_policy
        found = self._dtypes.get(key)
        if found is None:
            types = [get_scalar_type(d) for d in dtypes]
            if self.output_types_preference is None and self._makes_own_nodes():
                types = [v.type for v in self.make_node(*[t() for t in types]).outputs]
            else:
                types = self.output_types(types)
            found = self._dtypes[key] = tuple(t.dtype for t in types)
        return found

    def _makes_own_nodes(self):
        """Return True if a subclass defines its output types by its ``make_node`` alone."""
        cls = type(self)
        return cls.output_types is ScalarOp.output_types and cls.make_node is not ScalarOp.make_node

    def loop_dtypes(self, *dtypes):
        """Return the dtypes to which inputs of `dtypes` are converted before the operation."""
        loop = self.loop
        if loop == "output":
            # an operation that overwrites a narrower input computes in the dtype of the others
            common = upcast(self.output_dtypes(*dtypes)[0], *dtypes)
        elif loop == "input":
            if not self.is_record:
                return dtypes
            common = upcast(*dtypes)
        elif loop == "part":
            common = real_part(self.output_dtypes(*dtypes)[0])
        else:
            return loop(self, dtypes)
        return (common,) * len(dtypes)

    def ufunc_for(self, dtype):
        """Return the ufunc that computes this operation on inputs of loop dtype `dtype`, or None."""
        return self.ufunc if np.dtype(dtype).kind in self.ufunc_kinds else None

    # ------------------------------------------------------------ graphs

    def make_node(self, *inputs):
        """Make a node of a scalar graph."""
        if self.nin >= 0 and len(inputs) != self.nin:
            raise TypeError(
                f"Wrong number of inputs for {self}.make_node (got {len(inputs)}({inputs}), expected {self.nin})"
            )
        inputs = [as_scalar(v) for v in inputs]
        dtypes = self.output_dtypes(*[v.type.dtype for v in inputs])
        return Apply(self, inputs, [get_scalar_type(d)() for d in dtypes])

    def apply(self, *inputs, name=None, return_list=False):
        """Make a node of a scalar graph and return its output."""
        outputs = self.make_node(*inputs).outputs
        if name is not None and len(outputs) == 1:
            outputs[0].name = name
        return outputs[0] if len(outputs) == 1 and not return_list else list(outputs)

    def __call__(self, *inputs, **kwargs):
        """Apply the operation: make a node of the graph that `inputs` belong to, or a value if all are values."""
        scalar = None
        for v in inputs:
            if isinstance(v, ScalarOperators):
                scalar = v
            elif isinstance(v, Variable):
                return v.apply_scalar(self, inputs, **kwargs)
        if scalar is not None:
            return self.apply(*inputs, **kwargs)
        return self.impl(*inputs)

    def connection_pattern(self, node):
        """Return the connection pattern: for each input a list of bools, one per output."""
        return [[i not in self.disconnected] * self.nout for i in range(len(node.inputs))]

    # ------------------------------------------------------------ values

    def impl(self, *values):
        """Return the value for numbers or arrays; a user's op defines this for numbers."""
        if self.ref is None:
            raise NotImplementedError(f"{type(self).__name__} must define impl(self, ...), the value for given numbers")
        values = [np.asarray(v) for v in values]
        results = self.evaluate(values, self.output_dtypes(*[v.dtype.name for v in values]))
        return results[0] if self.nout == 1 else results

    if TYPE_CHECKING:
        impl: Callable[..., Any]  # a subclass takes as many values as it has inputs

    def evaluate(self, values, out_dtypes):
        """Return the list of results, of exactly `out_dtypes`, for NumPy values that broadcast."""
        with np.errstate(all="ignore"):
            if type(self).impl is not ScalarOp.impl:
                return _finish(self._by_elements(values), out_dtypes)
            dtypes = self.loop_dtypes(*[v.dtype.name for v in values])
            values = [v if v.dtype.name == d else v.astype(d) for v, d in zip(values, dtypes)]
            results = self.ref(*values)
            return _finish(results if self.nout > 1 else [results], out_dtypes)

    def _by_elements(self, values):
        """Apply a user's op to arrays, element by element unless it names a function of arrays."""
        spec = getattr(self, "nfunc_spec", None)
        if spec is not None and spec[1] == len(values):
            results = resolve(spec[0] if "." in spec[0] else f"numpy.{spec[0]}")(*values)
        else:
            results = np.frompyfunc(self.impl, len(values), self.nout)(*values)
        return results if self.nout > 1 else [results]

    def perform(self, node, inputs, output_storage):
        """Put the results for `inputs` (NumPy scalars or arrays) into `output_storage`."""
        values = [v if hasattr(v, "dtype") else np.asarray(v) for v in inputs]
        for cell, z in zip(output_storage, self.evaluate(values, [v.type.dtype for v in node.outputs])):
            cell[0] = z[()] if isinstance(z, np.ndarray) and z.ndim == 0 else z

    # ------------------------------------------------------------ derivatives

    def L_op(self, inputs, outputs, output_grads):
        """Return the gradients of the inputs, from the record's body."""
        if type(self).grad is not ScalarOp.grad or not self.is_record:
            return self.grad(inputs, output_grads)
        return pullback(self, inputs, outputs, output_grads)

    def grad(self, inputs, output_grads):
        """Return the gradients of the inputs; a user's op may define it."""
        if not self.is_record:
            raise NotImplementedError(f"{type(self).__name__} does not define grad(self, inputs, output_gradients)")
        return self.L_op(inputs, self(*inputs, return_list=True), output_grads)

    def R_op(self, inputs, eval_points):
        """Return the tangents of the outputs: the gradient is linear in gz, so gz is set to the input tangent."""
        outputs = self(*inputs, return_list=True)
        totals = []
        for z in outputs:
            total = None
            for i, direction in enumerate(eval_points):
                if direction is not None and i not in self.disconnected:
                    flows = [direction if other is z else other.zeros_like() for other in outputs]
                    term = self.L_op(inputs, outputs, flows)[i]
                    total = term if total is None else total + term
            totals.append(total)
        return totals

    def gradient_graph(self, dtypes, gz_dtypes=None):
        """Return the gradient as a scalar graph, made once per `dtypes`.

        Parameters
        ----------
        dtypes : tuple of str
            The inputs' dtypes.
        gz_dtypes : tuple of str, optional
            Those of the outputs' gradients: the outputs' own, or floatX where that is discrete.

        Returns
        -------
        GradientGraph
        """
        if gz_dtypes is None:
            gz_dtypes = tuple(config.floatX if is_discrete(d) else d for d in self.output_dtypes(*dtypes))
        key = dtypes, gz_dtypes, config.floatX, config.cast_policy
        found = self._gradients.get(key)
        if found is None:
            found = GradientGraph.of(self, dtypes, gz_dtypes)
            if len(dtypes) <= 8:
                self._gradients[key] = found
        return found


class UnaryScalarOp(ScalarOp):
    """An operation of one number."""

    nin = 1


class BinaryScalarOp(ScalarOp):
    """An operation of two numbers."""

    nin = 2


def _finish(results, out_dtypes):
    return [_as_dtype(z, d) for z, d in zip(results, out_dtypes)]


def _as_dtype(z, dtype):
    if not hasattr(z, "dtype"):
        return np.asarray(z, dtype=dtype)[()]
    return z if z.dtype.name == dtype else z.astype(dtype)


def _registered(name):
    return REGISTRY[name]


def _remade(record_name, output_types_preference, text):
    return type(REGISTRY[record_name])(output_types_preference, text)
