"""Formulas of program steps, as a user would write them."""

from collections import Counter

from .._kernels.loops.superinstructions import SUPER
from ..scalar import REGISTRY

# how tightly Python's operators bind, from comparisons on
_LEVELS = {
    "|": 1, "^": 2, "&": 3, "<<": 4, ">>": 4, "+": 5, "-": 5, "*": 6, "/": 6, "//": 6, "%": 6, "**": 8,
}
_COMPARISONS = {"lt": "<", "gt": ">", "le": "<=", "ge": ">=", "eq": "==", "neq": "!="}
_MINUS = 7
_INFIX = {name: (sign, 0) for name, sign in _COMPARISONS.items()}
_SIGNS = {name: op.operator for name, op in REGISTRY.items() if getattr(op, "operator", None)}
_INFIX.update((name, (sign, _LEVELS[sign])) for name, sign in _SIGNS.items())
ATOM = 9
_SHORT, _LONG = 24, 240  # characters of a value that is written out where it is used again, or at all


class Text:
    """Part of a formula: the text, and how tightly it binds."""

    __slots__ = ("text", "level")

    def __init__(self, text, level=ATOM):
        self.text, self.level = text, level

    def inside(self, level):
        """Return the text as an operand of an operation that binds as `level` says."""
        return self.text if self.level >= level else f"({self.text})"


def applied(name, args):
    """Return an operation on texts."""
    if name in _INFIX and len(args) == 2:
        sign, level = _INFIX[name]
        return Text(f"{args[0].inside(level)} {sign} {args[1].inside(level + 1)}", level)
    if name == "neg":
        return Text(f"-{args[0].inside(_MINUS)}", _MINUS)
    if name.startswith("cast_") or name == "identity":
        return args[0]
    return Text(f"{name.rstrip('_')}({', '.join(arg.text for arg in args)})")


def _of_tree(tree, args):
    if isinstance(tree, int):
        return args[tree]
    if not isinstance(tree, tuple):
        return Text(f"{tree:g}")
    return applied(tree[0], [_of_tree(part, args) for part in tree[1:]])


def _instruction(op, args, numbers):
    """Return the text of an instruction on texts; `numbers` has None for those that are no constants."""
    if not isinstance(op, str):
        # ("ufunc", module, name, signature)
        return applied(op[2], args)
    name = op.rpartition("_")[0]
    if name == "quotient":
        return applied("true_div", [args[0], Text(f"{1 / numbers[1]:g}")])
    tree = SUPER.get(name)
    return applied(name, args) if tree is None else _of_tree(tree, args)


def loop_formulas(step, names):
    """Return the formulas of a loop: of values that are used more than once, as ``v1 = ...``, then of its outputs.

    Parameters
    ----------
    step : Step
        Of kind ``loop``.
    names : list of str
        Of the inputs of the step.
    """
    params = step.params
    texts = [Text(name) for name in names] + [Text(f"{value:g}") for _, value in params["consts"]]
    numbers = dict(enumerate((value for _, value in params["consts"]), len(names)))
    texts += [None] * (len(params["reg_dtypes"]) - len(texts))
    uses = Counter(register for _, _, sources in params["code"] for register in sources)
    uses.update(register for register, *_ in params["outs"])
    found = []
    for op, register, sources in params["code"]:
        text = _instruction(op, [texts[i] for i in sources], [numbers.get(i) for i in sources])
        if uses[register] > 1 and len(text.text) > _SHORT or len(text.text) > _LONG:
            found.append(f"v{len(found) + 1} = {text.text}")
            text = Text(f"v{len(found)}")
        texts[register] = text
    for register, how, axes, *_ in params["outs"]:
        text = texts[register].text
        if how != "store":
            text = f"{how}({text}" + (")" if axes is None else f", axis={', '.join(map(str, axes))})")
        found.append(text)
    return found


def _entry(entry, names):
    if not isinstance(entry, tuple):
        return "" if entry is None else str(entry)
    if entry[0] == "slice":
        start, stop, step = (_entry(part, names) for part in entry[1:])
        return f"{start}:{stop}" + (f":{step}" if step else "")
    return names[entry[1]]


def step_formula(step, names):
    """Return the formula of a step with one output or of a kind that has none of its own."""
    kind, params = step.kind, step.params
    if kind == "loop":
        return "; ".join(loop_formulas(step, names))
    if kind == "dimshuffle":
        order = ", ".join(str(k) for k in params["pattern"])
        return f"{names[0]}.dimshuffle({order})"
    if kind in ("subtensor", "put_slice"):
        index = ", ".join(_entry(entry, names) for entry in params["index"])
        return f"{names[0]}[{index}]" + ("" if kind == "subtensor" else f" {_assigned(params)} {names[1]}")
    if kind == "shape_i":
        return f"{names[0]}.shape[{params['axis']}]"
    if kind in ("dot", "batched_dot"):
        return f"{kind}({names[0]}, {names[1]})"
    if kind in ("gemm", "gemv"):
        alpha, beta = (_scale(params[key], names) for key in ("alpha", "beta"))
        return f"{alpha}dot({names[0]}, {names[1]}) + {beta}{names[2]}"
    if kind == "ger":
        return f"{names[2]} + {_scale(params['alpha'], names)}outer({names[0]}, {names[1]})"
    if kind == "take":
        return f"{names[0]}[{', '.join([':'] * params.get('axis', 0) + [names[1]])}]"
    if kind == "python":
        return f"{params['op']}({', '.join(names)})"
    return f"{kind}({', '.join(names)})"


def _assigned(params):
    return {"inc": "+=", "dec": "-="}.get(params["how"], "=")


def _scale(value, names):
    if isinstance(value, tuple):
        return f"{names[value[1]]} * "
    return "" if value == 1 else f"{value:g} * "
