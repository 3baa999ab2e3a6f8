"""Random small programs on extreme numbers of every dtype, held against NumPy element by element.

    python tests/fuzz/number_programs.py --programs 5000 --seed 1 --jobs 2

Every element knows whether NumPy's arithmetic was exact so far, which arithmetic of more digits tells. What is exact is
equal in a compiled function too, whatever it was rewritten to, and so is what is decided by it: a floor, a comparison,
an integer. Other elements may be rounded in another order. Those that NumPy calls nan are left to the language.
"""

import contextlib
import random
import sys
import traceback
import warnings

import numpy as np
from seeds import sweep

import tensorgraph as theano
import tensorgraph.tensor as T

INTEGERS = ("int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64")
FLOATS = ("float16", "float32", "float64")
DTYPES = (*INTEGERS, *FLOATS, "float32", "float64", "bool")
MODES = (None, "FAST_COMPILE", theano.Mode("py", None))
STEPS = 5
ULPS = 8  # by which rounding in another order may differ, for each step
DIVISORS = (3, 5, 7, 9, 10, 49, 98, 100, 255, 6, 12, 1.5, 0.1, 0.3, 2, 4, 0.25, 1)


class Unfit(Exception):
    """A step does not suit the program, or NumPy does not define it."""


class Numbers:
    """The values of a variable.

    Attributes
    ----------
    value : ndarray
        NumPy's.
    wide : ndarray of longdouble
        The same from arithmetic of more digits; integers have none.
    exact, known : ndarray of bool
        Whether no operation rounded on the way to an element, and whether an element is to be compared.
    size : ndarray of longdouble
        The largest number met on the way.
    eps : float
        The largest unit in the last place of 1 on the way.
    is_plain : bool
        Whether it is one sum, product or quotient of inputs, of which there is one result.
    """

    def __init__(self, value, wide=None, exact=True, known=True, size=None):
        self.value = np.asarray(value)
        real = self.value.astype("longdouble")
        self.wide = real if wide is None or self.value.dtype.kind in "iub" else np.asarray(wide)
        same = (self.wide == real) | np.isnan(real) & np.isnan(self.wide)
        self.exact = np.asarray(same & exact)
        self.known = np.asarray(np.broadcast_to(known, self.value.shape))
        size = abs(real) if size is None else np.maximum(abs(real), size)
        self.size = np.where(np.isfinite(size), size, np.inf)
        self.eps = eps_of(self.value.dtype)
        self.is_plain = False

    def is_normal(self):
        """Return for each element whether it did not underflow."""
        if self.value.dtype.kind != "f":
            return np.ones(self.value.shape, bool)
        return np.asarray(self.exact | (abs(self.value) >= np.finfo(self.value.dtype).tiny))


def eps_of(dtype):
    return float(np.finfo(dtype).eps) if np.dtype(dtype).kind == "f" else 0.0


