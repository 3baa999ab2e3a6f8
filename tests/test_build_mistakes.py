"""Mistakes made while a graph is built: the class, the facts and the hint of each error."""

import ast
import builtins
import pickle
from pathlib import Path

import numpy as np
import pytest
from mistakes import check, names, outcome, parameters

import tensorgraph as theano
import tensorgraph.tensor as T
from tensorgraph.compat import install_as_theano, uninstall
from tensorgraph.errors import NoValueError
from tensorgraph.nearest import nearest

TYPE, VALUE, INDEX = TypeError, ValueError, IndexError
# the program, the class of its error, and patterns that the text holds
MISTAKES = [
    # ---------------------------------------------------------------- truth and comparison
    ("if x > 0:\n    pass", NoValueError, "x > 0", "T.switch", "ifelse"),
    ("if x:\n    pass", TYPE, "^x is true or false", "T.switch"),
    ("if not x:\n    pass", TYPE, "T.invert"),
    ("z = (v > 0) and (v < 1)", TYPE, "v > 0", r"T\.and_"),
    ("z = (v > 0) or (v < 1)", TYPE, r"T\.or_"),
    ("while x > 0:\n    break", TYPE, "x > 0", "theano.scan", "until"),
    ("z = max(x, y)", TYPE, "T.maximum"),
    ("z = min(x, 0)", TYPE, "T.minimum"),
    ("z = min(0, x)", TYPE, "T.minimum"),
    ("z = sorted([x, y])", TYPE, "T.sort"),
    ("z = any([x > 0, y > 0])", TYPE, r"T\.any"),
    ("z = all([x > 0, y > 0])", TYPE, r"T\.all"),
    ("if T.any(v > 0):\n    pass", TYPE, "T.switch"),
    ("assert T.all(v > 0)", TYPE, "T.Assert"),
    ("bool(v.sum())", TYPE, "v.sum"),
    ("z = 1 if x else 2", TYPE, "T.switch"),
    ("z = [i for i in range(3) if x > i]", TYPE, "x > i", "T.switch"),
    ("z = 0 < x < 1", TYPE, "0 < x", "T.and_"),
    ("z = x == 0", NoValueError, "x == 0", "False", r"T\.eq\(x, 0\)"),
    ("z = x != 1.5", TYPE, r"T\.neq"),
    ("z = x == np.float32(1)", TYPE, r"T\.eq"),
    ("z = v == np.zeros(2)", (TYPE, AssertionError), r"T\.eq"),
    ("z = x in [1, 2]", TYPE, r"T\.eq"),
    ("z = a.shape[0] == 3", TYPE, "shape", r"T\.eq"),
    ("z = v == [1.0, 2.0]", NoValueError, r"v == \[1\.0, 2\.0\]", r"T\.eq"),
    ("with v:\n    pass", TYPE, "context manager", "v is a variable", "hint"),
    ("z = pow(n, 2, 5)", TYPE, r"pow\(x, n, modulus\)", r"x\*\*n % modulus"),
    ("z = a @ [[1, 2], [3]]", TYPE, "rows of different lengths", r"2, 1"),
    ("z = 3 in v", TYPE, "not iterable", "v are not known", r"T\.any\(T\.eq\(v, value\)\)"),
    # ---------------------------------------------------------------- values that Python asks for
    ("len(v)", TYPE, r"has no len\(\)", r"v\.shape\[0\]"),
    ("len(a.shape)", TYPE, "has no len", r"x\.ndim"),
    ("for i in range(n):\n    pass", TYPE, "n has no value", "T.arange", "scan"),
    ("for i in range(a.shape[0]):\n    pass", TYPE, r"a\.shape\[0\]", "scan"),
    ("z = [0, 1, 2][n]", TYPE, "n has no value"),
    ("z = 'a' * n", TYPE, "n|TensorType"),
    ("float(x)", TYPE, "x", "T.cast"),
    ("int(n)", TYPE, "n", "T.cast"),
    ("complex(x)", TYPE, "x", "T.cast"),
    ("math.exp(x)", TYPE, "x", r"T\.exp"),
    ("math.floor(x) + math.sqrt(x)", TYPE, r"T\.sqrt"),
    ("'%f' % x", TYPE, "x", "T.cast|eval"),
    ("f'{x:.3f}'", TYPE, "x has no value", ".3f", "eval"),
    ("for i in v:\n    pass", TYPE, "^v, a TensorType", "scan"),
    ("sum(a)", TYPE, r"T\.sum\(a\)"),
    ("p, q = v", TYPE, "v, a", "scan"),
    ("v[0] = 1.0", TYPE, r"v = T\.set_subtensor\(v\[0\], 1\.0\)"),
    ("a[0, 1:] = v * 2", TYPE, r"a = T\.set_subtensor\(a\[0, 1:\], v \* 2\)"),
    ("v[0] += 1.0", TYPE, r"v = T\.inc_subtensor\(v\[0\], 1\.0\)"),
    ("v[:2] -= u[:2]", TYPE, r"v = T\.inc_subtensor\(v\[:2\], -\(u\[:2\]\)\)"),
    ("v[0] *= 3", TYPE, r"v = T\.set_subtensor\(v\[0\], v\[0\] \* 3\)"),
    ("del v[0]", TYPE, "v is an expression", "concatenate"),
    ("round(x)", TYPE, r"T\.round"),
    # ---------------------------------------------------------------- names
    ("T.nnet.sotfmax", AttributeError, "sotfmax", "softmax"),
    ("T.sotfmax", AttributeError, "softmax"),
    ("T.relu", AttributeError, r"Use tensorgraph\.tensor\.nnet\.relu"),
    ("T.conv2dd", AttributeError, r"tensorgraph\.tensor\.nnet\.conv2d"),
    ("T.dmatrx", AttributeError, "dmatrix"),
    ("theano.functoin", AttributeError, "'function'"),
    ("theano.exp", AttributeError, r"tensorgraph\.tensor\.exp"),
    ("theano.gradient.jacobain", AttributeError, "jacobian"),
    ("theano.printing.debugprnt", AttributeError, "debugprint"),
    ("theano.sparse.csr_matrx", AttributeError, "csr_matrix"),
    ("theano.tensor.random.RandomStream", AttributeError, "RandomStreams"),
    ("T.nlinalg.matrix_invers", AttributeError, "matrix_inverse"),
    ("theano.compile.get_mod", AttributeError, "get_mode"),
    ("x.type.broadcastabel", AttributeError, "'TensorType' object", "'broadcastable'"),
    ("x.tag.test_valeu", AttributeError, "the tag", "'test_value'"),
    ("x.tag.note", AttributeError, r"x\.tag\.note = value"),
    ("theano.Mode().excludng('fusion')", AttributeError, "'Mode' object", "'excluding'"),
    ("x.sqroot", AttributeError, "x, a TensorVariable", "sqrt"),
    ("a.transpos()", AttributeError, "transpose"),
    ("a.relu()", AttributeError, r"tensorgraph\.tensor\.nnet\.relu"),
    ("x.numpy()", AttributeError, "eval"),
    ("x.item()", AttributeError, "eval"),
    ("x.backward()", AttributeError, r"T\.grad"),
    ("x.set_value(1.0)", AttributeError, "theano.shared"),
    ("T.slinalg.toeplitz", AttributeError, r"Use tensorgraph\.tensor\.linalg\.toeplitz"),
    ("theano.shared({'k': 1}, 'g').sum()", AttributeError, "g, a", "a dict", r"g\.get_value\(\)"),
    ("import tensorgraph.numpy", ModuleNotFoundError, "theano.tensor, which has NumPy"),
    ("import tensorgraph.tensor.nnett", ModuleNotFoundError, "'nnet'"),
    ("theano.OrderedUpdates().step()", AttributeError, "updates=updates"),
    ("theano.optim.SGD([w], lr=0.1)", AttributeError, "'sgd'"),
    ("theano.parallel.sumover", AttributeError, "'sum_over'"),
    ("T.random.normal(0, 1)", AttributeError, r"Use RandomStreams\(seed\)\.normal, of tensorgraph\.tensor\.random"),
    ("T.rand(3)", AttributeError, r"RandomStreams\(seed\)\.uniform"),
    ("theano.manual_seed(1)", AttributeError, r"RandomStreams\(seed\)"),
    ("T.float32(1)", AttributeError, "'float32' as dtype"),
    ("T.nnet.mse_loss(a, b)", AttributeError, r"T\.sqr\(a - b\)"),
    ("theano.qqzzx", AttributeError, r"Use dir\(tensorgraph\)"),
    ("v.zero_()", AttributeError, "Variables do not change: use v = ...", "set_subtensor"),
    ("v.exp_()", AttributeError, r"use v = v\.exp\(\.\.\.\)"),
    ("v.qqzzx", AttributeError, r"x\.eval"),
    ("T.cat([v, u])", AttributeError, "'cat'", r"Use T\.concatenate\(\[a, b\]\)"),
    ("T.nnet.dropout(a, 0.5)", AttributeError, "'dropout'", "binomial"),
    ("theano.jit(v)", AttributeError, "'jit'", r"theano\.function"),
    ("T.stop_gradient(v)", AttributeError, r"theano\.gradient\.disconnected_grad\(x\)"),
    ("v.cuda()", AttributeError, "'cuda'", r"x\.astype"),
    ("v.grad", AttributeError, r"Use T\.grad\(cost"),
    ("v.at[0]", AttributeError, r"T\.set_subtensor"),
    # ---------------------------------------------------------------- constructors, dtypes and conversions
    ("theano.Variable(np.zeros(3))", TYPE, "must be a Type, not array", r"theano\.shared"),
    ("T.tensor([1.0, 2.0])", TYPE, r"\[1\.0, 2\.0\]", r"T\.constant"),
    ("T.vector('x', 3)", TYPE, "3", "dtype"),
    ("T.matrix('x', dtype='float23')", TYPE, "float23", "float32"),
    ("T.matrix('x', 'double')", TYPE, "'float64'"),
    ("T.cast(x, 'flaot32')", TYPE, "flaot32", "float32"),
    ("x.astype('int23')", TYPE, "int23", "'int32'"),
    ("T.zeros((2, 2), dtype='flot32')", TYPE, "flot32", "float32"),
    ("v.sum(dtype='flot32')", TYPE, "flot32", "float32"),
    ("T.constant([1.0], dtype='flot64')", TYPE, "flot64", "float64"),
    ("T.TensorType('flaot64', (False,))", TYPE, "flaot64", "float64"),
    ("T.exp(None)", TYPE, "None", "return"),
    ("x + None", TYPE, "None", "return"),
    ("None + x", TYPE, "None", "return"),
    ("x * 'text'", TYPE, "text", "str"),
    ("'cost: ' + x", TYPE, "cost: ", "str"),
    ("x + {'a': 1}", TYPE, "dict", "list"),
    ("T.exp(lambda x: x)", TYPE, "call it"),
    ("x + T.exp", TYPE, "call it"),
    ("x + T.dscalar", TYPE, "T.dscalar"),
    ("x + theano.function([y], y)", TYPE, "compiled function"),
    ("T.as_tensor_variable([[1, 2], [3]])", TYPE, "different lengths", "2, 1"),
    ("T.as_tensor_variable([1, None])", TYPE, "element 1", "None"),
    ("T.as_tensor_variable(np.array([None, 1]))", TYPE, "object", "astype"),
    ("T.sum(theano.scan(lambda r: 2 * r, v))", TYPE, "updates of scan", "outputs, updates = theano"),
    ("T.exp(math)", TYPE, "module math"),
    ("r + 1", TYPE, "^Cannot convert r", "list", r"theano\.shared\(np\.asarray"),
    ("1 + r", TYPE, "list", "np.asarray"),
    ("v * r", TYPE, "list", "np.asarray"),
    ("T.exp(r)", TYPE, "shared variable r", "np.asarray"),
    ("r[0]", TYPE, "not subscriptable", "np.asarray"),
    ("x * decimal.Decimal('0.1')", TYPE, "a Decimal", "float64"),
    ("fractions.Fraction(1, 3) * x", TYPE, "a Fraction", "float64"),
    ("v + masked", TYPE, "a masked array", "filled"),
    ("T.constant(masked)", TYPE, "a masked array", "filled"),
    ("theano.shared(masked, 'm')", TYPE, "a masked array", "filled"),
    ("theano.shared(np.zeros(2), 'float32', 'w')", TYPE, "strict must be True or False, not 'w'", "dtype"),
    ("a.shape = (2, 2)", AttributeError, "a, a Tensor", r"x\.reshape"),
    ("v.dtype = 'float32'", AttributeError, "v, a Tensor", r"x\.astype"),
    ("w.ndim = 3", AttributeError, "w, a Tensor", "dimshuffle"),
    ("theano.shared(x)", TYPE, "x", "eval"),
    ("theano.shared(np.zeros(2), name=3)", TYPE, "name", "3, an int"),
    ("theano.shared(np.zeros((1, 3)), broadcastable=(True,))", TYPE, "broadcastable", "each of the 2 axes"),
    ("w.set_value(np.zeros((2, 3)), borow=True)", TYPE, "'borrow'", "new_value"),
    ("theano.In('x')", TYPE, "'x', a str", "not its name"),
    *[(f"T.{kind}({value})", TYPE, "^name must be a string, got .*", r"use T\.constant\(value\)")
      for kind in ("matrix", "dmatrix", "vector", "scalar", "row", "tensor3", "dvectors")
      for value in ("np.zeros((2, 2))", "[1.0, 2.0]", "np.float64(3)", "x")],
    ("theano.In(x, name=3)", TYPE, "name must be a string", "3, an int"),
    ("theano.Out([x])", TYPE, r"\[x\], a list", "variable"),
    ("T.exp(v, name=3)", TYPE, "name must be a string", "3, an int"),
    ("T.dot(a, 'b')", TYPE, "'b'", r"^It is b, an argument of dot\(\)\."),
    ("T.stack([v, 'b'])", TYPE, "'b'", r"^It is tensors\[0\]\[1\], an argument of stack\(\)\."),
    ("a.clip('low', 1)", TYPE, "'low'", r"^It is a_min, an argument of clip\(\)\."),
    ("a.sum(axis='rows')", TYPE, "'rows'", r"self = a, a Tensor"),
    ("theano.shared([1.0], dtype='float32')", TYPE, r"np\.asarray\(value, dtype='float32'\)"),
    ("theano.shared(np.zeros(2), brodcastable=(True,))", TYPE, "broadcastable"),
    ("T.switch(a, v)", TYPE, "got 2, expected 3", "a, a Tensor"),
    ("T.maximum(v, u, a)", TYPE, "got 3, expected 2", r"T\.maximum\(T\.maximum\(a, b\), c\)"),
    ("T.exp()", TYPE, "got 0, expected 1"),
    ("T.dmatrix('x', 'y')", VALUE, "'y'", "T.dmatrices"),
    ("T.dmatrix('x', dtype='float32')", TYPE, "'dtype'", "name, shape"),
    ("T.vector(3)", TYPE, "3", "string"),
    ("x.eval(1.0)", TYPE, r"1\.0", "dict"),
    ("x.eval(x=1.0)", TYPE, r"^eval\(\)", "inputs_to_values"),
    ("x.eval({'x': 1.0})", TYPE, "'x'", "not its name"),
    ("theano.clone(x * 2, replace={x: v})", TYPE, "replace: x, a", "v, a", "0 dimension"),
    ("theano.clone(x, replace={'x': y})", TYPE, "'x'", "the variable itself"),
    ("T.random.RandomStreams(1).norml((2,))", AttributeError, "norml", "normal"),
    ("T.arange(v)", AssertionError, "numbers", r"v\.shape"),
    ("T.eye(2.5)", AssertionError, "integers"),
    ("T.choose(T.lvector('i'), [v, v], mode='wrapped')", AssertionError, "wrap"),
    ("T.horizontal_stack(v, v)", AssertionError, "matrices"),
    # ---------------------------------------------------------------- indices, shapes and axes
    ("v.shape[1]", INDEX, "index 1", "v, a Tensor", "1 length", r"x\.ndim"),
    ("a.shape[-3]", INDEX, "index -3", "2 lengths"),
    ("v[x]", TYPE, "x, a TensorType", r"T\.cast\(x, 'int64'\)"),
    ("v[1.5]", TYPE, r"1\.5", "float"),
    ("v['a']", TYPE, "'a'", "str"),
    ("a[0, 1, 2]", INDEX, "a has 2 dimension", "3 are indexed"),
    ("x[0]", INDEX, "x has 0"),
    ("v[T.dvector('i')]", TYPE, "i", "int64"),
    ("a[..., ...]", INDEX, "single"),
    ("T.set_subtensor(v, 1.0)", TYPE, "v", r"T\.set_subtensor\(v\[0\]"),
    ("T.set_subtensor(v[0], u)", TYPE, "u"),
    ("T.concatenate([a, v])", TYPE, "a has 2", "v has 1", "dimshuffle"),
    ("T.concatenate([x, y])", TYPE, "x has 0", "T.stack"),
    ("T.concatenate(a, v)", TYPE, "a, a Tensor", r"\[a, b\]"),
    ("T.concatenate([a, b], axis=2)", VALUE, "axis 2", "a, a"),
    ("T.stack([a, v])", TYPE, "a has 2", "v has 1"),
    ("T.stack([v, u], axis=3)", INDEX, "axis 3", "v"),
    ("T.stack([v, u], axes=0)", TYPE, "'axis'"),
    ("T.join(0, [v, u])", TYPE, "one by one", "v, a", r"T\.join\(0, a, b\)"),
    ("T.join(a, b)", TYPE, "axis", "a, a Tensor"),
    ("T.patternbroadcast(a, (True,))", VALUE, r"\(True,\)", "a, a Tensor", "2 dimensions"),
    ("T.patternbroadcast(a, 'row')", VALUE, "'row'", "a, a Tensor"),
    ("a.reshape((-1, -1))", VALUE, r"\[-1, -1\]", "at most one -1"),
    ("a.reshape((-2, 3))", VALUE, r"\[-2, 3\]", "0 or more"),
    ("T.argsort(a, axis=1.0)", TYPE, "axis", "1.0"),
    ("T.tril(v)", VALUE, "tril", "v, a Tensor"),
    ("T.linspace(0, 1, 2.5)", VALUE, "num", "2.5"),
    ("T.linspace(0, 1, -2)", VALUE, "num", "-2"),
    ("T.round(v, mode='up')", VALUE, "up", "half_to_even"),
    ("T.stack()", VALUE, r"T\.stack\(\[a, b\]"),
    ("a.dimshuffle(0, 1, 2)", VALUE, "only has 2", r"\(0, 1, 2\)"),
    ("a.dimshuffle(0, 0)", VALUE, "twice", r"\(0, 0\)"),
    ("a.dimshuffle(0)", VALUE, "axis 1", "addbroadcast"),
    ("a.dimshuffle('y', 0, 1)", TYPE, "'y'", "'x'"),
    ("a.dimshuffle(n, 0)", TYPE, "n"),
    ("a.reshape(k)", VALUE, "k", "ndim"),
    ("a.reshape(v)", (TYPE, VALUE), "v", "ndim|int64"),
    ("a.reshape(v, ndim=2)", TYPE, "v", "int64"),
    ("v.flatten(2)", VALUE, "2", "v, a"),
    ("a.sum(axis=2)", (VALUE, INDEX), "axis 2", "a, a"),
    ("a.max(axis=5)", (VALUE, INDEX), "5", "a"),
    ("a.mean(axis=-3)", (VALUE, INDEX), "-3", "a"),
    ("a.cumsum(axis=2)", (VALUE, INDEX), "axis 2", "a"),
    ("T.sort(a, axis=5)", INDEX, "axis 5", "a, a"),
    ("T.tensordot(a, v, axes=2)", VALUE, "a.ndim=2, b.ndim=1", "v"),
    ("T.tensordot(a, b, [[3], [0]])", VALUE, "axis 3", "a"),
    ("T.concatenate([])", VALUE, "empty", "one or more"),
    ("T.addbroadcast(v, 1)", VALUE, "axis 1", "v, a"),
    ("T.batched_dot(x, t3)", TYPE, "x", r"T\.dot"),
    # ---------------------------------------------------------------- loops and branches
    ("theano.scan(lambda i: i, sequences=[1, 2, 3])", TYPE, r"sequences\[0\]", r"T\.constant\(\[1, 2, 3\]\)"),
    ("theano.scan(lambda i: i, sequences=x)", TYPE, "x", "n_steps"),
    ("theano.scan(lambda r: r, sequence=v)", TYPE, "'sequences'"),
    ("theano.scan(lambda r: r, sequences=dict(inputs=v))", VALUE, "'inputs'", "'input'"),
    ("theano.scan(lambda r: r, sequences=dict(input=v, taps=[0.5]))", TYPE, r"0\.5", "integers"),
    ("theano.scan(lambda r, h: r, v, dict(inital=x))", VALUE, "'inital'", "'initial'"),
    ("theano.scan(lambda r, h: r, v, dict(initial=v, taps=[1]))", VALUE, "smaller than 0", "output 0 has"),
    ("theano.scan(lambda r: 2 * r, v, outputs_info=T.constant(0.0))", TYPE, "lambda", "2 argument", "v"),
    ("theano.scan(lambda: 1, v)", TYPE, "1 argument", "row of a sequence"),
    ("theano.scan(v, lambda r: r)", TYPE, "v, a Tensor", "function"),
    ("theano.scan(lambda r: None, v)", VALUE, "None", "return"),
    ("theano.scan(lambda r: [r, 3.0], v)", VALUE, r"\[1\] is 3\.0", r"T\.constant"),
    ("theano.scan(lambda r: {'a': r}, v)", VALUE, "updates"),
    ("theano.scan(lambda: x)", VALUE, "n_steps"),
    ("theano.scan(lambda r: r, v, n_steps='3')", TYPE, "n_steps", "'3', a str"),
    ("theano.scan(lambda r: r, v, mode='FASTRUN')", VALUE, "FASTRUN", "'FAST_RUN'"),
    ("theano.scan(lambda r: r, v, name=3)", TYPE, "name", "3, an int"),
    ("theano.scan(lambda r, h: r, v, 'zero')", TYPE, "'zero'", r"^It is outputs_info, an argument of scan\(\)\."),
    ("theano.scan(lambda r: r, [v, None])", TYPE, "None", r"^It is sequences\[1\], an argument of scan\(\)\."),
    ("theano.scan(lambda: x, n_steps=2.5)", VALUE, "2.5|number of steps", "int"),
    ("theano.scan(lambda r, h: h + r, v, T.constant(np.int64(0)))", VALUE, r"outputs_info\[0\]", "int64", "float64",
     r"theano\.tensor\.cast"),
    ("theano.scan(lambda r, h: h + r, a, x)", VALUE, r"outputs_info\[0\], x", "0 dimension", "1 dimension"),
    ("theano.scan(lambda r, h: (h, r), v, [x])", VALUE, "2 outputs", "1 entries", "None"),
    ("theano.map(lambda r: r, sequence=v)", TYPE, "'sequences'"),
    ("ifelse(n, v, a)", TYPE, "v", "a", "1 dimension"),
    ("ifelse(n, f32, v)", TYPE, "f32", r"T\.cast\(v, 'float32'\)"),
    ("ifelse(v, x, y)", TYPE, "v, a", r"T\.any"),
    ("ifelse(n, [x, y], [x])", VALUE, "2", "1"),
    ("T.nnet.categorical_crossentropy(a, v)", (TYPE, VALUE), "."),
    ("T.nnet.crossentropy_categorical_1hot(a, v)", (TYPE, VALUE), "v", "int64"),
]


