"""The operation: its layout, equality, text, shapes, copies and pickles; replacing variables inside of it."""

import copy
import pickle

import numpy as np
import pytest

import tensorgraph as theano
import tensorgraph.tensor as T
from tensorgraph.errors import MissingInputError
from tensorgraph.printing import debugprint
from tensorgraph.scan import Scan
from tensorgraph.scan.rebuild import map_variables, replace_equal

X = np.array([0.5, -1.0, 0.25, 2.0, -0.3])
v, s = T.dvector("v"), T.dscalar("s")
ZERO = T.zeros((), "float64")


def op_of(out):
    """The loop that an output of scan comes from."""
    node = out.owner
    return node.op if isinstance(node.op, Scan) else node.inputs[0].owner.op


def everything():
    """A loop with one of each kind, and a node of it."""
    from tensorgraph.tensor.shared_randomstreams import RandomStreams

    random, m = RandomStreams(1), T.dmatrix("m")
    outs, _ = theano.scan(
        lambda x, a, b, h, k: ([a + b * x, h * k + x, x + random.uniform(())], theano.scan_module.until(x > 9)),
        dict(input=v, taps=[1]),
        [dict(initial=m[:, 0], taps=[-3, -1]), s, None],
        s * 2,
    )
    return outs[2].owner


def test_layout():
    node = everything()
    op = node.op
    assert (op.n_seqs, op.n_mit_sot, op.n_sit_sot, op.n_nit_sot, op.n_shared_outs) == (1, 1, 1, 1, 1)
    assert op.as_while and op.tap_array == [[-3, -1], [-1]] and op.info["as_while"]
    assert len(op.inputs) == 1 + 2 + 1 + 1 + 1 and len(op.outputs) == 3 + 1 + 1
    parts = [op.inner_seqs, op.inner_mitmot, op.inner_mitsot, op.inner_sitsot, op.inner_shared, op.inner_non_seqs]
    assert sum([part(op.inputs) for part in parts], []) == op.inputs
    parts = [
        op.outer_seqs, op.outer_mitmot, op.outer_mitsot, op.outer_sitsot, op.outer_shared, op.outer_nitsot,
        op.outer_non_seqs,
    ]  # fmt: skip
    assert sum([part(node) for part in parts], []) == node.inputs[1:]
    parts = [
        op.inner_mitmot_outs, op.inner_mitsot_outs, op.inner_sitsot_outs, op.inner_nitsot_outs, op.inner_shared_outs,
    ]  # fmt: skip
    assert sum([part(op.outputs) for part in parts], []) == op.outputs[:-1]
    parts = [
        op.outer_mitmot_outs, op.outer_mitsot_outs, op.outer_sitsot_outs, op.outer_nitsot_outs, op.outer_shared_outs,
    ]  # fmt: skip
    assert sum([part(node) for part in parts], []) == node.outputs
    assert [group.outer_in for group in op.groups] == list(range(len(node.inputs)))
    maps = op.var_mappings
    assert maps["inner_inp_from_outer_out"][0] == [1, 2] and maps["outer_inp_from_outer_out"][0] == 2
    assert maps["outer_out_from_inner_inp"][4] == 3 and maps["inner_out_from_outer_inp"][5] == [2]
    assert maps["outer_out_from_outer_inp"][1] == -1 and set(maps) == {
        f"{a}_from_{b}"
        for a in ("outer_inp", "outer_out", "inner_inp", "inner_out")
        for b in ("outer_inp", "outer_out", "inner_inp", "inner_out")
        if a != b
    }


def test_equality():
    def made(name="loop", f=lambda x, t, k: t + x * k, **options):
        k = T.dscalar()
        return op_of(theano.scan(f, T.dvector(), ZERO, k, name=name, **options)[0])

    a = made()
    assert a == made() == made("other") and hash(a) == hash(made("other"))
    assert a == made(f=lambda x, t, k: t + x * k)
    others = [made(f=lambda x, t, k: t - x * k), made(f=lambda x, t, k: x * k), made(truncate_gradient=2)]
    assert all(a != b for b in others)
    # one node that two read, or two equal nodes
    shared = made(f=lambda x, t, k: (lambda z: z * z)(T.exp(x)) + t + k)
    twice = made(f=lambda x, t, k: T.exp(x) * T.exp(x) + t + k)
    assert shared == twice and twice == shared and hash(shared) == hash(twice)
    inplace = Scan(a.inputs, a.outputs, {**a.info, "destroy_map": {0: [2]}})
    assert a != inplace


