"""Segments: arithmetic between blocks, whose values stay in vector registers.

A loop's instructions read and write blocks. This pass adds to each loop of a program the parameter ``segments``: its
code once more, in which instructions that only calculate, and depend on each other or read the same blocks, are one
instruction. The machine takes it where there are enough elements.
"""

from ..._kernels.loops import dispatch
from ..._kernels.loops.superinstructions import SUPER
from ..._kernels.loops.tileops import CONVERTED, OF_FLOATS, OF_MASKS, OPERATIONS, SHIFTS
from ..program import Program
from .nearcode import in_two_versions
from .tilecode import DTYPES, STORED_AS, TileCode

MOST = 96  # operations of a segment: more live values than tiles anyway
MOST_ARRAYS = 32  # that a segment reads or writes, as in the machine's _segments.pyx
_CODES = frozenset(code for code in DTYPES if f"segment_{code}" in dispatch.module("tiles").kernels())
_CONVERTS = dispatch.module("tiles").converts()
_LOADED = {("f16", "f32"), *[(source, code) for code, sources in CONVERTED.items() for source in sources]}
_ROUNDS_ONCE = dispatch.module("tiles").rounds_once()
_PARTS = {"c64": "f32", "c128": "f64"}
_FOLDS = dispatch.module("folds").kernels()


def add_segments(program):
    """Return a program whose loops have segments."""
    parts = {slot for step in program.steps if step.kind == "subtensor" for slot in step.outputs}
    steps = tuple([_with_segments(program.slots, parts, step) for step in program.steps])
    return Program(program.slots, steps, *program[2:])


def _with_segments(slots, parts, step):
    if step.kind in ("rows", "scan"):
        return step._replace(params={**step.params, "program": add_segments(step.params["program"])})
    if step.kind not in ("loop", "padded_loop") or not step.params["code"]:
        return step
    inputs = step.inputs[: step.params.get("narrays", len(step.inputs))]
    padded = {k for k, *_ in step.params.get("parts", ())}
    whole = [(k, slot) for k, slot in enumerate(inputs) if k not in padded]
    numbers = [k for k, slot in whole if all(slots[slot].broadcastable)]
    if len(numbers) == len(inputs):
        # one element
        return step
    in_rows = {k for k, slot in whole if slots[slot].broadcastable[-1:] == (True,) or slot in parts}
    found = segments_of(step.params, len(inputs), numbers, in_rows.difference(numbers))
    if found is None:
        return step
    return step._replace(params={**step.params, **found, "reads_parts": any(slot in parts for _, slot in whole)})


def segments_of(params, nin, numbers, repeated):
    """Return the parameters ``segments`` and ``spilled`` of a loop, None if it has no segment.

    Parameters
    ----------
    params : dict
        Of the loop.
    nin : int
        The number of its inputs.
    numbers : sequence of int
        The inputs that are one value.
    repeated : set of int
        Those that have one value for each row, or may be rows of a part of an array.
    """
    dtypes = list(params["reg_dtypes"])
    code = _apart(params, repeated, dtypes)
    scalars = dict.fromkeys(numbers) | {nin + k: value for k, (_, value) in enumerate(params["consts"])}
    parts = [_parsed(op, srcs, scalars) for op, _, srcs in code]
    if _is_reduced(params):
        parts[-1] = None
    groups = [_instead(code, group, repeated) for group in _groups(code, parts)]
    if all(isinstance(group, int) for group in groups):
        return None
    wanted = {out[0] for out in params["outs"]}
    new = []
    for group in groups:
        if isinstance(group, int):
            new.append(code[group])
        else:
            new += _segments(code, parts, group, scalars, wanted, dtypes)
    return {"segments": tuple(new), "spilled": tuple(dtypes[len(params["reg_dtypes"]) :])}


def _instead(code, group, repeated):
    """Return the number of the instruction that runs instead of a segment of one, unless that reads repeated values."""
    if isinstance(group, list) and len(group) == 1 and repeated.isdisjoint(code[group[0]][2]):
        return group[0]
    return group


def _parsed(op, srcs, scalars):
    """Return ``(dtype code or None if any, tree on registers)`` of an instruction that tiles can do, else None."""
    if not isinstance(op, str):
        return None
    what, _, code = op.rpartition("_")
    if what.startswith("cast_"):
        source = what[5:]
        if _CONVERTS and srcs[0] not in scalars and (source, code) in _LOADED:
            return code, srcs[0]
        if _CONVERTS and (source, code) == ("f32", "f16"):
            return source, ("to_half", srcs[0])
        if "b1" not in (source, code):
            return None
        what, code = ("from_mask", code) if source == "b1" else ("to_mask", source)
    if code == "b1":
        return (None, (what, *srcs)) if what in OF_MASKS and _CODES else None
    if what in ("real", "imag") and _PARTS.get(code) in _CODES and srcs[0] not in scalars:
        return _PARTS[code], (f"load{what}", srcs[0])
    if what == "complex" and code in _CODES:
        return code, (what, *srcs)
    if code not in _CODES or what == "half" and not _CONVERTS or what == "quotient" and not _ROUNDS_ONCE:
        return None
    if what in SHIFTS and not 0 <= _bits(scalars.get(srcs[1])) < int(code[1:]):
        return None
    if what == "clip":
        x, low, high = srcs
        if low in scalars and high in scalars:
            return code, ("clip", x, low, high)
        return code, ("switch", ("lt", x, low), low, ("switch", ("gt", x, high), high, x))
    tree = SUPER.get(what)
    tree = (what, *srcs) if tree is None else _on(tree, srcs)
    return (code, tree) if _is_arithmetic(tree, code) else None


