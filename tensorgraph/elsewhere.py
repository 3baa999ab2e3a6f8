"""Names that people know from other libraries, and what this package has in their place."""

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
    **dict.fromkeys(
        ("dropout", "Dropout"), "x * RandomStreams(seed).binomial(x.shape, p=keep, dtype=x.dtype) / keep"
    ),
    **dict.fromkeys(("randn", "random_normal"), "RandomStreams(seed).normal(shape), of theano.tensor.random"),
    "PRNGKey": "RandomStreams(seed), of theano.tensor.random",
    **dict.fromkeys(("Adam", "SGD", "RMSprop"), "theano.optim.adam(cost, parameters), and others of theano.optim"),
    "backward": "theano.grad(cost, parameters)",
    "pmap": "theano.parallel",
}

# of attributes and methods, for variables that do not have them
ATTRIBUTES = {
    **dict.fromkeys(
        ("numpy", "item", "tolist", "detach", "value", "get_value"),
        "Use x.eval({input: value}), or a compiled function, for its value.",
    ),
    **dict.fromkeys(("backward", "grad"), "Use T.grad(cost, variables) for gradients."),
    "requires_grad": "Use T.grad(cost, x): each variable of floats has a gradient.",
    **dict.fromkeys(
        ("cpu", "cuda", "to", "float", "double", "long"),
        "Use x.astype(dtype) for another dtype; all arrays are in the memory of the CPU.",
    ),
    "view": "Use reshape.",
    "permute": "Use dimshuffle.",
    "unsqueeze": "Use dimshuffle.",
    "at": "Use T.set_subtensor(x[index], value), or T.inc_subtensor.",
    "mm": "Use x.dot(y).",
    "t": "Use x.T.",
    "add_": "Use x = x + y: variables do not change.",
    "set_value": "Use theano.shared(value, name) for a variable with a value.",
}
