"""Names that people know from other libraries, and what this package has in their place."""

from __future__ import annotations

import re

# of functions and classes, for modules that do not have them
FUNCTIONS = {
    "cat": "T.concatenate([a, b])",
    "mm": "T.dot(a, b)",
    "bmm": "T.batched_dot(a, b)",
    "unsqueeze": "T.expand_dims(x, axis)",
    "permute": "x.dimshuffle(1, 0)",
    "clamp": "T.clip(x, low, high)",
    "masked_select": "x[mask.nonzero()]",
    "reduce_sum": "T.sum(x, axis)",
    "reduce_mean": "T.mean(x, axis)",
    **dict.fromkeys(("index_update", "scatter", "index_copy"), "T.set_subtensor(x[index], value)"),
    **dict.fromkeys(("index_add", "scatter_add"), "T.inc_subtensor(x[index], value)"),
    **dict.fromkeys(("no_grad", "stop_gradient", "detach"), "theano.gradient.disconnected_grad(x)"),
    **dict.fromkeys(("from_numpy", "as_tensor", "convert_to_tensor"), "theano.shared(array), or T.constant(array)"),
    **dict.fromkeys(("jit", "Session"), "theano.function([x], y), or the decorator theano.compiled"),
    **dict.fromkeys(("lax", "while_loop", "fori_loop"), "theano.scan and theano.ifelse.ifelse"),
    "cond": "theano.ifelse.ifelse(condition, a, b)",
    "placeholder": "T.matrix('x'), or T.TensorType(dtype, broadcastable)('x')",
    "Parameter": "theano.shared(value, name)",
    **dict.fromkeys(("Linear", "Dense"), "T.dot(x, W) + b, with W and b made by theano.shared"),
    **dict.fromkeys(("dropout", "Dropout"), "x * RandomStreams(seed).binomial(x.shape, p=keep, dtype=x.dtype) / keep"),
    **dict.fromkeys(("randn", "random_normal"), "RandomStreams(seed).normal(shape), of theano.tensor.random"),
    "PRNGKey": "RandomStreams(seed), of theano.tensor.random",
    **dict.fromkeys(("Adam", "SGD", "RMSprop"), "theano.optim.adam(cost, parameters), and others of theano.optim"),
    "backward": "theano.grad(cost, parameters)",
    "pmap": "theano.parallel",
    "numpy": "theano.tensor, which has NumPy's functions",
    "nn": "theano.tensor.nnet, and theano.shared for weights",
    "functional": "theano.tensor.nnet",
    **dict.fromkeys(
        ("Sequential", "Module", "Model", "layers", "keras"),
        "functions of variables as layers, T.dot(x, W) + b, with W and b made by theano.shared",
    ),
    **dict.fromkeys(("Conv1d", "Conv2d", "Conv2D"), "T.nnet.conv2d(images, filters)"),
    **dict.fromkeys(
        ("MaxPool2d", "MaxPool2D", "AvgPool2d", "max_pool2d", "avg_pool2d", "max_pool"),
        "T.signal.pool.pool_2d(images, (2, 2), ignore_border=True)",
    ),
    **dict.fromkeys(("Embedding", "embedding_lookup"), "W[indices], with W made by theano.shared"),
    **dict.fromkeys(("LSTM", "GRU", "RNN"), "theano.scan, with the step of the cell"),
    **dict.fromkeys(
        ("BatchNorm1d", "BatchNorm2d", "BatchNormalization", "batch_norm"), "T.nnet.bn.batch_normalization_train"
    ),
    **dict.fromkeys(("MSELoss", "mse_loss", "mean_squared_error"), "T.sqr(a - b).mean()"),
    **dict.fromkeys(("L1Loss", "l1_loss", "mean_absolute_error"), "abs(a - b).mean()"),
    **dict.fromkeys(
        ("CrossEntropyLoss", "NLLLoss", "cross_entropy", "nll_loss"),
        "T.nnet.categorical_crossentropy(T.nnet.softmax(x), labels)",
    ),
    **dict.fromkeys(
        ("BCEWithLogitsLoss", "bce_with_logits", "binary_cross_entropy_with_logits"),
        "T.nnet.sigmoid_binary_crossentropy(x, y)",
    ),
    **dict.fromkeys(("bce", "BCELoss", "binary_cross_entropy"), "T.nnet.binary_crossentropy(p, y)"),
    **dict.fromkeys(("mse", "MSE"), "T.sqr(a - b).mean()"),
    "leaky_relu": "T.nnet.relu(x, alpha)",
    **dict.fromkeys(("silu", "swish"), "x * T.nnet.sigmoid(x)"),
    **dict.fromkeys(("FloatTensor", "LongTensor", "DoubleTensor"), "theano.shared(array), or T.constant(array)"),
    "masked_fill": "T.switch(mask, value, x)",
    **dict.fromkeys(("gather", "index_select"), "x[indices], or T.take(x, indices, axis)"),
    **dict.fromkeys(("chunk", "tensor_split"), "T.split(x, sizes, n, axis)"),
    "narrow": "x[a:b]",
    "repeat_interleave": "T.repeat(x, n, axis)",
    "expand": "T.broadcast_to(x, shape)",
    "mv": "T.dot(a, b)",
    **dict.fromkeys(("jacfwd", "jacrev"), "theano.gradient.jacobian(y, x)"),
    **dict.fromkeys(("custom_vjp", "custom_jvp"), "theano.OpFromGraph([x], [y], grad_overrides=...)"),
    **dict.fromkeys(("GradientTape", "gradients", "autograd", "enable_grad"), "theano.grad(cost, parameters)"),
    "global_variables_initializer": "theano.shared(value), which has its value from the start",
    "Input": "T.matrix('x'), or T.TensorType(dtype, broadcastable)('x')",
    "floatX": "theano.config.floatX",
    "gelu": "0.5 * x * (1 + T.erf(x / 2**0.5))",
    "lgamma": "T.gammaln(x)",
    "expand_as": "T.broadcast_to(x, y.shape)",
    "reduce_max": "T.max(x, axis)",
    "Param": "theano.In(x, value=...)",
    **dict.fromkeys(
        ("manual_seed", "set_seed", "seed", "random_seed", "default_rng"),
        "RandomStreams(seed), of theano.tensor.random",
    ),
    **dict.fromkeys(("rand", "random_uniform"), "RandomStreams(seed).uniform(shape), of theano.tensor.random"),
    "Normal": "RandomStreams(seed).normal(shape), of theano.tensor.random",
    "randint": "RandomStreams(seed).random_integers(shape, low, high), of theano.tensor.random",
    **dict.fromkeys(("randperm", "shuffle"), "RandomStreams(seed).permutation(n=n), of theano.tensor.random"),
    "bernoulli": "RandomStreams(seed).binomial(shape, p=p), of theano.tensor.random",
    "categorical": "RandomStreams(seed).multinomial(shape, pvals=p), of theano.tensor.random",
    **{name: f"the text '{name}' as dtype" for name in ("float16", "float32", "float64", "int8", "int32", "int64")},
    "newaxis": "None, as in x[:, None], or x.dimshuffle(0, 'x')",
    **{name: f"numpy.{name}" for name in ("inf", "nan", "pi", "e", "finfo", "iinfo")},
}

