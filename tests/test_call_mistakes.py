"""Mistakes in calls of the package's functions: their arguments, and functions of the user that they call."""

import re

import numpy as np
import pytest
from mistakes import check, parameters, text_of

import tensorgraph as theano
import tensorgraph.tensor as T
from tensorgraph.compat import install_as_theano, uninstall
from tensorgraph.errors import LengthError

TYPE, VALUE = TypeError, ValueError


class Twice(theano.Op):
    __props__ = ()

    def make_node(self, x):
        return theano.Apply(self, [x], [x.type()])

    def perform(self, node, inputs, output_storage):
        output_storage[0][0] = inputs[0] * 2

    def infer_shape(self, node, shapes):
        return self.shapes(shapes)


@theano.as_op(itypes=[T.dvector], otypes=[T.dvector])
def double(v):
    return 2 * v


class Unready:
    """What cannot say what it is, as objects whose __init__ has not run."""

    def __repr__(self):
        return self.name


def setup():
    """Return the names of the programs below."""
    x, y, n = T.dscalar("x"), T.dscalar("y"), T.lscalar("n")
    v, u = T.dvectors("v", "u")
    a, k = T.dmatrix("a"), T.lvector("k")
    t3, image = T.dtensor3("t3"), T.dtensor4("image")
    w = theano.shared(np.ones(2), "w")
    W = theano.shared(np.ones((2, 4, 3, 3)), "W")
    inner = theano.OpFromGraph([v, u], [v + u])
    f = theano.function([], w.sum())
    return {**globals(), **locals()}