@pytest.mark.parametrize("program, kind, facts", **parameters(MISTAKES))
def test_mistake(program, kind, facts):
    check(program, kind, facts, names())


def test_the_expression_of_each_line():
    """A variable without a name is called by what made it."""
    error = outcome("z = T.exp(v) + u\nz[0] = 1.0", names())
    assert "`T.exp(v) + u` (<mistake " in str(error) and "z = T.set_subtensor(z[0], 1.0)" in str(error)


def test_programs_tell_variables_from_lists_and_numbers():
    v = T.dvector("v")
    assert not any(hasattr(v, name) for name in ("__len__", "__index__", "__setitem__", "nosuch"))
    assert list(T.stack([v[0], v[1]]))
    assert {v: 1}[v] == 1 and v in [v] and v not in [T.dvector("v")] and [v] != [T.dvector("v")]
    assert not v == "relu" and v != None and not v == None  # noqa: E711
    with pytest.raises(AttributeError, match="belongs to no FunctionGraph"):
        v.clients  # noqa: B018


def test_errors_without_a_program():
    """Some errors cross processes; Python's own guess is not added to ours."""
    v = T.dvector("v")
    for program, kind in (("T.nnet.sotfmax", AttributeError), ("v.transpos", AttributeError), ("len(v)", NoValueError)):
        with pytest.raises(kind) as caught:
            eval(program, {"T": T, "v": v})
        copied = pickle.loads(pickle.dumps(caught.value))
        assert isinstance(copied, kind) and str(copied) == str(caught.value)
    assert caught.value.variable is v
    with pytest.raises(AttributeError) as caught:
        T.nnet.sotfmax  # noqa: B018
    assert caught.value.name == "sotfmax" and caught.value.obj is None