def test_text():
    op = op_of(theano.scan(lambda x, t, q: [t + x, q * x], v, [ZERO, ZERO])[0][0])
    assert str(op) == "for{cpu,scan_fn}"
    assert str(Scan(op.inputs, op.outputs, {**op.info, "destroy_map": {0: [2]}})) == "for{inplace{0,},cpu,scan_fn}"
    # as Theano writes it
    whole = {**op.info, "destroy_map": {0: [2], 1: [3]}}
    assert str(Scan(op.inputs, op.outputs, whole)) == "forall_inplace,cpu,scan_fn}"
    assert str(everything().op) == "do_while{cpu,scan_fn}"
    assert str(op_of(theano.scan(lambda x: x, v, name="mine")[0])) == "for{cpu,mine}"


def test_printed():
    """The text that Theano prints."""
    k = T.iscalar("k")
    out, _ = theano.scan(lambda p, a: p * a, outputs_info=T.ones_like(v), non_sequences=v, n_steps=k)
    text = debugprint(out[-1], file="str")
    assert [line.rstrip() for line in text.splitlines()] == """\
Subtensor{int64} [id A] ''
 |Subtensor{int64::} [id B] ''
 | |for{cpu,scan_fn} [id C] ''
 | | |k [id D]
 | | |IncSubtensor{Set;:int64:} [id E] ''
 | | | |AllocEmpty{dtype='float64'} [id F] ''
 | | | | |Elemwise{add,no_inplace} [id G] ''
 | | | | | |k [id D]
 | | | | | |Subtensor{int64} [id H] ''
 | | | | |   |Shape [id I] ''
 | | | | |   | |Rebroadcast{0} [id J] ''
 | | | | |   |   |InplaceDimShuffle{x,0} [id K] ''
 | | | | |   |     |Elemwise{second,no_inplace} [id L] ''
 | | | | |   |       |v [id M]
 | | | | |   |       |InplaceDimShuffle{x} [id N] ''
 | | | | |   |         |TensorConstant{1.0} [id O]
 | | | | |   |Constant{0} [id P]
 | | | | |Subtensor{int64} [id Q] ''
 | | | |   |Shape [id R] ''
 | | | |   | |Rebroadcast{0} [id J] ''
 | | | |   |Constant{1} [id S]
 | | | |Rebroadcast{0} [id J] ''
 | | | |ScalarFromTensor [id T] ''
 | | |   |Subtensor{int64} [id H] ''
 | | |v [id M]
 | |Constant{1} [id U]
 |Constant{-1} [id V]

Inner graphs of the scan ops:

for{cpu,scan_fn} [id C] ''
 >Elemwise{mul,no_inplace} [id W] ''
 > |<TensorType(float64, vector)> [id X] -> [id E]
 > |v_copy [id Y] -> [id M]""".splitlines()


def test_shapes():
    """Lengths are known without the loop where it does not decide on them."""
    m, k, n = T.dmatrix("m"), T.iscalar("k"), T.iscalar("n")
    (a, b, c), _ = theano.scan(
        lambda row, h, k, q: [h + row[:1], T.outer(row, q), T.zeros((k, 2))],
        m,
        [T.dvector("h"), None, None],
        [k, v],
        n_steps=n,
    )
    h = next(x for x in theano.gof.graph.inputs([a]) if x.name == "h")
    shapes = [x.shape for x in (a, b, c)]
    f = theano.function([m, h, k, v, n], shapes)
    assert not any(isinstance(node.op, Scan) for node in f.maker.fgraph.toposort())
    got = f(np.ones((4, 3)), [1.0, 2.0], 5, X, 4)
    np.testing.assert_array_equal(np.concatenate(got), [4, 2, 4, 3, 5, 4, 5, 2])
    # but this depends on the step
    d, _ = theano.scan(lambda row: row[: T.cast(row[0], "int64")], m)
    np.testing.assert_array_equal(theano.function([m], d.shape)(np.full((2, 3), 2.0)), [2, 2])
    w, _ = theano.scan(lambda x: (x * T.ones((3,)), theano.scan_module.until(x > 1)), v)
    np.testing.assert_array_equal(theano.function([v], w.shape)(X), [4, 3])


def test_missing_input():
    x, y = T.dscalars("x", "y")
    with pytest.raises(MissingInputError, match="y"):
        Scan([x], [x * y], {"n_seqs": 1, "n_nit_sot": 1})


def test_inputs_of_a_node():
    op = op_of(theano.scan(lambda x, t, k: t + x * k, v, ZERO, s)[0])
    rows = T.dvector("rows")
    with pytest.raises(ValueError, match="takes 4 inputs.*3 are given"):
        op(3, v, rows)
    with pytest.raises(ValueError, match="scalar int"):
        op(T.dscalar(), v, rows, s)
    with pytest.raises(ValueError, match="3 dimension"):
        op(3, v, T.dtensor3(), s)
    # another dtype is converted
    assert op(3, T.fvector(), T.fvector(), T.fscalar()).type == T.dvector