MISTAKES = [
    # ---------------------------------------------------------------- arguments that there are not, by family
    ("theano.ifelse.ifelse(x > 0, x)", TYPE, "else_branch", "condition"),
    ("theano.optim.sgd((w**2).sum(), [w], lr=0.1)", TYPE, "'lr'", "learning_rate"),
    ("theano.optim.exponential_decay(0.1)", TYPE, "'step'", "steps"),
    ("theano.optimize.root(v, w, x0s=1)", TYPE, "'x0'"),
    ("theano.parallel.row_chunks(np.ones(3), row=2)", TYPE, "'rows'"),
    ("theano.value_and_grad(lambda x: x, argnum=0)", TYPE, "'argnums'"),
    ("theano.vmap(lambda x: x, in_axis=0)", TYPE, "'in_axes'"),
    ("theano.as_op(itypes=[T.dvector])", TYPE, "otypes"),
    ("theano.In(x, valu=1.0)", TYPE, r"^In\(\)", "'value'"),
    ("theano.Out(x, borow=True)", TYPE, "'borrow'"),
    ("theano.Mode(optimiser='fast_run')", TYPE, "'optimizer'"),
    ("theano.OpFromGraph([v], [v], inlin=True)", TYPE, "'inline'", "mode"),
    ("theano.printing.Print(mesage='x')", TYPE, "'message'"),
    ("T.opt.Assert(v, v.sum() > 0, x)", TYPE, r"^Assert\(\)", "msg"),
    ("T.signal.pool.pool_2d(image, ws=(2, 2), ignore_borders=True)", TYPE, "'ignore_border'"),
    ("T.nnet.bn.batch_normalization_train(a)", TYPE, "gamma", "beta"),
    ("T.nlinalg.pinv(a, rcon=0.1)", TYPE, "rcon"),
    ("theano.sparse.dot(a)", TYPE, "'y'"),
    ("theano.shared(1.0, nam='w')", TYPE, "'name'"),
    ("theano.to_jax(v)", TYPE, "inputs"),
    # ---------------------------------------------------------------- functions of the user
    ("def one(r):\n    r.sum()\ntheano.vmap(one)(a)", TYPE, "one", "None", "return"),
    ("def one(r):\n    r.sum()\ntheano.compiled(one)(np.ones(2))", TYPE, "one", "None", "return"),
    ("def one(r):\n    r.sum()\ntheano.value_and_grad(one)(v)", TYPE, "one", "None", "return"),
    ("def one(r):\n    r.sum()\ntheano.checkpoint(one)(v)", TYPE, "one", "None", "return"),
    ("def one(r, s):\n    return r\ntheano.vmap(one)(a)", TYPE, "one", "'s'", r"given <|given \S+, a Tensor", "hint"),
    ("theano.vmap(v.sum())(a)", TYPE, r"`v\.sum\(\)`", "function"),
    ("theano.checkpoint(v * 2)", TYPE, r"`v \* 2`", "function"),
    ("theano.compiled(3)", TYPE, "not 3, an int"),
    ("T.nnet.abstract_conv.bilinear_upsampling(a, 2)", TYPE, "must be a 4D tensor", "a, a Tensor"),
    ("T.nnet.abstract_conv.bilinear_upsampling(image, 1.5)", TYPE, "ratio must be an integer", "frac_ratio"),
    ("T.shared_randomstreams.RandomStreams(1).shuffle_row_elements(x)", TYPE, "x, a Tensor", "one axis or more"),
    ("w = theano.shared([[1, 2], [3]], name='w')\nw * 2", TYPE, "holds a list", "^w was made at", r"np\.asarray"),
    ("T.get_scalar_constant_value(x * 2)", T.NotScalarConstantError, "^x, a Tensor", "not one constant"),
    ("theano.gof.op.get_test_value(x)", AttributeError, "x has no test value", r"x\.tag\.test_value"),
    ("theano.compiled(lambda r: r * 2)('ab')", TYPE, "'abab', a str", "passed as it is"),
    ("theano.optimize.minimize(x**2, x, 1.0, method='BFSG')", VALUE, "'BFSG'", "'bfgs'", "must be one of"),
    ("theano.jvp(lambda r: r * 2, [np.ones(3)], [np.ones(2)])", VALUE, r"\(2,\)", r"\(3,\)", "shape"),
    ("theano.vjp(lambda r: r * 2, np.ones(3))[1](np.ones(2))[0].eval()", VALUE, r"\(2,\)", r"\(3,\)|3", "shape"),
    ("theano.grad(lambda r, s: (r**2).sum(), 1)(np.ones(3), 1.0)", TYPE, "the number", "depends? on", "np.float64"),
    ("theano.value_and_grad(lambda v: v.sum(), argnums=1)(v)", VALUE, "argnums has 1", "1 positional"),
    ("theano.jvp(lambda v: v, v, v)", TYPE, "primals must be a tuple", r"\(v,\)"),
    ("theano.hvp(lambda v: v.sum(), v, v)", TYPE, "primals must be a tuple", r"\(v,\)"),
    ("theano.vmap(lambda r: r, in_axes=None)(a)", VALUE, "in_axes has None for all", "in_axes=0"),
    ("theano.vmap(lambda r: r, out_axes=5)(a)", VALUE, "out_axes has 5", "from -2 to 1"),
    ("theano.vectorize(lambda r, s: r, signature='(n)->()')(v, u)", VALUE, "1 arguments, 2", "v, a T"),
    ("theano.value_and_grad((v**2).sum(), v)", TYPE, "needs a function of variables", r"`\(v\*\*2\)\.sum\(\)`"),
    ("theano.vjp(lambda v: v, v)[1](v, v)", TYPE, r"pull\(\) takes 1", "cotangents"),
    # ---------------------------------------------------------------- functions
    ("inner(v)", VALUE, "2 inputs, got 1", r"\(v, u\)"),
    ("theano.OpFromGraph([v, v], [v])", VALUE, "occurs twice", r"x\.type\(\)"),
    ("theano.OpFromGraph([v], [v], grad_overrides=3)", TYPE, "grad_overrides", "3, an int"),
    ("theano.grad(theano.OpFromGraph([v], [v], grad_overrides=lambda g: g)(v).sum(), v)", TYPE, "takes 1",
     r"f\(inputs, gradients\)"),
    ("theano.OpFromGraph([v], 3)", TYPE, "int", r"OpFromGraph\(\[x\], \[y\]\)"),
    ("theano.function([x], x, name=3)", TYPE, "name", "3, an int"),
    ("theano.function([x], x, allow_input_downcast='yes')", TYPE, "allow_input_downcast", "'yes'"),
    ("f.copy(swap={w: W})", TYPE, "W", "w", "must be of the same type"),
    ("f.copy(swap={W: W})", VALUE, "W", "among w"),
    # ---------------------------------------------------------------- errors without a hint of their own
    ("T.horizontal_stack(a, v)", VALUE, "^horizontal_stack needs", r"given args = a tuple of a, a T.*v, a Tensor"),
    ("T.diff(v, n=-1)", VALUE, "n=-1", "v, a T"),
    ("a.norm('max')", VALUE, "^norm of order 'max'", "L = 'max', a str", "number or 'inf'"),
    ("T.einsum('ij,jk->ik', a)", VALUE, "describes 2 operands, and 1", r"a, a TensorType"),
    ("T.nlinalg.extract_diag(x)", (TYPE, VALUE), "x.?$"),
    # ---------------------------------------------------------------- convolutions and pooling
    ("T.nnet.conv2d(image, W, stride=(2, 2))", TYPE, "'stride'", "Use subsample"),
    ("T.nnet.conv2d(image, W, padding=1)", TYPE, "Use border_mode"),
    ("T.nnet.conv2d(image, W, boder_mode='full')", TYPE, "'border_mode'"),
    ("T.nnet.conv2d(t3, W)", TYPE, "t3, a Tensor", "3 dimensions", r"batch, channels"),
    ("T.nnet.conv2d(image, W, subsample=(1, 1, 1))", VALUE, r"\(1, 1, 1\)", "2 elements", r"subsample=\(1, 1\)"),
    ("T.nnet.conv2d(image, W, subsample=2)", VALUE, r"subsample=\(2, 2\)"),
    ("T.nnet.conv2d(image, W, border_mode='same')", VALUE, "'same'", "'half'"),
    ("T.signal.pool.pool_2d(image, (2, 2, 2), ignore_border=True)", VALUE, r"must be 2 numbers", r"\(2, 2, 2\)"),
    ("T.signal.pool.pool_2d(image, (2, 2), ignore_border=True, stride=(1,))", VALUE, "Stride", r"must be 2 numbers"),
    ("T.signal.pool.pool_2d(image, (0, 2), ignore_border=True)", VALUE, r"ws=\(0, 2\)", "image, a T", "hint"),
    ("theano.threads('two')", TYPE, "must be an integer", "'two'"),
    ("theano.printing.pydotprint(3)", VALUE, "not int", r"fct = 3"),
    ("T.signal.pool.pool_2d(image, ignore_border=True)", VALUE, r"ws=\(2, 2\)"),
    ("T.signal.pool.pool_2d(image, (2, 2), ignore_border=True, mode='averge_inc_pad')", VALUE, "'average_inc_pad'"),
    ("T.signal.pool.pool_2d(v, (2, 2), ignore_border=True)", NotImplementedError, "v, a Tensor", "dimshuffle"),
    # ---------------------------------------------------------------- gradients
    ("theano.grad((v**2).sum(), v, consider_constant='v')", TYPE, "consider_constant", "'v', a str"),
    ("theano.grad(None, v, known_grads={v**2: T.outer(v, v)})", VALUE, r"a Tensor", r"`v\*\*2`", "1 dimensions"),
    ("theano.gradient.jacobian([v], v)", TYPE, "list", "pass one variable"),
    ("theano.gradient.jacobian(a, v)", (TYPE, VALUE), "a, a Tensor", "1 dimensional"),
    ("theano.gradient.hessian(v, v)", (TYPE, VALUE), "v, a Tensor", r"use cost\.sum"),
    ("theano.clone(None)", TYPE, "needs a variable", "None"),
    # ---------------------------------------------------------------- linear algebra, random numbers, sparse matrices
    ("T.slinalg.cholesky(v)", (TYPE, VALUE), "v, a Tensor", "1 dimensions", "T.linalg"),
    ("T.nlinalg.svd(v)", (TYPE, VALUE), "v, a Tensor"),
    ("T.slinalg.solve(a, t3)", (TYPE, VALUE), "t3, a Tensor"),
    ("T.nlinalg.matrix_power(a, 1.5)", TYPE, "n must be an integer", "1.5"),
    ("T.nnet.categorical_crossentropy(a, t3)", TYPE, "a, a Tensor", "t3, a Tensor", "labels"),
    ("T.shared_randomstreams.RandomStreams('1')", TYPE, "seed must be an integer", "'1', a str"),
    ("theano.sandbox.rng_mrg.MRG_RandomStreams(1.5)", TYPE, "seed should be", "1.5, a float"),
    ("theano.sandbox.rng_mrg.MRG_RandomStreams(1).multinomial(pvals=[0.5])", NotImplementedError, r"pass \[pvals\]"),
    ("T.shared_randomstreams.RandomStreams(1).normal(size='big')", TYPE, "shape must be", "'big', a str"),
    ("T.shared_randomstreams.RandomStreams(1).gausian()", AttributeError, "normal"),
    ("theano.sparse.matrix('coo', 'x')", NotImplementedError, "coo", "csr"),
    ("theano.sparse.sp_sum(theano.sparse.csr_matrix('s'), axis=2)", VALUE, "axis must be", "not 2"),
    # ---------------------------------------------------------------- operations of the user
    ("class Mine(theano.Op):\n    __props__ = 'k'", TYPE, "Mine.__props__", r"\('k',\)"),
    ("class Mine(Twice):\n    __props__ = ('k',)\nhash(Mine())", AttributeError, "__props__ names 'k'", "__init__"),
    ("class Mine(Twice):\n    __props__ = ('k',)\n    k = [1]\nhash(Mine())", TYPE, "Mine.__props__", r"k=\[1\]"),
    ("Twice(v)", TYPE, r"^Twice\(\) takes no arguments", "v, a Tensor", r"Twice\(\)\(\.\.\.\)"),
    ("T.nlinalg.lstsq(a, v)", TYPE, r"lstsq\(\)\(\.\.\.\)"),
    ("Twice()(3.0)", TYPE, "Twice.make_node", "3.0, a float", "as_tensor_variable"),
    ("theano.Apply(Twice(), [v], [v.type])", TYPE, r"x\.type\(\)"),
    ("double(v, v)", VALUE, "double", "2", "v, a Tensor"),
    ("double(a)", TYPE, "double", "a, a Tensor"),
    ("class Mine(Twice):\n    default_output = 3\nMine()(v)", IndexError, "Mine.default_output is 3", "1 outputs"),
    ("class Mine(Twice):\n    view_map = {0: [3]}\ntheano.function([v], Mine()(v))", IndexError,
     r"view_map \{0: \[3\]\}", "1 inputs"),
    ("theano.Rop(Twice()(v), v, u)", NotImplementedError, "Twice", r"R_op\(self"),
    ("theano.gradient.grad_clip(v, 'a', 1)", TYPE, "numbers as bounds", "'a', a str"),
    ("theano.scan(lambda: [(w, w + 1), (w, w + 2)], n_steps=3)", VALUE, "one update", "two for w"),
    ("f.backward()", AttributeError, "the function made at", r"f\(values\)"),
    ("f.trust_inputs", AttributeError, "'trust_input'"),
    ("theano.inspect(3)", TYPE, "compiled function", "3, an int"),
    ("f.profile.summary()", AttributeError, "profile=True"),
    # ---------------------------------------------------------------- values, texts and files
    ("w[0] = 5.0", TYPE, "w is a shared variable", r"w\.set_value", r"updates=\[\(w, T\.set_subtensor\("),
    ("len(w)", TYPE, r"w\.get_value\(borrow=True\)\.shape\[0\]"),
    ("theano.printing.Print('x is', x)", TYPE, r"x = Print\('x is'\)\(x\)"),
    ("theano.optimize.minimize(T.dot(v, w), v, x0=np.ones(3))", VALUE, r"v is \(3,\), w \(shared\) is \(2,\)"),
    ("w.value", AttributeError, r"w\.get_value\(\)"),
    ("w.value = np.ones(2)", AttributeError, r"w\.set_value"),
    ("T.nnet.softmax(a, dim=1)", TYPE, "'dim'", "Did you mean 'axis'"),
    ("q = np.ones(2)\nq[v > 0]", TYPE, "v > 0", r"T\.constant\(array\)\[index\]"),
    ("import scipy.linalg\nscipy.linalg.inv(a)", TYPE, "a, a variable", r"use T\.linalg\.inv"),
    ("theano.scan_module.until(x > 1, 3)", TYPE, "condition"),
    ("np.zeros(n)", VALUE, "n has no value", r"use T\.zeros"),
    ("np.ones(n)", VALUE, "n has no value", r"use T\.ones"),
    ("np.ones((n, 3))", TYPE, "n has no value", r"use T\.ones"),
    ("shape = [n, 3]\nnp.ones(shape)", TYPE, "n has no value", r"use T\.ones"),
    ("np.arange(6).reshape((2, n))", TYPE, "n has no value", r"use T\.reshape"),
    ("np.arange(6).reshape(2, n)", TYPE, "n has no value", r"use T\.reshape"),
    ("np.eye(n)", TYPE, "n has no value", r"use T\.eye"),
    ("np.random.randint(0, 5, n)", VALUE, r"0, 5, n\)` .* has no value", r"RandomStreams\(seed\)\.random_integers"),
    ("any(v > 0)", VALUE, r"`v > 0`|v > 0", r"T\.any"),
    ("np.random.randn(n)", TYPE, "n has no value", r"use RandomStreams\(seed\)\.normal"),
    ("np.random.normal(v, 1.0)", TYPE, "v, a variable", r"use RandomStreams\(seed\)\.normal"),
    ("np.random.default_rng(0).permutation(v)", TYPE, "v, a variable", r"RandomStreams\(seed\)\.permutation"),
    ("theano.tensor.random.MRG_RandomStreams(1).normal((3,), dtype='int64')", TYPE, "'int64'", r"T\.cast\(sample"),
    ("theano.tensor.random.MRG_RandomStreams(1).uniform((3,), dtype='bool')", TYPE, "'bool'", r"T\.cast\(sample"),
    ("theano.tensor.random.GeneratorStreams(1).uniform((3,), 0, 9, dtype='int64')", TYPE, "'int64'", "integers"),
    ("theano.function([x], Unready())", TYPE, r"Unready object"),
    ("f = theano.function([v], v)\nf(Unready())", TYPE, r"Unready object"),
    ("T.grad(Unready(), x)", TYPE, r"Unready object"),
    ("x.eval({Unready(): 1})", (TYPE, VALUE), r"Unready object"),
    ("theano.scan(lambda a: Unready(), sequences=v)", VALUE, r"Unready object"),
    ("range(n)", TYPE, "n has no value", r"T\.arange"),
    ("np.sum(a, axis=n)", TYPE, "axis must be", "n, a Tensor"),
    ("np.arange(x)", TYPE, r"use T\.arange"),
    ("np.meshgrid(np.asarray(v))", TYPE, r"T\.stack"),
    ("T.arange(1j)", TYPE, "real numbers"),
    ("T.arange(v)", TYPE, "v, a Tensor"),
    ("T.TensorType('float64', 'matrix')", TYPE, "'matrix'", r"\(False, False\)"),
    ("T.TensorType('float64', 2)", TYPE, "not 2", r"\(False, False\)"),
    ("a @ x", VALUE, "x, a Tensor", r"a \* b"),
    ("a @ 2.0", VALUE, "no scalars", r"a \* b"),
    ("x + 2**70", TYPE, str(2**70)),
    ("import scipy.sparse\na + scipy.sparse.eye(2)", TYPE, "sparse|dia_"),
    ("v & 1", TYPE, "float64", r"T\.cast"),
    ("T.set_subtensor(v[:2], 1j)", TYPE, "complex128", "float64", "real"),
    ("T.inc_subtensor(k[:2], v)", TYPE, "int64", r"T\.cast\(value, 'int64'\)"),
    ("T.einsum('ijk,jk->ik', a, a)", VALUE, "'ijk' describes 3 axes, and a has 2"),
    ("T.einsum('ij,jk->iz', a, a)", VALUE, "'iz'", "'ij,jk->iz'"),
    ("T.cast(v, None)", TYPE, "dtype", "None"),
    ("T.quantile(v, 1.5)", VALUE, "from 0 to 1", "1.5"),
    ("T.pad(v, 1, mode='weird')", VALUE, "'weird'", "constant"),
    ("theano.function([x], {'a': x})(1.0, output_subset=['b'])", KeyError, "'b'", "'a'"),
    ("theano.grad(theano.OpFromGraph([v], [v**2], grad_overrides=lambda i, g: None)(v).sum(), v)", TYPE,
     "returned None"),
    ("T.nnet.conv2d(image, W, subsample=(2**62, 1))", VALUE, "subsample", "2147483647", "4611686018427387904"),
    ("T.dvector + 1", TYPE, "TensorType.*vector", "hint: call it"),
    ("2 * T.dvector", TYPE, "TensorType.*vector", "hint: call it"),
    ("T.dvector > 0", TYPE, "TensorType.*vector", "hint: call it"),
    ("-T.dvector", TYPE, "TensorType.*vector", "hint: call it"),
    ("T.log(T.nlinalg.eigh(a))", TYPE, "has 1, .* has 2", "the 2 results of Eigh", "use a, b = "),
    ("T.nlinalg.trace(v)", VALUE, "v, a Tensor", "matrix"),
    ("theano.function([v], 2 * v)(u)", TYPE, "variable u", "theano.clone"),
    ("theano.scan(lambda r: r * w.sum(), a, strict=True)", theano.MissingInputError, r"non_sequences=\[w\]"),
    ("T.shared_randomstreams.RandomStreams(-1)", VALUE, "seed must be", "-1"),
    ("T.sum(theano.scan(lambda r: 2 * r, a))", TYPE, "outputs, updates = theano.scan"),
    ("T.dot(__import__('scipy.sparse').sparse.eye(3), v)", TYPE, "sparse dia_matrix", r"sparse\.dot", "toarray"),
    ("theano.shared(np.zeros((3, 2)), broadcastable=(False, True))", TYPE, r"\(3, 2\)", "axis 1", "False there"),
    ("theano.shared(np.zeros((3, 2)), broadcastable=(True,))", TYPE, "hint: broadcastable must hold", "2 axes"),
    ("T.random.MRG_RandomStreams(1).multinomial(pvals=[[0.9, 0.9]])", VALUE, "pvals", "add up to 1.8", "keepdims"),
    ("theano.printing.debugprint(v, file='graph.txt')", TYPE, "'graph.txt'", r"open\(name"),
    ("theano.printing.debugprint(v, print_type='no')", TYPE, "print_type", "'no'"),
    ("theano.scan(lambda r: 2 * r, a).sum()", AttributeError, "outputs, updates = theano.scan"),
    ("theano.reduce(lambda r, s: r + s, v, T.zeros(())).mean()", AttributeError, "outputs, updates"),
    ("theano.function([a], theano.scan(lambda r: 2 * r, a))", TYPE, "OrderedUpdates", "outputs, updates = theano.scan"),
    ("theano.function([a], theano.scan(lambda r: 2 * r, a)[-1])", TYPE, "updates=updates"),
    ("inner(a, u)", TYPE, "input 0, a, a .*matrix", "v, a .*vector", "dimshuffle"),
    ("theano.OpFromGraph([v], [v + u])", theano.MissingInputError, "u, a Tensor", "hint: use it as an input"),
    ("T.Rop(v + u, [v, u], [v])", VALUE, "2 and 1", "T.zeros_like"),
    ("theano.jvp(lambda v, u: v * u, (v, u), (v,))", VALUE, "the 1 of", "the 2 of", "T.zeros_like"),
    ("theano.sparse.dot(a, a)", TYPE, "a, a Tensor", "csr_from_dense"),
    ("T.TensorType('float64', (2, 3))", TYPE, "length 2", r"shape=\(2, 3\)"),
    ("T.zeros(3, 4)", TYPE, "dtype", r"T\.zeros\(\(2, 3\)\)"),
    ("theano.load('/no/such/file')", FileNotFoundError, "/no/such/file", "hint: use the path"),
    ("theano.save('/no/such/file', v)", FileNotFoundError, "/no/such", "hint: use the path"),
    ("f.save('name')", AttributeError, r"theano\.save\(path, f\)"),
    ("theano.printing.Print(v)", TYPE, "v, a Tensor", r"Print\('x'\)\(x\)"),
    ("T.opt.Assert(v)", TYPE, "v, a Tensor", r"Assert\('text'\)"),
    ("theano.viz(3, '/nosuch/graph.html')", TYPE, "3, an int", "compiled function"),
    ("theano.pp(3)", TYPE, "needs a variable, not 3"),
    ("theano.config.device = 'gpu7x'", Exception, "device", "TENSORGRAPH_FLAGS=device"),
    ("with theano.change_flags(compute_test_value='raise'):\n    x + 1", VALUE, r"x\.tag\.test_value"),
]


