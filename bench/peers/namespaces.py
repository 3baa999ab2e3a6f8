"""What random programs are written on, filled by each peer; a peer that is not installed is left out.

``PEERS[name](build, arrays)`` returns a call without arguments that runs ``build(namespace, variables)``, or None where
the peer has no derivatives or loops.
"""

import types

import numpy as np

FUNCTIONS = "exp log log1p tanh sqrt maximum minimum dot concatenate stack repeat tile argmax argmin cumsum any".split()


class Missing(Exception):
    """A peer cannot run a program."""


def namespace(module, where, number, **more):
    """Return a namespace with a peer's functions."""
    functions = {name: getattr(module, name) for name in FUNCTIONS}
    return types.SimpleNamespace(**functions, where=where, number=number, **more)


def tensorgraph(build, arrays):
    import tensorgraph
    import tensorgraph.tensor as T

    def value_and_gradient(cost, wrt):
        value = cost(*wrt)
        return [value, *tensorgraph.grad(value, wrt, disconnected_inputs="ignore")]

    def loop(step, start, xs):
        rows, _ = tensorgraph.scan(lambda x, h: step(h, x), sequences=[xs], outputs_info=[start])
        return rows

    n = namespace(
        T, T.switch, lambda value, x: np.dtype(x.dtype).type(value),
        reduce=lambda how, x, axes, keep: getattr(T, how)(x, axis=axes, keepdims=keep),
        value_and_gradient=value_and_gradient, loop=loop, linear_algebra=_theano_algebra(tensorgraph),
    )
    variables = [T.TensorType(x.dtype.name, [False] * x.ndim)() for x in arrays]
    f = tensorgraph.function(variables, build(n, variables), on_unused_input="ignore")
    return lambda: f(*arrays)


def _theano_algebra(package):
    nlinalg, slinalg = package.tensor.nlinalg, package.tensor.slinalg
    return lambda kind, a, b: {
        "solve": lambda: slinalg.solve(a, b), "cholesky": lambda: slinalg.cholesky(a),
        "inverse": lambda: nlinalg.matrix_inverse(a), "det": lambda: nlinalg.det(a),
    }[kind]()


def _numpy_algebra(linalg):
    return lambda kind, a, b: {
        "solve": lambda: linalg.solve(a, b), "cholesky": lambda: linalg.cholesky(a), "inverse": lambda: linalg.inv(a),
        "det": lambda: linalg.det(a),
    }[kind]()


def numpy(build, arrays):
    def value_and_gradient(cost, wrt):
        raise Missing

    def loop(step, start, xs):
        rows = np.empty((len(xs), *start.shape))
        for k, x in enumerate(xs):
            rows[k] = start = step(start, x)
        return rows

    n = namespace(
        np, np.where, lambda value, x: x.dtype.type(value),
        reduce=lambda how, x, axes, keep: getattr(np, how)(x, axis=axes, keepdims=keep),
        value_and_gradient=value_and_gradient, loop=loop, linear_algebra=_numpy_algebra(np.linalg),
    )
    try:
        build(n, arrays)
    except Missing:
        return None
    return lambda: build(n, arrays)


def jax(build, arrays):
    import jax
    import jax.numpy as jnp

    jax.config.update("jax_enable_x64", True)

    def value_and_gradient(cost, wrt):
        value, gradients = jax.value_and_grad(cost, argnums=tuple(range(len(wrt))))(*wrt)
        return [value, *gradients]

    n = namespace(
        jnp, jnp.where, lambda value, x: x.dtype.type(value),
        reduce=lambda how, x, axes, keep: getattr(jnp, how)(x, axis=axes, keepdims=keep),
        value_and_gradient=value_and_gradient,
        loop=lambda step, start, xs: jax.lax.scan(lambda h, x: (step(h, x),) * 2, start, xs)[1],
        linear_algebra=_numpy_algebra(jnp.linalg),
    )
    f = jax.jit(lambda *variables: build(n, variables))
    device = [jax.device_put(x) for x in arrays]
    return lambda: jax.block_until_ready(f(*device))


def pytensor(build, arrays):
    import pytensor
    import pytensor.tensor as pt

    def value_and_gradient(cost, wrt):
        value = cost(*wrt)
        return [value, *pytensor.grad(value, wrt, disconnected_inputs="ignore")]

    def loop(step, start, xs):
        return pytensor.scan(lambda x, h: step(h, x), sequences=[xs], outputs_info=[start], return_updates=False)

    algebra = types.SimpleNamespace(
        solve=pt.linalg.solve, cholesky=pt.linalg.cholesky, inv=pt.linalg.inv, det=pt.linalg.det)
    n = namespace(
        pt, pt.switch, lambda value, x: np.dtype(x.dtype).type(value),
        reduce=lambda how, x, axes, keep: getattr(pt, how)(x, axis=axes, keepdims=keep),
        value_and_gradient=value_and_gradient, loop=loop, linear_algebra=_numpy_algebra(algebra),
    )
    variables = [pt.tensor(dtype=x.dtype.name, shape=(None,) * x.ndim) for x in arrays]
    f = pytensor.function(variables, build(n, variables), mode="NUMBA", on_unused_input="ignore", trust_input=True)
    return lambda: f(*arrays)


def _installed(name):
    try:
        __import__(name)
    except ImportError:
        return False
    return True


PEERS = {peer.__name__: peer for peer in (numpy, tensorgraph, jax, pytensor) if _installed(peer.__name__)}
