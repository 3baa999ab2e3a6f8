"""Every elementwise operation, from its record alone: no operation is listed here by name."""

import itertools
import math
import pickle

import numpy as np
import pytest

from tensorgraph import scalar
from tensorgraph.graph.disconnected import DisconnectedType, NullType
from tensorgraph.scalar.dtypes import all_dtypes, is_discrete
from tensorgraph.scalar.text import graph_text

OPS = list(scalar.REGISTRY.values())
REAL = [d for d in all_dtypes if not d.startswith("complex") and d != "float16"]
N = 40


def arity(op):
    return 2 if op.nin < 0 else op.nin


def accepts(op, *dtypes):
    try:
        return op.output_dtypes(*dtypes)
    except TypeError:
        return None


def samples(op, dtypes, seed=0):
    rng = np.random.default_rng(seed)
    return [d.sample(rng, N, t) for d, t in zip(op.domain, dtypes)]


def evaluate_graph(inputs, outputs, values):
    """The values of a scalar graph's outputs, through a Composite."""
    return scalar.Composite(inputs, outputs).impl(*values)


@pytest.mark.parametrize("op", OPS, ids=str)
def test_record_is_whole(op):
    """A record has documentation, a reference, a domain per input, a name in the package."""
    assert op.docs and op.docs.strip().endswith(".")
    assert callable(op.ref) and op.class_name and op.printer is not None
    assert len(op.domain) == arity(op)
    assert scalar.REGISTRY[op.name] is op
    assert op.inverse is None or op.inverse in scalar.REGISTRY
    assert (op.c is None) == (not op.kernel_dtypes)


@pytest.mark.parametrize("op", OPS, ids=str)
def test_dtypes(op):
    """The reference gives the declared dtype for every dtype that the rule takes, on arrays and on numbers."""
    some = ["bool", "int8", "uint8", "int32", "uint64", "float32", "float64", "complex64", "complex128"]
    pools = [all_dtypes] if arity(op) == 1 else [some] * arity(op)
    if arity(op) == 3:
        pools = [["bool", "int8", "float64"], ["int8", "int64", "float32"], ["uint8", "float64"]]
    taken = 0
    for dtypes in itertools.product(*pools):
        declared = accepts(op, *dtypes)
        if declared is None or "float16" in dtypes and isinstance(op.ufunc, np.ufunc) and op.ref is not op.ufunc:
            continue
        values = samples(op, dtypes)
        if any(v.dtype.kind == "c" for v in values) and op.ufunc and not has_loop(op, dtypes):
            continue
        result = op.impl(*values)
        assert result.dtype.name == declared[0] and result.shape == (N,), dtypes
        one = op.impl(*[v[0] for v in values])
        assert one.dtype.name == declared[0] and np.ndim(one) == 0, dtypes
        taken += 1
    assert taken


def has_loop(op, dtypes):
    """Return True if the ufunc behind the record takes these dtypes: some special functions are real only."""
    try:
        op.impl(*[np.ones(1, d) for d in dtypes])
    except TypeError:
        return False
    return True


@pytest.mark.parametrize("op", OPS, ids=str)
def test_gradient(op):
    """The gradient is the limit of differences, in every input where it is defined."""
    nin = arity(op)
    dtypes = ("float64",) * nin
    if accepts(op, *dtypes) is None or accepts(op, *dtypes)[0].startswith("complex"):
        pytest.skip("takes no floats, or makes complex numbers")
    if op.name == "ultra_fast_sigmoid":
        pytest.skip("its gradient is by definition that of the function that it approximates")
    graph = op.gradient_graph(dtypes)
    values = samples(op, dtypes)
    gz = np.random.default_rng(1).uniform(0.5, 1.5, N)
    z = op.impl(*values)
    for i, g in enumerate(graph.grads):
        if isinstance(g.type, DisconnectedType):
            assert i in op.disconnected
            continue
        if isinstance(g.type, NullType):
            continue
        inputs = graph.inputs + graph.outputs + graph.output_grads
        got = evaluate_graph(inputs, [g], [*values, z, gz])
        assert got.dtype == "float64"
        if is_discrete(graph.outputs[0].type.dtype):
            assert not got.any()
            continue
        eps = np.finfo(z.dtype).eps
        h = max(2e-4, 100 * eps) * np.maximum(1, np.abs(values[i]))
        h = np.minimum(h, 0.2 * np.minimum(values[i] - op.domain[i].low, op.domain[i].high - values[i]))

        def at(step, i=i):
            moved = list(values)
            moved[i] = values[i] + step
            return op.impl(*moved)

        # fourth order differences; a sample next to a kink tells nothing
        far = (at(2 * h) - at(-2 * h)) / (4 * h)
        near = (at(h) - at(-h)) / (2 * h)
        want = gz * (4 * near - far) / 3
        sure = np.abs(near - far) <= (1e-2 if eps < 1e-10 else 0.1) * (1 + np.abs(near))
        assert sure.sum() > N // 2
        np.testing.assert_allclose(got[sure], want[sure], rtol=2e-5 if eps < 1e-10 else 0.1, atol=1e-7)