def test_pickle_and_copy():
    from tensorgraph.sandbox.rng_mrg import MRG_RandomStreams

    random = MRG_RandomStreams(3)

    def step(x, h):
        for _ in range(2000):
            h = T.sin(h) + x
        return h + random.uniform((), dtype="float64")

    out, updates = theano.scan(step, v, ZERO)
    op = op_of(out)
    for other in (pickle.loads(pickle.dumps(op)), copy.deepcopy(op), copy.copy(op)):
        assert other == op and hash(other) == hash(op)
    again = pickle.loads(pickle.dumps(out))
    assert op_of(again) == op
    f = theano.function([v], out, updates=updates)
    g = pickle.loads(pickle.dumps(f))
    for _ in range(2):
        np.testing.assert_array_equal(f(X), g(X))


def test_clone_and_givens():
    w, k = T.dvector("w"), theano.shared(2.0, "k")
    out, _ = theano.scan(lambda x, p: x * s + p * k, v, ZERO)
    other = theano.clone(out, replace={s: s * 2, v: w})
    f = theano.function([v, w, s], [out, other])
    a, b = f(X, X[:2], 3.0)
    np.testing.assert_allclose(b, f(X[:2], X, 6.0)[0])
    np.testing.assert_allclose(theano.function([v, s], out, givens={k: s})(X, 2.0), f(X, X, 2.0)[0])


def test_test_values():
    m, w = T.dmatrix("m"), theano.shared(np.ones((3, 3)), "w")
    m.tag.test_value = np.ones((4, 3))
    with theano.change_flags(compute_test_value="raise"):
        h, _ = theano.scan(lambda x, h: T.tanh(T.dot(h, w) + x), m, T.zeros((3,)))
        assert h.tag.test_value.shape == (4, 3)
        assert T.grad(h.sum(), w).tag.test_value.shape == (3, 3)
        assert T.Rop(h, w, T.ones((3, 3))).tag.test_value.shape == (4, 3)
        with pytest.raises(ValueError, match="mis-match"):
            theano.scan(lambda x, h: T.dot(w[:2], h) + x, m, T.zeros((3,)))
        with pytest.raises(ValueError, match="missing default value"):
            theano.scan(lambda x: x, v)


def test_modes_of_a_step():
    """A mode for the step, by name or object; one that watches nodes sees those of each step."""
    seen = []
    watching = theano.compile.MonitorMode(post_func=lambda i, node, fn: seen.append(str(node.op)))
    for mode in ("FAST_COMPILE", "FAST_RUN", theano.Mode("py", None), watching):
        out, _ = theano.scan(lambda x, t: t * 2 + x, v, ZERO, mode=mode)
        np.testing.assert_allclose(theano.function([v], out)(X)[:2], [0.5, 0.0])
    assert len(seen) >= 5


# ---------------------------------------------------------------- replacing variables


def replacement(x):
    return getattr(x.tag, "replacement", x)


def test_map_variables():
    a, b, c = T.dscalars("a", "b", "c")
    b.tag.replacement = c
    (u,) = map_variables(replacement, [a + b])
    assert u.owner.inputs == [a, c]
    # a replacement may be made of what it replaces
    d = T.exp(a)
    d.tag.replacement = d * 2
    (u,) = map_variables(replacement, [T.sin(d)])
    np.testing.assert_allclose(u.eval({a: 0.0}), np.sin(2.0))


@pytest.mark.parametrize("nested", [False, True])
def test_map_variables_in_loops(nested):
    """Outer variables that a replacement needs become arguments."""
    k, outer, three = theano.shared(1.0, "k"), T.dscalar("outer"), T.constant(3.0)

    def step(x, a):
        r = a + x
        r.tag.replacement = outer * (k + three) * (a - x)
        return r

    out, _ = theano.scan(step, v, ZERO) if not nested else theano.scan(
        lambda y: theano.scan(step, v, ZERO)[0] * y, v
    )  # fmt: skip
    (changed,) = map_variables(replacement, [out * 1])
    f = theano.function([v, outer], [out, changed])
    before, after = f([1.0, 2.0, 3.0], 0.25)
    assert np.shape(before) == ((3, 3) if nested else (3,))
    np.testing.assert_array_equal(before[0] if nested else before, [1, 3, 6])
    np.testing.assert_array_equal(after[0] if nested else after, [-1, -3, -6])


def test_map_variables_refuses_updates():
    c = theano.shared(0, "c")
    c.default_update = c + 1
    out, _ = theano.scan(lambda x, a: a + x, v, ZERO)
    inner = op_of(out).outputs[0]
    inner.tag.replacement = inner * c
    with pytest.raises(NotImplementedError, match="shared variable c"):
        map_variables(replacement, [out])


def test_replace_equal():
    """Wherever something is computed, also once more."""
    a, y = T.dscalars("a", "y")
    (u,) = replace_equal([T.exp(a) + T.exp(T.exp(a))], {T.exp(a): y})
    assert theano.pp(u) == "(y + exp(y))"
