"""Mistakes of people who come from elsewhere: what is asked of parts of functions, of sparse matrices, of NumPy."""

import pytest
from mistakes import check, names, parameters

import tensorgraph as theano
import tensorgraph.tensor as T
from tensorgraph import sparse
from tensorgraph.errors import DisconnectedInputError, MissingInputError, NoValueError, UnusedInputError

TYPE, VALUE = TypeError, ValueError
STEP = "kept = []\ndef step(r, *s):\n    kept.append(r * 2)\n    return r * 2\n"
LOOP = f"{STEP}o, updates = theano.scan(step, v)\n"
OF_LOOP = r"hint: v\[t\] is an argument of the step of a loop.*one more output"
LEAKS = [
    (f"{LOOP}f = theano.function([v], kept[0])", UnusedInputError, OF_LOOP),
    (f"{LOOP}f = theano.function([], kept[0])", MissingInputError, r"used to compute .*v\[t\]", OF_LOOP),
    (f"{LOOP}g = T.grad(o.sum(), kept[0])", DisconnectedInputError, r"`r \* 2`", OF_LOOP),
    (f"{STEP}z = theano.vmap(step)(a)\nf = theano.function([a], kept[0])", UnusedInputError,
     "hint: a is an argument of the function that vmap maps"),
    (f"{STEP}z = theano.vjp(step, v)\nf = theano.function([v], kept[0])", UnusedInputError,
     "hint: v is an argument of the function that vjp calls"),
    (f"{STEP}z = theano.checkpoint(step)(v)\nf = theano.function([v], kept[0])", UnusedInputError,
     "hint: v is an argument of the function that checkpoint calls"),
    ("f = theano.function([x + 1], (x + 1) * 2)", UnusedInputError, "hint: the outputs need x, a T", "no input"),
    ("(v * 2).eval({u: [1.0]})", UnusedInputError, "hint: the outputs need v, a T"),
]  # fmt: skip
TARGETS = [
    ("theano.function([], [], updates=[(w[0], w[0] + 1)])", TYPE, r"^hint: .*\(w, T\.set_subtensor\(w\[index\]"),
    ("theano.function([], [], updates={'w': w + 1})", TYPE, "'w', a str", "the shared variable itself, not its name"),
    ("theano.function([], [], updates=[(w * 2, w)])", TYPE, r"`w \* 2`", r"update w itself, as \(w, "),
    ("theano.function([v], [], updates=[(v, v * 2)])", TYPE, r"theano\.shared\(value, 'v'\)"),
    ("theano.function([v], [], updates=[(v + 1, v)])", TYPE, r"`v \+ 1`", "hint: update a shared variable, or"),
]
OF_NUMPY = [
    ("z = np.float64(x)", NoValueError, r"use T\.cast\(x, 'float64'\)"),
    ("z = np.int64(n)", NoValueError, r"use T\.cast\(x, 'int64'\)"),
    ("z = np.vectorize(lambda p: p * 2)(v)", NoValueError, "scan or tensorgraph.vmap"),
    ("np.testing.assert_allclose(v, [1.0])", NoValueError, r"np\.testing\.assert_allclose on values"),
    ("import scipy.sparse as sp\nz = sp.eye(3, format='csr') @ v", NoValueError, r"use sparse\.dot\(matrix, x\)"),
    ("import scipy.sparse as sp\nm = sp.eye(3, format='csr')\nz = m * a", NoValueError, r"use sparse\.dot\(matrix"),
    ("import scipy.linalg\nz = scipy.linalg.inv(a)", NoValueError, r"use T\.linalg\.inv"),
]
OPERATORS = [
    ("z = S * v", TYPE, "a matrix or a number is needed", "not v, a Tensor", r"x\.dimshuffle\('x', 0\)", "sparse.dot"),
    ("z = S > 0", TYPE, "operands are S, a Sparse.*; 0, an int", r"sparse\.csm_data"),
    ("z = 1 + S", TYPE, "operands are 1, an int; S, a Sparse", r"sparse\.dense_from_sparse"),
    ("z = S - 'a'", TYPE, "operands are S, a Sparse.*; 'a', a str"),
    ("T.dot(S, v)", NotImplementedError, "sparse matrix S with v, a Tensor", r"use sparse\.dot\(S, x\)"),
    ("S.mean()", AttributeError, r"sparse\.dense_from_sparse\(S\)\.mean"),
    ("z = -(v > 0)", TYPE, "The operand is v > 0, a Tensor", "cast"),
    ("z = ~v", TYPE, "The operand is v, a Tensor", "T.cast"),
]
AS_OP = [
    ("kept(p=v)", TYPE, "by name: p", "pass v, a Tensor.* by position"),
    ("T.grad(kept(v).sum(), v)", TYPE, "kept", r"input 0 \(v\)", "a class derived from theano.Op in place of"),
    ("theano.function([v], silent(v))([1.0])", VALUE, r"silent\(v\): v is", "^Hint: lost must return .* lack"),
    ("theano.function([v], counted(v))([1.0])", TYPE, "declares output 0 as int64", r"must return .*np\.asarray"),
    ("theano.function([v], twice(v)[0])([1.0])", VALUE, "gave 1 values", "must return a tuple with one array for each"),
]


@theano.as_op(itypes=[T.dvector], otypes=[T.dvector])
def kept(p):
    return p


def lost(p):
    p * 2


nothing = theano.as_op(itypes=[T.dvector], otypes=[T.dvector])(lost)
counted = theano.as_op(itypes=[T.dvector], otypes=[T.lvector])(lambda p: p)
twice = theano.as_op(itypes=[T.dvector], otypes=[T.dvector, T.dscalar])(lambda p: p)


@pytest.mark.parametrize(("program", "kind", "facts"), **parameters(LEAKS + TARGETS + OF_NUMPY + OPERATORS + AS_OP))
def test_mistake(program, kind, facts):
    scope = {"S": sparse.csr_matrix("S"), "kept": kept, "silent": nothing, "counted": counted, "twice": twice}
    check(program, kind, facts, names() | scope)