@pytest.mark.parametrize("program, kind, facts", **parameters(MISTAKES))
def test_mistake(program, kind, facts):
    check(program, kind, facts, setup())


def test_names_that_are_no_text():
    """A name may be set to any object; messages show it."""
    x = T.dvector()
    for x.name in (5, ("W", 1)):
        with pytest.raises(TypeError, match="cost must be a scalar"):
            T.grad(x, x)
        with pytest.raises(TypeError, match="name must be a string"):
            theano.function([x], x)


def test_old_arguments_of_conv2d():
    image, W = T.dtensor4(), T.dtensor4()
    with pytest.warns(UserWarning, match="unroll_batch.* are arguments of an old conv2d and ignored"):
        T.nnet.conv2d(image, W, unroll_batch=4)
    install_as_theano()
    try:
        with pytest.warns(UserWarning, match="stride.* and ignored. Use subsample"):
            T.nnet.conv2d(image, W, stride=(2, 2))
    finally:
        uninstall()


def test_lengths_that_do_not_fit():
    """A condition of the package on lengths is a ValueError; one of the user stays an AssertionError alone."""
    v, u = T.dvectors("v", "u")
    f = theano.function([v, u], theano.vmap(lambda a, b: a * b)(v, u))
    with pytest.raises(ValueError, match="v and u have different numbers of examples") as caught:
        f([1.0, 2.0], [1.0, 2.0, 3.0])
    assert isinstance(caught.value, LengthError) and isinstance(caught.value, AssertionError)
    assert "Hint: " in str(caught.value) and "LengthError" in str(caught.value)
    f = theano.function([v], T.opt.Assert("too short")(v, v.shape[0] > 2))
    with pytest.raises(AssertionError, match="too short") as caught:
        f([1.0])
    assert not isinstance(caught.value, ValueError)