# of arguments
ARGUMENTS = {
    **dict.fromkeys(("dim", "dims", "axes", "reduction_indices"), "axis"),
    **dict.fromkeys(("keep_dims", "keepdim"), "keepdims"),
    **dict.fromkeys(("min", "a_min"), "low"),
    **dict.fromkeys(("max", "a_max"), "high"),
    "shape": "size",
    **dict.fromkeys(("mean", "loc", "mu"), "avg"),
    **dict.fromkeys(("scale", "stddev", "sigma"), "std"),
    **dict.fromkeys(("lr", "step_size", "rate"), "learning_rate"),
    **dict.fromkeys(("copy",), "borrow"),
    **dict.fromkeys(("argnums", "argnum", "inputs"), "wrt"),
}

# of assignments to attributes that are computed
ASSIGNMENTS = {
    "shape": "x = x.reshape(shape)",
    "dtype": "x = x.astype(dtype)",
    "ndim": "x = x.dimshuffle(...) or x.reshape(shape)",
    "broadcastable": "x = T.addbroadcast(x, axis), or T.unbroadcast",
}

# of attributes and methods, for variables that do not have them
ATTRIBUTES = {
    **dict.fromkeys(
        ("numpy", "item", "tolist", "data", "value", "get_value"),
        "Use x.eval({input: value}), or a compiled function, for its value.",
    ),
    "detach": "Use theano.gradient.disconnected_grad(x), through which no gradient passes.",
    **dict.fromkeys(
        ("requires_grad_", "is_leaf", "retain_grad", "grad_fn"),
        "Use T.grad(cost, x): each variable of floats has a gradient.",
    ),
    **dict.fromkeys(("backward", "grad"), "Use T.grad(cost, variables) for gradients."),
    "requires_grad": "Use T.grad(cost, x): each variable of floats has a gradient.",
    **dict.fromkeys(
        ("cpu", "cuda", "to", "float", "double", "long", "half", "byte", "is_cuda", "device"),
        "Use x.astype(dtype) for another dtype; all arrays are in the memory of the CPU.",
    ),
    "view": "Use reshape.",
    "permute": "Use dimshuffle.",
    "unsqueeze": "Use dimshuffle.",
    **dict.fromkeys(("at", "put", "itemset"), "Use T.set_subtensor(x[index], value), or T.inc_subtensor."),
    "mm": "Use x.dot(y).",
    "t": "Use x.T.",
    **dict.fromkeys(("mv", "bmm"), "Use x.dot(y), or T.batched_dot(x, y)."),
    "masked_fill": "Use T.switch(mask, value, x).",
    "chunk": "Use T.split(x, sizes, n, axis).",
    "numel": "Use x.size.",
    "ndimension": "Use x.ndim.",
    "length": "Use x.shape[0].",
    "H": "Use x.conj().T.",
    **dict.fromkeys(
        ("assign", "assign_add", "assign_sub", "update", "increment"),
        "Use theano.function(..., updates=[(x, x + y)]) for changes of shared variables.",
    ),
    **dict.fromkeys(
        ("values", "iloc", "loc", "to_numpy"),
        "Use x.eval({input: value}), or a compiled function, for its "
        "value; data frames are passed to functions as frame.to_numpy().",
    ),
    "set_value": "Use theano.shared(value, name) for a variable with a value.",
}

_DRAW = re.compile(r"(?:\brandom|\brng|\b(?:default_rng|RandomState)\([^()]*\))\.(?!default_rng|RandomState)(\w+)\s*\(")
_DISTRIBUTIONS = {
    **dict.fromkeys(("randn", "standard_normal"), "normal"),
    **dict.fromkeys(("rand", "random", "random_sample", "ranf"), "uniform"),
    **dict.fromkeys(("randint", "integers"), "random_integers"),
    "shuffle": "permutation",
}


def draw_of(expression: str | None) -> str | None:
    """Return our name for what an expression draws by NumPy, or None if it draws nothing.

    Examples
    --------
    >>> draw_of("np.random.randn(n, 3)"), draw_of("np.zeros(n)")
    ('RandomStreams(seed).normal, of tensorgraph.tensor.random', None)
    """
    names = _DRAW.findall(expression or "")
    if not names or names[-1] == "seed":
        return None
    return f"RandomStreams(seed).{_DISTRIBUTIONS.get(names[-1], names[-1])}, of tensorgraph.tensor.random"