def drawn(r, dtype, n, c):
    """Return `n` numbers: extreme ones, small ones, and multiples of `c`."""
    kind = np.dtype(dtype).kind
    if kind == "b":
        return np.array([r.random() < 0.5 for _ in range(n)])
    if kind in "iu":
        info = np.iinfo(dtype)
        extremes = [info.min, info.max, info.min + 1, info.max - 1, info.max // 2, info.max // 2 + 1, 0, 1]
        if info.bits == 64:
            extremes += [2**53, 2**53 + 1, 2**62]
    else:
        info = np.finfo(dtype)
        tiny = float(info.smallest_subnormal)
        extremes = [0.0, -0.0, np.inf, -np.inf, np.nan, tiny, -3 * tiny, float(info.tiny), float(info.max), 0.5, -0.5]
        extremes += [2.5, -1.5, 1 - float(info.eps) / 2, 1 + float(info.eps), 2.0**52 + 1, 2.0**23 + 1]
    found = []
    for _ in range(n):
        how = r.random()
        value = r.choice(extremes) if how < 0.3 else r.randint(-9, 200) if how < 0.5 else r.randint(-40, 40) * c
        if how > 0.9 and kind == "f":
            value = r.uniform(-100, 100)
        found.append(value)
    if kind in "iu":
        return np.array([min(max(int(v), int(info.min)), int(info.max)) for v in found], dtype)
    with np.errstate(over="ignore"):
        return np.array(found).astype(dtype)


class NumberProgram:
    """A random program of a few steps.

    Attributes
    ----------
    lines : list of str
        What makes the variables ``x0`` to ``x9`` and ``z0`` to ``z9``.
    variables, numbers : dict
        From names to variables and :class:`Numbers`.
    """

    def __init__(self, seed):
        self.r = r = random.Random(seed)
        self.lines, self.variables, self.numbers, self.inputs = [], {}, {}, []
        self.n = r.choice((1, 3, 8, 17, 70))
        self.c = r.choice(DIVISORS)
        self.new_input()
        wanted = r.randint(1, STEPS)
        while len(self.numbers) - len(self.inputs) < wanted:
            with contextlib.suppress(Unfit), np.errstate(all="ignore"), warnings.catch_warnings():
                warnings.simplefilter("ignore")
                r.choice(FAMILIES)(self)

    def new_input(self, dtype=None, is_number=False):
        """Add an input, a vector or a number."""
        name = f"x{len(self.inputs)}"
        dtype = dtype or self.r.choice(DTYPES)
        is_number = is_number or self.r.random() < 0.15
        value = drawn(self.r, dtype, 1 if is_number else self.n, self.c)
        self.numbers[name] = Numbers(value[0] if is_number else value)
        self.variables[name] = T.TensorType(dtype, () if is_number else (False,))(name)
        self.inputs.append(name)
        return name

    def any(self, kinds="iuf"):
        """Return the name of a variable of these kinds, more often of the last one."""
        fit = [name for name in self.variables if self.dtype(name).kind in kinds]
        return fit[-1] if fit and self.r.random() < 0.6 else self.r.choice(fit) if fit else self.new_input(
            self.r.choice([d for d in DTYPES if np.dtype(d).kind in kinds])
        )

    def partner(self, name, kinds="iuf"):
        """Return the name of a second operand."""
        if self.r.random() < 0.5:
            return self.any(kinds)
        own = self.dtype(name).name if self.r.random() < 0.5 and self.dtype(name).kind in kinds else None
        return self.new_input(own or self.r.choice([d for d in DTYPES if np.dtype(d).kind in kinds]))

    def dtype(self, name):
        return np.dtype(self.variables[name].type.dtype)

    def constant(self, name, value):
        """Return a constant of the dtype of a variable, or of another, as text."""
        dtype = self.dtype(name).name if self.r.random() < 0.7 else self.r.choice(DTYPES[:-1])
        if dtype[0] in "iu":
            info = np.iinfo(dtype)
            value = min(max(int(value), int(info.min)), int(info.max))
        return f"np.{dtype}({value!r})"

    def step(self, text, reference, *names, kind="rounded", known=True, is_plain=False):
        """Add a step.

        Parameters
        ----------
        text : str
            With ``{0}``, ``{1}`` for the names of operands.
        reference : callable
            What NumPy does to operands, which are converted to the dtype of the result but for ``kind="own"``.
        kind : {"rounded", "total", "decided", "own"}
            Whether the result is a float that may be rounded otherwise, one of many, or is decided by operands.
        known : callable or bool
            Of the operands: for which elements NumPy defines the result.
        is_plain : bool
            Whether it is a sum, a product or a quotient, or a root.
        """
        name = f"z{len(self.numbers) - len(self.inputs)}"
        try:
            v = eval(text.format(*names), {"np": np, "T": T, **self.variables})
        except TypeError as error:
            raise Unfit from error
        given = [self.numbers[n] for n in names]
        is_plain = is_plain and all(n in self.inputs for n in names)
        dtype = v.type.dtype
        values = [g.value if kind == "own" else g.value.astype(dtype) for g in given]
        value = np.asarray(reference(*values))
        if value.dtype != dtype or value.size == 0:
            raise Unfit(f"{value.dtype} is not {dtype}")
        made = Numbers(value)
        exact = self.of_all(lambda g: g.exact, given, value.shape)
        seen = self.of_all(lambda g: g.known, given, value.shape) & (known(*values) if callable(known) else known)
        if kind == "total":
            seen = seen & np.isfinite(value)
        elif kind == "rounded" and value.dtype.kind == "f":
            wide = reference(*[np.asarray(g.wide).astype("longdouble") for g in given])
            size = abs(np.asarray(given[0].size))
            for g in given[1:]:
                size = np.maximum(size, g.size)
            converted = self.of_all(lambda g: g.value.astype(dtype) == g.value.astype("longdouble"), given, value.shape)
            made = Numbers(value, wide, exact & converted, True, np.broadcast_to(size, value.shape))
            seen = seen & ~np.isnan(value)
            # what underflows may do so later, and infinities have the sign of a zero: 0 * x is 0, whatever x
            seen = seen & self.of_all(Numbers.is_normal, given, value.shape)
            if not is_plain:
                seen = seen & made.is_normal() & ~np.isinf(value)
        else:
            made.exact = exact
            seen = seen & exact
        made.is_plain = is_plain
        made.eps = max(made.eps, *[g.eps for g in given])
        made.known = np.asarray(np.broadcast_to(seen, value.shape))
        self.lines.append(f"{name} = {text.format(*names)}")
        self.variables[name], self.numbers[name] = v, made
        return name

    @staticmethod
    def of_all(get, given, shape):
        found = np.ones(shape, bool)
        for g in given:
            mask = get(g)
            found = found & (mask if mask.ndim <= len(shape) else mask.all())
        return found


def quotient(p):
    """A quotient by a constant, often of multiples of it."""
    x = p.any("f") if p.r.random() < 0.8 else p.any()
    c = p.c if p.r.random() < 0.7 else p.r.choice(DIVISORS)
    c = p.constant(x, -c if p.r.random() < 0.2 else c)
    if not eval(c, {"np": np}):
        raise Unfit
    forms = ("T.true_div({0}, %s)", "T.true_div(%s, {0})", "T.true_div({0}, %s) * np.int8(3)")
    text = p.r.choice(forms[:1] * 4 + forms)
    value = eval(c, {"np": np})

    def reference(x):
        y = x.dtype.type(value)
        return y / x if text.startswith("T.true_div(%") else x / y * x.dtype.type(3) if "int8" in text else x / y

    p.step(text % c, reference, x, is_plain="int8" not in text)


def arithmetic(p):
    x = p.any()
    sign = p.r.choice("+-*")
    function = {"+": np.add, "-": np.subtract, "*": np.multiply}[sign]
    if p.r.random() < 0.5:
        c = p.constant(x, p.r.choice((1, 2, 3, -1, 7, 100, 0.5, 0.1)))
        value = eval(c, {"np": np})
        p.step(f"{{0}} {sign} {c}", lambda x: function(x, x.dtype.type(value)), x, is_plain=True)
    else:
        p.step(f"{{0}} {sign} {{1}}", function, x, p.partner(x), is_plain=True)


def quotients(p):
    x = p.any("iuf")
    p.step("T.true_div({0}, {1})", np.true_divide, x, p.partner(x), is_plain=True)


def roots(p):
    p.step("T.sqrt(abs({0}))", lambda x: np.sqrt(abs(x)), p.any("f"), is_plain=True)


def divided(p):
    """Floor division and remainder."""
    x = p.any()
    sign, function = p.r.choice((("//", np.floor_divide), ("%", np.remainder)))

    def is_defined(x, y):
        return (y != 0) & np.isfinite(x) & np.isfinite(y) if x.dtype.kind == "f" else True

    if p.r.random() < 0.6:
        c = p.constant(x, p.r.choice((p.c, 3, -7, 10, 2, 1, -1)))
        value = eval(c, {"np": np})
        p.step(
            f"{{0}} {sign} {c}", lambda x: function(x, x.dtype.type(value)), x, kind="decided",
            known=lambda x: is_defined(x, x.dtype.type(value)),
        )
    else:
        p.step(f"{{0}} {sign} {{1}}", function, x, p.partner(x), kind="decided", known=is_defined)


def roundings(p):
    x = p.any("f")
    name, function = p.r.choice((
        ("T.floor({0})", np.floor), ("T.ceil({0})", np.ceil), ("T.trunc({0})", np.trunc),
        ('T.round({0}, mode="half_to_even")', np.rint), ("T.isnan({0})", np.isnan), ("T.isinf({0})", np.isinf),
    ))  # fmt: skip
    p.step(name, function, x, kind="own")


def casts(p):
    x = p.any("iufb")
    dtype = p.r.choice(DTYPES)

    def fits(v):
        if v.dtype.kind != "f" or dtype[0] not in "iu":
            return True
        info = np.iinfo(dtype)
        v = v.astype("longdouble")
        return (v > info.min - np.longdouble(1)) & (v < info.max + np.longdouble(1))

    if dtype[0] == "f":
        p.step(f"T.cast({{0}}, '{dtype}')", lambda v: v, x)
    else:
        p.step(f"T.cast({{0}}, '{dtype}')", lambda v: v.astype(dtype), x, kind="own", known=fits)


def comparisons(p):
    x = p.any("iufb")
    name, function = p.r.choice((
        ("lt", np.less), ("le", np.less_equal), ("gt", np.greater), ("ge", np.greater_equal), ("eq", np.equal),
        ("neq", np.not_equal),
    ))  # fmt: skip
    p.step(f"T.{name}({{0}}, {{1}})", function, x, p.partner(x, "iufb"), kind="own")


def powers(p):
    x = p.any()
    e = p.r.choice((2, 3, 0, 1, 0.5, -1, -2) if p.dtype(x).kind == "f" else (2, 3, 0, 1))
    dtype = "float64" if e != int(e) or e < 0 else p.r.choice(("int8", "uint8"))
    dtype = p.dtype(x).name if p.r.random() < 0.5 else dtype
    # infinities and zeros of a sign, under roots, are the language's
    p.step(
        f"{{0}} ** np.{dtype}({e!r})", lambda v: np.power(v, v.dtype.type(e)), x,
        known=lambda v: np.isfinite(v) & (v != 0) | (e in (2, 3)),
    )


def clips(p):
    x = p.any()
    dtype = p.dtype(x).name
    low, high = sorted((p.r.randint(0, 9), p.r.randint(0, 100)))
    if dtype[0] != "u" and p.r.random() < 0.5:
        low = -low
    text = f"clip({{0}}, np.{dtype}({low}), np.{dtype}({high}))"
    p.step(f"T.{text}", lambda v: np.clip(v, v.dtype.type(low), v.dtype.type(high)), x)


def extrema(p):
    x = p.any("iuf")
    name = p.r.choice(("maximum", "minimum"))
    p.step(f"T.{name}({{0}}, {{1}})", getattr(np, name), x, p.partner(x))


def shifts(p):
    x = p.any("iu")
    sign, function = p.r.choice((("<<", np.left_shift), (">>", np.right_shift)))
    if p.r.random() < 0.5:
        c = p.constant(x, p.r.choice((0, 1, 7, 8, 31, 32, 63, 64, 100, -1, -128)))
        if "float" in c:
            raise Unfit
        p.step(f"{{0}} {sign} {c}", lambda v: function(v, eval(c, {"np": np}).astype(v.dtype)), x)
    else:
        p.step(f"{{0}} {sign} {{1}}", function, x, p.partner(x, "iu"))


def bits(p):
    x = p.any("iub")
    sign, function = p.r.choice((("&", np.bitwise_and), ("|", np.bitwise_or), ("^", np.bitwise_xor)))
    if p.r.random() < 0.2:
        p.step("~{0}", np.invert, x)
    else:
        p.step(f"{{0}} {sign} {{1}}", function, x, p.partner(x, "iub"))


def signs(p):
    x = p.any()
    name, function = p.r.choice((
        ("-{0}", np.negative), ("abs({0})", np.abs), ("T.sgn({0})", np.sign), ("T.sqr({0})", np.square),
    ))  # fmt: skip
    p.step(name, function, x)


def choices(p):
    x, c = p.any("iufb"), p.any("b")
    p.step("T.switch({0}, {1}, {2})", lambda c, x, y: np.where(c != 0, x, y), c, x, p.partner(x, "iufb"))


def extremes(p):
    x = p.any("iufb")
    name = p.r.choice(("max", "min"))
    p.step(f"T.{name}({{0}})", getattr(np, name), x, kind="own")


def sums(p):
    """Sums and products with dtypes; only sums of whole floats are exact in any order."""
    x = p.any("iufb")
    name, dtype = p.r.choice(("sum", "sum", "prod")), p.r.choice((None, "float32", "float64", "int64"))
    given = p.numbers[x]
    v = given.value
    if v.dtype.kind == "f":
        small = abs(given.wide)
        if dtype == "int64" or not np.isfinite(v).all() or name == "prod" and (small < 1).any():
            raise Unfit
        whole = name == "sum" and (v == np.rint(v)).all() and small.sum() < 1 / np.finfo(v.dtype).eps
    else:
        whole = abs(v.astype("longdouble")).sum() < 2**11
    result = p.step(
        f"T.{name}({{0}}, dtype={dtype!r})",
        lambda v: np.asarray(getattr(np, name)(v, dtype=v.dtype)), x, kind="total",
    )
    made = p.numbers[result]
    if made.value.dtype.kind == "f":
        made.exact = np.asarray(bool(whole) and name == "sum" and given.exact.all())
        made.size = np.asarray(abs(given.size).sum() if name == "sum" else abs(made.value) * (v.size + 1), "longdouble")


FAMILIES = (
    quotient, quotient, quotient, arithmetic, arithmetic, divided, roundings, roundings, casts, casts, comparisons,
    powers, quotients, roots, clips, extrema, shifts, bits, signs, choices, extremes, sums,
)  # fmt: skip


def difference(p, wanted, mode):
    """Return what is wrong with results in a mode, None if nothing is."""
    xs = [p.variables[n] for n in p.inputs]
    with np.errstate(all="ignore"), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        f = theano.function(xs, [p.variables[n] for n in wanted], mode=mode, on_unused_input="ignore")
        found = f(*[p.numbers[n].value for n in p.inputs])
        for name, z in zip(wanted, found):
            want = p.numbers[name]
            if z.dtype != want.value.dtype or z.shape != want.value.shape:
                return f"{name} is {z.dtype}{z.shape}, not {want.value.dtype}{want.value.shape}"
            wrong = want.known & ~is_near(z, want, len(p.lines))
            if wrong.any():
                i = np.flatnonzero(wrong)[0]
                given = {n: np.ravel(v.value)[i if v.value.size > i else 0] for n, v in p.numbers.items()}
                return f"{name} is {np.ravel(z)[i]!r}, not {np.ravel(want.value)[i]!r}, at {i}: {given}"
    return None


def is_near(z, want, steps):
    """Return for each element whether it is equal, or was rounded and is near enough."""
    value = want.value
    same = (z == value) | np.isnan(z) & np.isnan(value) if value.dtype.kind == "f" else z == value
    if value.dtype.kind != "f":
        return same
    info = np.finfo(value.dtype)
    allowed = want.size * want.eps * ULPS * steps + np.longdouble(info.smallest_subnormal) * 30 * steps
    close = abs(z.astype("longdouble") - value.astype("longdouble")) <= allowed
    if want.is_plain:
        return same | np.isnan(value)
    return same | ~want.exact & (close | ~np.isfinite(value) | ~np.isfinite(z))


def failure(seed):
    """Return what is to be said of the program of that seed, None if it is right."""
    try:
        program = NumberProgram(seed)
        names = [n for n in program.variables if n not in program.inputs]
        for mode in MODES:
            if what := difference(program, names, mode):
                single = [n for n in names if difference(program, [n], mode)]
                what = (single and difference(program, single[:1], mode)) or what
                break
        else:
            return None
    except Exception:  # noqa: BLE001 - what cannot be written or compiled is a finding
        return f"# seed {seed}\n{traceback.format_exc(limit=-4)}"
    inputs = [f"{n} = T.{'vector' if v.value.ndim else 'scalar'}(dtype='{v.value.dtype}')" for n, v in (
        (n, program.numbers[n]) for n in program.inputs)]
    return "\n".join((f"# seed {seed}, {mode}", *inputs, *program.lines, f"# {what}\n"))


if __name__ == "__main__":
    sys.exit(sweep(failure, __doc__))