@pytest.mark.parametrize(
    "shapes, text",
    [
        (lambda shapes: {}["k"], "it raised KeyError: 'k'"),
        (lambda shapes: shapes[0], "which is no tuple of lengths"),
        (lambda shapes: [(1, 2)], "it returned 2 lengths for an output of 1 dimensions"),
        (lambda shapes: [*shapes, *shapes], "it returned 2 shapes for 1 outputs"),
        (lambda shapes: None, "it returned None, which is no list"),
    ],
)
def test_wrong_infer_shape_is_named(shapes, text):
    """The lengths are those of the value, and a warning says so."""

    class Mine(Twice):
        __props__ = ()

        def shapes(self, given):
            return shapes(given)

    v = T.dvector("v")
    with pytest.warns(UserWarning, match=f"^Mine.infer_shape is wrong, .*{re.escape(text)}") as seen:
        f = theano.function([v], Mine()(v).shape[0])
    assert f([1.0, 2.0]) == 2 and seen[0].filename == __file__


@pytest.mark.parametrize("spoil", [
    lambda out: out.__setitem__(0, np.ones(2)), lambda out: out.__setitem__(0, None), lambda out: out.clear(),
    lambda out: out[0].clear(), lambda out: out.append([1.0]),
], ids=["array", "None", "no cells", "empty cell", "more cells"])
def test_operations_that_change_the_list_of_their_storage(spoil):
    """Results are read from lists that the operation holds, too."""

    class Spoils(Twice):
        def perform(self, node, inputs, output_storage):
            output_storage[0][0] = inputs[0] * 2
            spoil(output_storage)

    v = T.dvector("v")
    f = theano.function([v], Spoils()(v) + 1)
    with pytest.raises(TypeError, match=r"(?s)replaced output_storage\[0\].*use output_storage\[i\]\[0\] = result"):
        f(np.ones(2))