def test_programs_of_theano_keep_the_truth_of_variables():
    x = T.dscalar("x")
    install_as_theano()
    try:
        with pytest.warns(UserWarning, match="bool.x. is True, .* as in Theano") as seen:
            assert x
        assert seen[0].filename == __file__
        with pytest.warns(UserWarning, match="x == 0 compares identity, and is False"):
            assert not x == 0
        with pytest.warns(UserWarning, match="x != 0 compares identity, and is True"):
            assert x != 0
        with pytest.raises(NoValueError, match="x > 0"):
            bool(x > 0)
        with pytest.warns(UserWarning, match="no attribute 'flaotX'.*It is stored"):
            theano.config.flaotX = "float32"
        n = T.iscalar("n")
        with pytest.warns(UserWarning, match="n of dtype int32 is zero everywhere"):
            assert T.grad(n * 2, n).dtype == "float64"
    finally:
        theano.config.__dict__.pop("flaotX", None)
        uninstall()
    with pytest.raises(NoValueError):
        bool(x)


@pytest.mark.parametrize(
    "name, known, best",
    [
        ("FASTRUN", ["FAST_COMPILE", "FAST_RUN"], ["FAST_RUN"]),
        ("floatx", ["floatX", "float32"], ["floatX"]),
        ("softMax", ["Softmax", "softmax"], ["softmax", "Softmax"]),
        ("qqqq", ["softmax"], []),
        ("cmv", ["cvm", "py"], ["cvm"]),
    ],
)
def test_nearest(name, known, best):
    assert nearest(name, known) == best