def _bits(value):
    """Return by how many bits a constant shifts, -1 if it is none."""
    return -1 if value is None else int(value)


def _on(tree, srcs):
    """Return a superinstruction's tree on registers."""
    if not isinstance(tree, tuple):
        return srcs[tree] if isinstance(tree, int) else tree
    if tree[:2] == ("sub", 1.0):
        return "one_minus", _on(tree[2], srcs)
    return (tree[0], *[_on(part, srcs) for part in tree[1:]])


def _is_arithmetic(tree, kind):
    if not isinstance(tree, tuple):
        return isinstance(tree, int)
    if tree[0] not in OPERATIONS or kind.startswith("i") and tree[0] in OF_FLOATS:
        return False
    return all([_is_arithmetic(part, kind) for part in tree[1:]])


def _is_array(part):
    """Return True if what an instruction makes is in memory alone: arrays of halves and of complex numbers."""
    return part is not None and isinstance(part[1], tuple) and part[1][0] in STORED_AS


def _is_reduced(params):
    """Return True if a kernel sums what the last instruction computes as it computes it."""
    op, dst, _ = params["code"][-1]
    sums = [out for out in params["outs"] if out[0] == dst]
    if len(sums) != 1:
        return False
    name = f"fold_{sums[0][1]}_{op}"
    return name in _FOLDS or f"{name}_i64" in _FOLDS and sums[0][-1] == "int64"


def _apart(params, repeated, dtypes):
    """Return the code with functions of arithmetic on repeated values taken apart, so that a segment reads those."""
    code = list(params["code"])
    last = [code.pop()] if _is_reduced(params) else []
    found = []
    for op, dst, srcs in code:
        what, _, kind = op.rpartition("_") if isinstance(op, str) else (None, None, None)
        tree = SUPER.get(what)
        if tree is None or repeated.isdisjoint(srcs) or kind not in _CODES or _is_arithmetic(_on(tree, srcs), kind):
            found.append((op, dst, srcs))
        else:
            _take_apart(tree, kind, srcs, dst, dtypes, found)
    return found + last


def _take_apart(tree, kind, srcs, dst, dtypes, found):
    """Append an instruction for each operation of a tree to `found`; return the register of the result."""
    if isinstance(tree, int):
        return srcs[tree]
    operands = tuple([_take_apart(part, kind, srcs, None, dtypes, found) for part in tree[1:]])
    if dst is None:
        dst = len(dtypes)
        dtypes.append(dtypes[operands[0]])
    found.append((f"{tree[0]}_{kind}", dst, operands))
    return dst


def _groups(code, parts):
    """Return the instructions in the order in which they run: lists are segments, numbers other instructions.

    An instruction has the level of those of its segment that it reads, and a higher one than all others that it reads.
    Those of one dtype and level are a segment: nothing leads from it out and back into it.
    """
    level_of, kind_of = {}, {}  # by register
    levels = {}
    for i, (_, dst, srcs) in enumerate(code):
        part = parts[i]
        kind = None if part is None else part[0] or next((kind_of[r] for r in srcs if kind_of.get(r)), None)
        level = 0
        for r in srcs:
            if r in level_of:
                level = max(level, level_of[r] + (kind_of[r] != kind))
        level_of[dst], kind_of[dst] = level, "array" if _is_array(part) else kind
        levels.setdefault(level, {}).setdefault(kind, []).append(i)
    found = []
    for level in sorted(levels):
        for kind, members in levels[level].items():
            if kind is None:
                found += members
            else:
                found += [members[k : k + MOST] for k in range(0, len(members), MOST)]
    last = len(code) - 1
    if parts[last] is None and last in found:
        # a reduction takes over the last instruction
        found.remove(last)
        found.append(last)
    return found


def _segments(code, parts, members, scalars, wanted, dtypes):
    """Return the instruction that does the work of several, or more where it would need too many arrays."""
    if all(parts[i][0] is None for i in members):
        # masks alone, of which nothing says how wide they are
        return [code[i] for i in members]
    known = len(dtypes)
    found = _segment(code, parts, members, scalars, wanted, dtypes)
    _, stored, srcs = found
    if len(stored) + len(srcs) <= MOST_ARRAYS:
        return [found]
    del dtypes[known:]
    half = len(members) // 2
    return [
        instruction for part in (members[:half], members[half:])
        for instruction in _segments(code, parts, part, scalars, wanted, dtypes)
    ]


def _segment(code, parts, members, scalars, wanted, dtypes):
    """Return the instruction that does the work of several."""
    inside = set(members)
    written = {code[i][1] for i in members}
    read_outside = {r for i, (_, _, srcs) in enumerate(code) if i not in inside for r in srcs}
    kind = next(parts[i][0] for i in members if parts[i][0] is not None)
    results = [r for r in (code[i][1] for i in members) if r in wanted or r in read_outside]

    def filled(writer):
        for i in members:
            writer.add(code[i][1], parts[i][1])
        return writer

    def written_as(kept_from):
        writer = filled(TileCode(kind, scalars, list(dtypes), kept_from))
        writer.write(results)
        return writer

    best = written_as(2)
    if best.crowded:
        best = min(best, written_as(3), key=TileCode.cost)
    ops, stored, dtypes[:] = in_two_versions(best, kind, scalars, filled, results)
    srcs = {r for i in members for r in code[i][2] if r not in written}
    return ("segment", kind, ops), stored, tuple(sorted(srcs))