@pytest.mark.parametrize("op", OPS, ids=str)
def test_gradient_keeps_float32(op):
    """Constants in a gradient do not widen float32."""
    dtypes = ("float32",) * arity(op)
    declared = accepts(op, *dtypes)
    if declared != ("float32",):
        pytest.skip("no float32 function")
    for i, g in enumerate(op.gradient_graph(dtypes).grads):
        if hasattr(g.type, "dtype") and not (op.name == "switch" and i == 0):
            assert g.type.dtype == "float32"


@pytest.mark.parametrize("op", OPS, ids=str)
def test_discrete_output_is_flat(op):
    """The gradient through an integer or bool output is zero, of the default float type."""
    dtypes = ("int32",) * arity(op)
    declared = accepts(op, *dtypes)
    if declared is None or not is_discrete(declared[0]):
        pytest.skip("the output is continuous")
    for i, g in enumerate(op.gradient_graph(dtypes).grads):
        if i not in op.disconnected:
            assert g.type.dtype == "float64"
            assert str(graph_text([g.owner.inputs[0]], [g])).startswith("second(")


@pytest.mark.parametrize("op", OPS, ids=str)
def test_pushforward(op):
    """R_op along a direction is the gradient times that direction."""
    dtypes = ("float64",) * arity(op)
    if accepts(op, *dtypes) != ("float64",):
        pytest.skip("no float function")
    graph = op.gradient_graph(dtypes)
    known = [i for i, g in enumerate(graph.grads) if hasattr(g.type, "dtype")]
    if not known:
        pytest.skip("no gradient")
    directions = [scalar.float64() if i in known else None for i in range(arity(op))]
    (pushed,) = op.R_op(graph.inputs, directions)
    values = samples(op, dtypes)
    given = [d for d in directions if d is not None]
    rates = [np.full(N, 0.5 + i) for i in range(len(given))]
    got = evaluate_graph(graph.inputs + given, [pushed], values + rates)
    z, ones = op.impl(*values), np.ones(N)
    want = sum(
        rate * evaluate_graph(graph.inputs + graph.outputs + graph.output_grads, [graph.grads[i]], [*values, z, ones])
        for i, rate in zip(known, rates)
    )
    np.testing.assert_allclose(got, want, rtol=1e-12, atol=1e-14)


def trait_cases(trait):
    return [op for op in OPS if getattr(op, trait) not in (None, False)]


def trait_dtype(op):
    return next(d for d in ("float64", "int32") if accepts(op, *[d] * arity(op)))


@pytest.mark.parametrize("op", trait_cases("commutative"), ids=str)
def test_commutative(op):
    x, y = samples(op, [trait_dtype(op)] * 2)
    np.testing.assert_array_equal(op.impl(x, y), op.impl(y, x))


@pytest.mark.parametrize("op", trait_cases("associative"), ids=str)
def test_associative(op):
    d = trait_dtype(op)
    x, y = samples(op, [d] * 2)
    w, _ = samples(op, [d] * 2, seed=1)
    np.testing.assert_allclose(op.impl(op.impl(x, y), w), op.impl(x, op.impl(y, w)), rtol=1e-12, atol=1e-14)


@pytest.mark.parametrize("op", trait_cases("idempotent"), ids=str)
def test_idempotent(op):
    x = samples(op, [trait_dtype(op)] * arity(op))[0]
    if arity(op) == 2:
        np.testing.assert_array_equal(op.impl(x, x), x)
    else:
        np.testing.assert_array_equal(op.impl(op.impl(x)), op.impl(x))


@pytest.mark.parametrize("op", trait_cases("involution"), ids=str)
def test_involution(op):
    (x,) = samples(op, [trait_dtype(op)])
    np.testing.assert_allclose(op.impl(op.impl(x)), x, rtol=1e-14)


@pytest.mark.parametrize("op", [op for op in OPS if op.identity is not None], ids=str)
def test_identity_element(op):
    d = trait_dtype(op)
    x = samples(op, [d] * 2)[0]
    np.testing.assert_array_equal(op.impl(x, np.array(op.identity, d)), x)


