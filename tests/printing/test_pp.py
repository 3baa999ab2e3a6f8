"""The text of ``pp``: facts of Theano 1.0.5."""

import pytest

import tensorgraph as theano
import tensorgraph.tensor as T
from tensorgraph.printing import FunctionPrinter, PPrinter, pp, pprint

p, q, r = T.dscalars("p", "q", "r")
M, N = T.dmatrices("M", "N")
v = T.dvector("v")
i = T.lscalar("i")

TEXTS = [
    (lambda: p + q, "(p + q)"),
    (lambda: p - q, "(p - q)"),
    (lambda: p * q, "(p * q)"),
    (lambda: p / q, "(p / q)"),
    (lambda: p**3, "(p ** TensorConstant{3})"),
    (lambda: -p, "(-p)"),
    (lambda: p % q, "mod(p, q)"),
    (lambda: p // q, "(p // q)"),
    (lambda: p > q, "gt(p, q)"),
    (lambda: T.eq(p, q), "eq(p, q)"),
    (lambda: abs(p), "|p|"),
    (lambda: T.exp(p), "exp(p)"),
    (lambda: T.maximum(p, q), "maximum(p, q)"),
    (lambda: p * (q + r), "(p * (q + r))"),
    (lambda: p - (q - r), "(p - (q - r))"),
    (lambda: (p - q) - r, "((p - q) - r)"),
    (lambda: p / (q * r), "(p / (q * r))"),
    (lambda: -(p + q), "(-(p + q))"),
    (lambda: (p**q) ** r, "((p ** q) ** r)"),
    (lambda: p * q + r * p, "((p * q) + (r * p))"),
    (lambda: T.log(p * q) + 1, "(log((p * q)) + TensorConstant{1})"),
    (lambda: T.dot(M, v), "(M \\dot v)"),
    (lambda: M.T, "M.T"),
    (lambda: v[0], "v[Constant{0}]"),
    (lambda: M[1], "M[Constant{1}]"),
    (lambda: v[1:3], "v[int64:int64]"),
    (lambda: M[1:, ::2], "M[int64:, ::int64]"),
    (lambda: v[i], "v[ScalarFromTensor(i)]"),
    (lambda: M[i, 1:], "M[ScalarFromTensor(i), int64:]"),
    (lambda: M.sum(), "Sum{acc_dtype=float64}(M)"),
    (lambda: M.sum(axis=0), "Sum{axis=[0], acc_dtype=float64}(M)"),
    (lambda: M.mean(axis=1), "(Sum{axis=[1], acc_dtype=float64}(M) / float64(Shape(M))[Constant{1}])"),
    (lambda: T.max(v), "MaxAndArgmax{axis=(0,)}(v)"),
    (lambda: M.dimshuffle(1, 0), "M.T"),
    (lambda: v.reshape((2, 1)), "Reshape{2}(v, TensorConstant{[2 1]})"),
    (lambda: T.nnet.softmax(M), "Softmax(M)"),
    (lambda: T.fill(p, q), "fill(p, q)"),
    (lambda: T.tensor_copy(M) + 1, "(M + TensorConstant{1})"),
    (lambda: T.grad(M.T.sum(), M), "fill(M.T, fill(Sum{acc_dtype=float64}(M.T), TensorConstant{1.0})).T"),
]


@pytest.mark.parametrize("make, text", TEXTS, ids=[text for _, text in TEXTS])
def test_text(make, text):
    assert pp(make()) == text


def test_gradient():
    x = T.dscalar("x")
    assert pp(T.grad(x**2, x)) == (
        "((fill((x ** TensorConstant{2}), TensorConstant{1.0}) * TensorConstant{2}) * "
        "(x ** (TensorConstant{2} - TensorConstant{1})))"
    )
    assert pp(T.grad(5 * x**3, x)) == (
        "(((fill((TensorConstant{5} * (x ** TensorConstant{3})), TensorConstant{1.0}) * TensorConstant{5}) * "
        "TensorConstant{3}) * (x ** (TensorConstant{3} - TensorConstant{1})))"
    )


def test_logistic_regression():
    x, y = T.dmatrix("x"), T.dvector("y")
    w, b = T.dvector("w"), T.dscalar("b")
    p_1 = 1 / (1 + T.exp(-T.dot(x, w) - b))
    text = "(TensorConstant{1} / (TensorConstant{1} + exp(((-(x \\dot w)) - b))))"
    assert pp(p_1 > 0.5) == f"gt({text}, TensorConstant{{0.5}})"
    xent = -y * T.log(p_1) - (1 - y) * T.log(1 - p_1)
    whole = f"(((-y) * log({text})) - ((TensorConstant{{1}} - y) * log((TensorConstant{{1}} - {text}))))"
    assert pp(xent) == whole
    assert pp(xent.mean() + 0.01 * (w**2).sum()) == (
        f"((Sum{{acc_dtype=float64}}({whole}) / float64(Shape({whole}))[Constant{{0}}]) + "
        "(TensorConstant{0.01} * Sum{acc_dtype=float64}((w ** TensorConstant{2}))))"
    )


def test_shared_variables_without_a_name():
    n = theano.shared(1)
    assert pp(n + 1) == "(<TensorType(int64, scalar)> + TensorConstant{1})"


def test_greek():
    assert pp(T.dscalar("alpha") + p) == "(\\alpha + p)"


def test_assign():
    mine = pprint.clone()
    mine.assign(T.exp, FunctionPrinter("EXP"))
    assert mine(T.exp(p) + q) == "(EXP(p) + q)"
    assert pprint(T.exp(p)) == "exp(p)"
    mine.assign(lambda pstate, v: v.name == "q", FunctionPrinter("x"))
    with pytest.raises(AttributeError):
        mine(q + p)


def test_assign_a_printer_that_writes_whole_texts():
    class Whole:
        def process(self, output, pstate):
            first, second = (pstate.pprinter.process(v, pstate) for v in output.owner.inputs)
            return f"<{first} and {second}>"

    mine = PPrinter()
    mine.assign(T.add, Whole())
    assert mine((p + q) * (q + (p + r))) == "(<p and q> * <q and <p and r>>)"


def test_graph():
    a = p * q
    a.name = "a"
    b = a + 1
    assert pprint([p, q], [a, b]) == "a = (p * q)\nout[1] = (a + TensorConstant{1})"
    assert pprint([p, q], [b]) == "a = (p * q)\nreturn (a + TensorConstant{1})"


def test_deep():
    x = p
    for _ in range(50_000):
        x = x + q
    assert len(pp(x)) == 50_000 * len("( + q)") + 1


def test_logic_and_alloc_are_functions():
    assert pp((p > q) & (q > r)) == "and_(gt(p, q), gt(q, r))"
    assert pp((p > q) | (q > r)) == "or_(gt(p, q), gt(q, r))"
    assert pp(i ^ 1) == "xor(i, TensorConstant{1})"
    assert pp(T.alloc(p, 2)) == "alloc(p, TensorConstant{2})"