def test_messages_are_texts():
    """No error of Python's is given a text and objects, which print as a tuple."""
    found = []
    for path in Path(theano.__file__).parent.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and len(node.args) > 1:
                kind = getattr(builtins, node.func.id, None)
                if isinstance(kind, type) and issubclass(kind, BaseException):
                    found.append(f"{path}:{node.lineno}")
    assert found == []


def test_a_shape_plus_a_tuple_is_no_longer_shape():
    a = T.dmatrix("a")
    with pytest.warns(UserWarning, match=r"^a\.shape \+ \(3,\) adds 3 to each length.*T\.concatenate") as caught:
        z = a.shape + (3,)
    assert caught[0].filename == __file__
    assert z.eval({a: np.ones((2, 4))}).tolist() == [5, 7]
    assert (a.shape + (1, 2)).eval({a: np.ones((2, 4))}).tolist() == [3, 6]


def test_shared_variables_are_there():
    """``W or default`` and ``if not W`` ask whether there is a W, and say what is meant."""
    W = theano.shared(0.0, name="W")
    with pytest.warns(UserWarning, match=r"bool\(W\) is True, whatever .*\(x is not None\)"):
        assert (W or None) is W
    with pytest.raises(TypeError, match="is true or false only when the graph runs"):
        bool(W + 1)