@pytest.mark.parametrize("op", [op for op in OPS if op.absorbing is not None], ids=str)
def test_absorbing_element(op):
    d = trait_dtype(op)
    x = samples(op, [d] * 2)[0]
    np.testing.assert_array_equal(op.impl(x, np.array(op.absorbing, d)), np.full(N, op.absorbing))


@pytest.mark.parametrize("op", trait_cases("inverse"), ids=str)
def test_inverse(op):
    """inverse(f(x)) is x, wherever x is in f's domain."""
    (x,) = samples(op, [trait_dtype(op)])
    np.testing.assert_allclose(scalar.REGISTRY[op.inverse].impl(op.impl(x)), x, rtol=1e-6, atol=1e-12)


@pytest.mark.parametrize("op", OPS, ids=str)
def test_text(op):
    """An operation prints by its text in a Composite: as an operator or as a function call."""
    declared = next(d for d in REAL if accepts(op, *[d] * arity(op)))
    xs = [scalar.get_scalar_type(declared)() for _ in range(arity(op))]
    composite = scalar.Composite(xs, [op(*xs)])
    names = [f"i{i}" for i in range(len(xs))]
    if op.operator is None:
        inner = f"{op.text}({', '.join(names)})"
    elif len(xs) == 1:
        inner = f"({op.operator}i0)"
    else:
        inner = f"(i0 {op.operator} i1)"
    assert str(composite) == f"Composite{{{inner}}}"
    assert str(op) == op.text


@pytest.mark.parametrize("op", OPS, ids=str)
def test_identity_of_objects(op):
    """An operation pickles to itself; another instance of its class with the same rule is equal."""
    assert pickle.loads(pickle.dumps(op)) is op
    twin = type(op)(*([op.o_type] if hasattr(op, "o_type") else []))
    assert twin == op and hash(twin) == hash(op)
    assert sum(op == other for other in OPS) == 1


@pytest.mark.parametrize("op", [op for op in OPS if op.ufunc is not None], ids=str)
def test_ufunc(op):
    """The loops that a kernel may borrow compute what the reference computes."""
    for d in ("float32", "float64", "int32", "int64", "complex128"):
        dtypes = (d,) * arity(op)
        if accepts(op, *dtypes) is None or op.loop_dtypes(*dtypes) != dtypes or op.ufunc_for(d) is None:
            continue
        if not has_loop(op, dtypes):
            continue
        values = samples(op, dtypes)
        got = op.ufunc(*values)
        rtol = 1e-6 if d == "float32" else 1e-13
        np.testing.assert_allclose(got, op.impl(*values), rtol=rtol)


def test_special_values_do_not_warn():
    """The reference is silent, as a kernel is: division by zero, overflow, invalid values."""
    extremes = np.array([0.0, -0.0, 1.0, -1.0, math.inf, -math.inf, math.nan, 1e308, 5e-324])
    for op in OPS:
        dtypes = ("float64",) * arity(op)
        if accepts(op, *dtypes) is not None:
            op.impl(*np.meshgrid(*[extremes] * arity(op)))


@pytest.mark.parametrize("op", OPS, ids=str)
def test_complex_gradient(op):
    """The gradient of a complex input is the derivative by its real part plus i times that by its imaginary part."""
    dtypes = ("complex128",) * arity(op)
    declared = accepts(op, *dtypes)
    if declared is None or declared[0] not in ("float64", "complex128") or not has_loop(op, dtypes):
        pytest.skip("takes no complex numbers, or is not as precise as a difference needs")
    if op.name in ("gamma", "psi"):
        pytest.skip("SciPy has no trigamma of complex numbers")
    graph = op.gradient_graph(dtypes)
    values = samples(op, dtypes)
    z = op.impl(*values)
    gz = np.random.default_rng(1).uniform(0.5, 1.5, N).astype(z.dtype)
    if z.dtype.kind == "c":
        gz = gz * (1 + 0.5j)
    for i, g in enumerate(graph.grads):
        if not hasattr(g.type, "dtype"):
            continue
        got = evaluate_graph(graph.inputs + graph.outputs + graph.output_grads, [g], [*values, z, gz])
        for direction, part in ((1, got.real), (1j, got.imag)):
            h = 1e-4 * direction
            near = op.impl(*[v + h * (j == i) for j, v in enumerate(values)])
            back = op.impl(*[v - h * (j == i) for j, v in enumerate(values)])
            slope = (near - back) / 2e-4
            np.testing.assert_allclose(part, (gz.conj() * slope).real, rtol=1e-5, atol=1e-6)