def test_compiled_functions_name_their_arguments():
    @theano.compiled
    def product(left, right, *, scale):
        return T.dot(left, right) * scale

    with pytest.raises(ValueError, match=r"^T\.dot\(left, right\): left is \(2, 3\), right is \(4, 5\)"):
        product(np.ones((2, 3)), np.ones((4, 5)), scale=2.0)


def test_mutable_arguments_that_are_read_only():
    v = T.dvector("v")
    f = theano.function([theano.In(v, mutable=True)], T.exp(v) * 2)
    given = np.zeros(3)
    given.flags.writeable = False
    assert f(given).tolist() == [2.0] * 3 and given.tolist() == [0.0] * 3


def test_values_of_tests_that_do_not_fit():
    with theano.change_flags(compute_test_value="raise"):
        v, u = T.dvectors("v", "u")
        v.tag.test_value, u.tag.test_value = np.ones(3), np.ones(4)
        with pytest.raises(ValueError, match=r"(?s)^`v \+ u` .*v is \(3,\), u is \(4,\)") as caught:
            v + u
        assert "hint: " in str(caught.value)


def test_missing_inputs_are_shown_where_they_are_used():
    x, y = T.dscalars("x", "y")
    z = T.exp(x) * y  # used
    with pytest.raises(theano.MissingInputError) as caught:
        theano.function([x], z)
    assert "z = T.exp(x) * y  # used" in text_of(caught.value)
