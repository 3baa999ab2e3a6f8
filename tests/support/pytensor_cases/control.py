"""Conditions, checks, graphs inside of operations, loops over scalars."""

import numpy as np
import pytensor.scalar as ps
import pytensor.tensor as pt
from pytensor.compile.builders import OpFromGraph
from pytensor.compile.ops import FromFunctionOp
from pytensor.printing import Print
from pytensor.raise_op import Assert, CheckAndRaise
from pytensor.scalar.basic import Composite
from pytensor.scalar.loop import ScalarLoop
from pytensor.tensor.elemwise import Elemwise
from pytensor_agreement import case

try:
    from pytensor.conditional.op import ifelse
except ImportError:
    from pytensor.ifelse import ifelse

X = np.random.default_rng(9).normal(size=5)


@case()
def conditions():
    c, x, y = pt.scalar("c"), pt.vector("x"), pt.vector("y")
    both = ifelse(c > 0, (x, y * 2), (x + 1, y))
    given = [[np.array(v), X, X + 1] for v in (1.0, -1.0, np.nan)]
    yield [c, x, y], [ifelse(c > 0, x, y), *both, ifelse(c > 0, x.sum(), y.prod())], *given
    yield [c, x, y], [pt.grad(ifelse(c > 0, x.sum(), (x * y).sum()), x)], *given
    k = pt.bscalar("k")
    yield [k, x, y], ifelse(k, x[1:], y), [2, X, X + 1], [0, X, X + 1]
    failing = Assert("no")(x, pt.eq(x.sum(), 7))
    yield [c, x], ifelse(c > 0, x, failing), [np.array(1.0), X], [np.array(-1.0), X]
    yield [c, x], pt.switch(c > 0, x, -x), [np.array(1.0), X]


@case()
def checks():
    x = pt.vector("x")
    positive = CheckAndRaise(ValueError, "must be positive")(x, (x > 0).all(), x.sum() < 100)
    yield [x], positive * 2, [X], [abs(X)], [abs(X) + 100]
    yield [x], Assert("text")(x, pt.eq(x.shape[0], 5)), [X], [X[1:]]
    c = pt.lscalar("c")
    yield [x, c], Assert("text")(x, c), [X, 1], [X, 0]


@case()
def prints():
    x = pt.vector("x")
    yield [x], Print("the message", attrs=("shape",))(x) + 1, [X]


@case()
def graphs_in_operations():
    x, y = pt.vectors("xy")
    inner = OpFromGraph([x, y], [x * y + 1, pt.exp(x).sum()])
    a, b = pt.vectors("ab")
    found = inner(a, b)
    yield [a, b], [*found, *pt.grad(found[0].sum() + found[1], [a, b])], [X, X + 1]
    inline = OpFromGraph([x, y], [x - y], inline=True)
    yield [a, b], inline(inline(a, b), b), [X, X + 1]


@case()
def composites():
    i, f, b = ps.int64("i"), ps.float64("f"), ps.bool("b")
    op = Composite([i, f, b], [ps.switch(b, i * f, ps.exp(f)), i + b])
    v, x, c = pt.lvector("v"), pt.vector("x"), pt.vector("c", dtype="bool")
    yield [v, x, c], Elemwise(op)(v, x, c), [np.arange(5), X, X > 0]
    yield [v, x, c], Elemwise(op)(v[0], x, c), [np.arange(5), X, X > 0]


@case()
def loops_over_scalars():
    n, x, c = ps.int64("n"), ps.float64("x"), ps.float64("c")
    op = ScalarLoop(init=[x], update=[x * c + 1], constant=[c])
    n, v, w = pt.lscalar("n"), pt.vector("v"), pt.vector("w")
    yield [n, v, w], Elemwise(op)(n, v, w), [5, X, X / 2], [0, X, X / 2]
    ends = ScalarLoop(init=[x], update=[x * c + 1], constant=[c], until=x > 10)
    yield [n, v, w], list(Elemwise(ends)(n, v, w)), [20, abs(X), abs(X) + 1], [2, abs(X), abs(X) + 1]


@case()
def gradients_by_loops():
    a, b, x = pt.vectors("abx")
    given = [np.array([0.7, 2.0, 5.0]), np.array([1.5, 0.5, 3.0]), np.array([0.2, 0.5, 0.9])]
    for f in (pt.gammainc, pt.gammaincc):
        yield [a, x], [pt.grad(f(a, x).sum(), a), pt.grad(f(a, x * 9).sum(), a)], [given[0], given[2]]
    yield [a, b, x], pt.grad(pt.betainc(a, b, x).sum(), [a, b, x]), given


@case()
def hypergeometric_functions():
    a, b, x = pt.vectors("abx")
    z = pt.hyp2f1(a, b, a + b + 0.3, x)
    given = [np.array([0.7, 2.0, 5.0]), np.array([1.5, 0.5, 3.0]), np.array([0.2, 0.5, 0.9])]
    yield [a, b, x], [z, *pt.grad(z.sum(), [a, b, x])], given


@case("FromFunctionOp")
def functions_of_python():
    x = pt.vector("x")
    op = FromFunctionOp(np.cumsum, [pt.dvector], [pt.dvector], None)
    yield [x], op(x) + 1, [X]


@case()
def lists():
    from pytensor import typed_list as tl

    x, y = pt.vectors("xy")
    a = tl.make_list([x, y])
    b = tl.append(a, x)
    found = [
        b[2],
        tl.length(tl.extend(a, b)),
        tl.insert(b, np.int64(0), y)[0],
        tl.reverse(b)[0],
        tl.index_(b, y),
        tl.count(b, x),
        tl.remove(b, y)[1],
        tl.length(tl.getitem(b, slice(1, None))),
    ]
    yield [x, y], found, [X, X + 1]
    rows = tl.TypedListType(pt.dvector)("rows")
    yield [rows], [rows[-1], tl.length(rows), tl.append(rows, rows[0] * 2)[-1]], [[X, X + 1]]


@case()
def labelled_arrays():
    # it warns of being experimental
    from pytensor.xtensor import xtensor

    x, y = xtensor("x", dims=("a", "b"), shape=(3, None)), xtensor("y", dims=("b",))
    found = [(x * y).sum("b"), x.isel(b=1), (x + y).rename(a="c").transpose("b", "c"), x.mean("a") - y]
    yield [x, y], [z.values for z in found], [np.arange(12.0).reshape(3, 4), np.arange(4.0)]
    yield [x], x * 2, [np.arange(12.0).reshape(3, 4)]
