"""Steps of elementwise operations, axes and indices."""

import numpy as np
from growing_program import DTYPES, Unfit

import tensorgraph.tensor as T


def floats(p):
    """A smooth function of a float."""
    x = p.any("f")
    f = p.r.choice((
        lambda x: T.exp(-T.sqr(x)), lambda x: T.log(T.sqr(x) + 0.5), T.tanh, T.nnet.sigmoid, T.nnet.softplus,
        lambda x: T.sqrt(T.sqr(x) + 1), T.sin, T.cos, T.erf, lambda x: 1 / (1 + T.sqr(x)), T.arctan,
        lambda x: T.log1p(T.sqr(x)), lambda x: T.expm1(T.tanh(x)), lambda x: x**3 / 10, lambda x: T.nnet.elu(x),
        lambda x: T.log(1 + T.exp(x)), lambda x: 1 / (1 + T.exp(-x)), lambda x: (x**2).clip(0.3, 2.0),
        lambda x: T.gammaln(T.sqr(x) + 1), lambda x: T.cosh(T.tanh(x)), lambda x: T.erfc(x) * 2,
        lambda x: T.exp2(-x**2),
    ))  # fmt: skip
    return f(x)


def signs(p):
    """A function that keeps exact numbers exact."""
    x = p.any("fiu")
    f = p.r.choice((T.neg, abs, T.sqr, lambda x: x * 2, lambda x: x - 1, lambda x: x + x, lambda x: T.maximum(x, 0)))
    if x.type.dtype[0] == "u" and f is abs:
        raise Unfit
    return p.same_exactness(f(x), x)


def steps_of_numbers(p):
    """Functions with jumps, of exact numbers."""
    x = p.any("fi", exact=True)
    f = p.r.choice((T.floor, T.ceil, T.sgn, T.round, T.trunc, lambda x: x > 0.5, lambda x: T.eq(x, 1), T.isnan,
                    lambda x: T.cast(x, p.r.choice(("int64", "int8", "bool", "float32", "float64")))))
    return p.same_exactness(f(x), x)


def fitting(p, x, kinds="fiub", exact=False):
    """Return a second operand for `x`: of its shape, or one that broadcasts against it."""
    flags = x.type.broadcastable

    def fits(v):
        if v.type.ndim > len(flags):
            return False
        shape = p.shape(x)[len(flags) - v.type.ndim :]
        own = flags[len(flags) - v.type.ndim :]
        return all(a == b and fa == fb or fb for a, b, fa, fb in zip(shape, p.shape(v), own, v.type.broadcastable))

    found = [
        v for v in p.pool
        if np.dtype(v.type.dtype).kind in kinds and fits(v) and (not exact or v in p.exact)
    ]  # fmt: skip
    return p.r.choice(found) if found and p.r.random() < 0.8 else p.new_input(p.shape(x), p.r.choice(
        [d for d in DTYPES if np.dtype(d).kind in kinds]), flags)


def pairs(p):
    """Arithmetic of two, also of different types."""
    x = p.any()
    y = fitting(p, x)
    ops = [T.add, T.mul, T.maximum, T.minimum]
    if "bool" not in (x.type.dtype, y.type.dtype):
        ops += [T.sub, lambda x, y: x * 2 - y, lambda x, y: -x * y, lambda x, y: x - y * y]
    if p.r.random() < 0.3:
        ops = [lambda x, y: x / (T.sqr(T.cast(y, "float64")) + 1)]
    elif p.r.random() < 0.2 and x.type.dtype == y.type.dtype == "bool":
        ops = [T.and_, T.or_, T.xor]
    z = p.r.choice(ops)(x, y)
    return p.same_exactness(z, x, y)