@pytest.mark.parametrize(
    ("program", "asked"), [("i, j, k = a.shape", 3), ("i, = a.shape", 1), ("z = T.stack([x, y])\ni, j, k = z", 3)]
)
def test_unpacking_another_number_of_names(program, asked):
    check(program, ValueError, [rf"to unpack \(expected {asked}, got 2\): .* has 2 elements\.$", "x.ndim"], names())


def test_iterators_that_ask_for_elements_while_they_are_unpacked():
    """What is unpacked is then not the variable, which may have another number of elements."""
    given = names()
    many = [f"n{i}" for i in range(300)]
    exec(f"""
from itertools import chain, islice
i, j, k, l = chain(a.shape, t3.shape[:2])
both = chain(a.shape, a.shape)
m, n, o, p = both
(first,) = islice(chain(a.shape), 1)
{", ".join(many)} = T.stack([x] * 300)
def inner(shape):
    i, j = shape
    return j
end = inner(a.shape)
""", given)
    assert all(isinstance(given[name], T.TensorVariable) for name in ["l", "p", "first", "end", *many])


def test_names_for_each_output_of_a_loop():
    check("p, q, updates = theano.scan(lambda r: (r, r), v)", ValueError,
          [r"expected 3, got 2\): .*pair \(outputs, updates\), which has 2 elements", "theano.scan"], names())
    given = names()
    exec("(p, q), updates = theano.scan(lambda r: (r, r), v)\ni, j = a.shape\ni, *rest = t3.shape", given)
    assert len(given["rest"]) == 2 and len(list(given["a"].shape)) == 2
