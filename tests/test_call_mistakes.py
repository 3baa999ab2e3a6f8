"""Mistakes in calls of the package's functions: their arguments, and functions of the user that they call."""

import numpy as np
import pytest
from mistakes import check, parameters

import tensorgraph as theano
import tensorgraph.tensor as T
from tensorgraph.compat import install_as_theano, uninstall
from tensorgraph.errors import LengthError

TYPE, VALUE = TypeError, ValueError


def setup():
    """Return the names of the programs below."""
    x, y = T.dscalar("x"), T.dscalar("y")
    v, u = T.dvectors("v", "u")
    a = T.dmatrix("a")
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
    ("theano.value_and_grad(lambda v: v.sum(), argnums=1)(v)", VALUE, "argnums has 1", "1 positional"),
    ("theano.jvp(lambda v: v, v, v)", TYPE, "primals must be a tuple", r"\(v,\)"),
    ("theano.hvp(lambda v: v.sum(), v, v)", TYPE, "primals must be a tuple", r"\(v,\)"),
    # ---------------------------------------------------------------- functions
    ("inner(v)", VALUE, "2 inputs, got 1", r"\(v, u\)"),
    ("theano.OpFromGraph([v], 3)", TYPE, "int", r"OpFromGraph\(\[x\], \[y\]\)"),
    ("theano.function([x], x, name=3)", TYPE, "name", "3, an int"),
    ("theano.function([x], x, allow_input_downcast='yes')", TYPE, "allow_input_downcast", "'yes'"),
    ("f.copy(swap={w: W})", TYPE, "W", "w", "must be of the same type"),
    ("f.copy(swap={W: W})", VALUE, "W", "among w"),
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
    ("T.signal.pool.pool_2d(image, ignore_border=True)", VALUE, r"ws=\(2, 2\)"),
    ("T.signal.pool.pool_2d(image, (2, 2), ignore_border=True, mode='averge_inc_pad')", VALUE, "'average_inc_pad'"),
    ("T.signal.pool.pool_2d(v, (2, 2), ignore_border=True)", NotImplementedError, "v, a Tensor", "dimshuffle"),
    # ---------------------------------------------------------------- gradients
    ("theano.grad((v**2).sum(), v, consider_constant='v')", TYPE, "consider_constant", "'v', a str"),
    ("theano.grad(None, v, known_grads={v**2: x})", VALUE, r"x, a Tensor", r"`v\*\*2`", "1 dimensions"),
    ("theano.gradient.jacobian([v], v)", TYPE, "list", "pass one variable"),
    ("theano.gradient.jacobian(a, v)", (TYPE, VALUE), "a, a Tensor", "1 dimensional"),
    ("theano.gradient.hessian(v, v)", (TYPE, VALUE), "v, a Tensor", r"use cost\.sum"),
    ("theano.clone(None)", TYPE, "needs a variable", "None"),
    # ---------------------------------------------------------------- linear algebra, random numbers, sparse matrices
    ("T.slinalg.cholesky(v)", (TYPE, VALUE), "v, a Tensor", "1 dimensions", "vmap"),
    ("T.nlinalg.svd(v)", (TYPE, VALUE), "v, a Tensor"),
    ("T.slinalg.solve(a, t3)", (TYPE, VALUE), "t3, a Tensor"),
    ("T.nlinalg.matrix_power(a, 1.5)", TYPE, "n must be an integer", "1.5"),
    ("T.nnet.categorical_crossentropy(a, t3)", TYPE, "a, a Tensor", "t3, a Tensor", "labels"),
    ("T.shared_randomstreams.RandomStreams('1')", TYPE, "seed must be an integer", "'1', a str"),
    ("theano.sandbox.rng_mrg.MRG_RandomStreams(1.5)", TYPE, "seed should be", "1.5, a float"),
    ("theano.sandbox.rng_mrg.MRG_RandomStreams(1).multinomial(pvals=[0.5])", NotImplementedError, "pass a matrix"),
    ("T.shared_randomstreams.RandomStreams(1).normal(size='big')", TYPE, "size must be", "'big', a str"),
    ("T.shared_randomstreams.RandomStreams(1).gausian()", AttributeError, "normal"),
    ("theano.sparse.matrix('coo', 'x')", NotImplementedError, "coo", "csr"),
    ("theano.sparse.sp_sum(theano.sparse.csr_matrix('s'), axis=2)", VALUE, "axis must be", "not 2"),
]


@pytest.mark.parametrize("program, kind, facts", **parameters(MISTAKES))
def test_mistake(program, kind, facts):
    check(program, kind, facts, setup())


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