def integers(p):
    """Division and bits of integers, comparisons of exact numbers."""
    x = p.any("iu")
    y = fitting(p, x, "iu", exact=True)
    f = p.r.choice((T.and_, T.or_, T.xor, T.invert, T.lt, T.ge, T.neq, "//", "%", T.eq))
    if f is T.invert:
        return f(x)
    if {x.dtype, y.dtype} >= {"uint64"} and "int" in {x.dtype.strip("0123456789"), y.dtype.strip("0123456789")}:
        raise Unfit  # no integer type holds both
    if f in ("//", "%"):
        y = T.maximum(y, 1)
        return x // y if f == "//" else x % y
    return f(x, y)


def choices(p):
    x = p.any("fi")
    c = fitting(p, x, "b", exact=True)
    y = fitting(p, x, "fi")
    z = p.r.choice((T.switch(c, x, y), T.switch(c, x, 0), T.switch(x > 0, x, y) if x in p.exact else T.switch(c, y, x)))
    return p.same_exactness(z, x, y, c)


def axes(p):
    """Axes moved, added, dropped, joined and cut."""
    x = p.any(ndim=(1, 2, 3))
    shape, n = p.shape(x), x.type.ndim
    order = list(range(n))
    p.r.shuffle(order)

    def with_new(x):
        at = p.r.randrange(n + 1)
        return x.dimshuffle(*order[:at], "x", *order[at:])

    f = p.r.choice((
        lambda x: x.dimshuffle(*order), with_new, lambda x: x.flatten(),
        lambda x: x.reshape((-1,)) if 0 not in shape else x,
        lambda x: x.reshape(shape[::-1]), lambda x: x.reshape(x.shape), lambda x: x[::-1], lambda x: x.T,
        lambda x: T.shape_padleft(x), lambda x: T.shape_padright(x), lambda x: T.roll(x, p.r.randint(-3, 3), axis=0),
        lambda x: T.repeat(x, 2, axis=p.r.randrange(n)), lambda x: T.tile(x, (2,) * n), lambda x: x.swapaxes(0, n - 1),
        lambda x: T.concatenate([x, x * 2 if x.dtype != "bool" else x], axis=p.r.randrange(n)) if True not in
        x.type.broadcastable else x.flatten(), lambda x: T.stack([x, x]), lambda x: T.addbroadcast(x[:1], 0),
    ))  # fmt: skip
    return p.same_exactness(f(x), x)


def index_of(p, length):
    r = p.r
    if length == 0:
        return slice(None)
    a, b = r.randint(-length - 1, length + 1), r.randint(-length - 1, length + 1)
    return r.choice((
        r.randrange(-length, length), slice(a, b), slice(a, None, r.choice((1, 2, -1))), slice(None, b), slice(None),
        slice(b, a, -2), None, [r.randrange(-length, length) for _ in range(r.randint(1, 4))], Ellipsis,
    ))  # fmt: skip


def indices(p):
    """Parts of an array, by numbers, slices, lists and masks."""
    x = p.any(ndim=(1, 2, 3))
    index, lists, dots = [], 0, 0
    for n in p.shape(x)[: p.r.randint(1, x.type.ndim)]:
        item = index_of(p, n)
        lists += isinstance(item, list)
        dots += item is Ellipsis
        if (isinstance(item, list) and lists > 1) or (item is Ellipsis and dots > 1):
            item = slice(None)
        index.append(item)
    index = tuple(index)
    kept = tuple(v for v in index if v is not None)
    z = p.r.choice((
        lambda: x[index], lambda: x[index], lambda: T.inc_subtensor(x[kept], 2 if x.dtype != "bool" else True),
        lambda: T.set_subtensor(x[kept], 1), lambda: x[(x.flatten()[:1].sum() * 0).astype("int64")],
        lambda: x[x > 0] if x in p.exact and True not in x.type.broadcastable else x[index],
    ))  # fmt: skip
    if x.dtype == "bool":
        return p.same_exactness(x[index], x)
    try:
        return p.same_exactness(z(), x)
    except (IndexError, TypeError, ValueError) as error:
        raise Unfit from error


