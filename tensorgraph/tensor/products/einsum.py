"""Einstein's sum convention: products of tensors, summed over the letters that the result has not."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ...graph.messages.called import called
from ...scalar.dtypes import upcast
from ..creation.diag import diagonal
from ..elementwise.math import cast
from ..reductions.reduce import sum as sum_
from ..types.constant import as_tensor_variable
from .dot import agreeing, batched_dot, dot

if TYPE_CHECKING:
    from ...typing import TensorLike
    from ..types.variable import TensorVariable

_LETTERS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"


def einsum(subscripts: Any, *operands: TensorLike, optimize: Any = False) -> TensorVariable:
    """Return the sum of products that subscripts describe: a letter for each axis, as in ``"ij,jk->ik"``.

    Pairs are multiplied from left to right, as products of matrices where letters are summed over.

    Parameters
    ----------
    subscripts : str
        Letters of each operand, separated by commas; behind ``->`` those of the result, in its order, by default those
        that occur once, sorted. ``...`` stands for the axes that are left, which stretch.
    *operands : tensor_like
    optimize : object
        For compatibility; no effect.

    Returns
    -------
    TensorVariable

    Examples
    --------
    >>> import tensorgraph.tensor as T
    >>> T.einsum("ij,j->i", T.constant([[1, 2], [3, 4]]), T.constant([1, 10])).eval()
    array([21, 43])
    """
    if not isinstance(subscripts, str):
        subscripts, operands = _from_lists(subscripts, operands)
    operands = [as_tensor_variable(v) for v in operands]
    inputs, result = _parsed(subscripts, operands)
    dtype = upcast(*[v.type.dtype for v in operands])
    terms = [_single(cast(v, dtype), letters, result, inputs[:i] + inputs[i + 1 :])
             for i, (v, letters) in enumerate(zip(operands, inputs))]
    (x, left), *rest = _dropped(terms, result)
    while rest:
        (y, right), *rest = rest
        needed = set(result).union(*[letters for _, letters in rest])
        x, left = _pair(x, left, y, right, needed)
    extra = [i for i, letter in enumerate(left) if letter not in result]
    if extra:
        x, left = sum_(x, axis=extra), [letter for letter in left if letter in result]
    x = x.dimshuffle([left.index(letter) for letter in result])
    return cast(x, dtype)


def _from_lists(first, others):
    """Translate ``einsum(x, [0, 1], y, [1, 2], [0, 2])``."""
    given = [first, *others]
    pairs, last = (given, None) if len(given) % 2 == 0 else (given[:-1], given[-1])

    def text(numbers):
        return "".join("..." if n is Ellipsis else _LETTERS[n] for n in numbers)

    subscripts = ",".join(text(numbers) for numbers in pairs[1::2])
    return subscripts if last is None else f"{subscripts}->{text(last)}", pairs[::2]


def _parsed(subscripts, operands):
    """Return the letters of each operand and of the result; those of ``...`` are numbers, from the last axis."""
    text, arrow, result = subscripts.replace(" ", "").partition("->")
    parts = text.split(",")
    if len(parts) != len(operands):
        raise ValueError(
            f"einsum: {subscripts!r} describes {len(parts)} operands, and {len(operands)} are given: use one part, "
            "between commas, for each"
        )
    inputs = []
    for part, v in zip(parts, operands):
        before, dots, behind = part.partition("...")
        count = v.type.ndim - len(before) - len(behind)
        if count < 0 or count and not dots:
            raise ValueError(
                f"einsum: {part!r} describes {len(before + behind)} axes, and {called(v)} has {v.type.ndim}; use one "
                "letter for each axis"
            )
        if not all(c in _LETTERS for c in before + behind):
            raise ValueError(f"einsum: subscripts must be letters, and {part!r} has others")
        inputs.append([*before, *range(-count, 0), *behind])
    most = max((sum(isinstance(c, int) for c in letters) for letters in inputs), default=0)
    spread = list(range(-most, 0))
    if arrow:
        before, dots, behind = result.partition("...")
        wanted = [*before, *(spread if dots else []), *behind]
    else:
        flat = [c for letters in inputs for c in letters if not isinstance(c, int)]
        wanted = [*spread, *sorted(c for c in set(flat) if flat.count(c) == 1)]
    known = {c for letters in inputs for c in letters}
    if len(set(wanted)) != len(wanted) or not set(wanted) <= known:
        raise ValueError(
            f"einsum: each letter of the result {result!r} must occur once there and in an operand of {subscripts!r}: "
            f"use letters of {''.join(sorted(set(''.join(parts))))!r}"
        )
    return inputs, wanted


def _single(x, letters, result, others):
    """Return an operand with each of its letters once, summed over those that occur nowhere else."""
    letters = list(letters)
    for letter in dict.fromkeys(letters):
        while letters.count(letter) > 1:
            i = letters.index(letter)
            j = letters.index(letter, i + 1)
            x = diagonal(agreeing(x, [j], x, [i]), 0, i, j)
            letters = [c for k, c in enumerate(letters) if k not in (i, j)] + [letter]
    elsewhere = set(result).union(*others)
    alone = [i for i, letter in enumerate(letters) if letter not in elsewhere]
    if alone:
        x, letters = sum_(x, axis=alone), [letter for letter in letters if letter in elsewhere]
    return x, letters


def _dropped(terms, result):
    """Drop axes of length 1, by their type, whose letter another operand has with a length of its own."""
    long = {c for x, letters in terms for c, b in zip(letters, x.type.broadcastable) if not b}
    found, seen = [], set()
    for x, letters in terms:
        kept = [
            i for i, (c, b) in enumerate(zip(letters, x.type.broadcastable)) if not b or c not in long and c not in seen
        ]
        seen.update(letters[i] for i in kept)
        found.append((x.dimshuffle(kept), [letters[i] for i in kept]))
    return found


def _pair(x, left, y, right, needed):
    """Multiply two operands and sum over the letters that nothing needs any more."""
    shared = [c for c in left if c in right]
    batch, summed = [c for c in shared if c in needed], [c for c in shared if c not in needed]
    rows, columns = [c for c in left if c not in shared], [c for c in right if c not in shared]
    if not summed:
        letters = batch + rows + columns
        return _spread(x, left, letters) * _spread(y, right, letters), letters
    if not rows and not columns and batch:
        # a loop that sums what it multiplies: no matrix product is that small
        letters = batch + summed
        z = _spread(x, left, letters) * _spread(y, right, letters)
        return sum_(z, axis=list(range(len(batch), len(letters)))), batch
    joined = [c for group in (batch, summed) if len(group) > 1 for c in group]
    if joined:
        y = agreeing(y, [right.index(c) for c in joined], x, [left.index(c) for c in joined])
    lengths = {c: x.shape[i] for i, c in enumerate(left)} | {c: y.shape[i] for i, c in enumerate(right)}
    a = _grouped(x, left, [batch, rows, summed], lengths)
    b = _grouped(y, right, [batch, summed, columns], lengths)
    z = batched_dot(a, b) if batch else dot(a, b)
    letters = batch + rows + columns
    if [len(group) for group in (batch, rows, columns)] not in ([0, 1, 1], [1, 1, 1]):
        z = z.reshape([lengths[c] for c in letters], ndim=len(letters))
    return z, letters


def _spread(x, letters, wanted):
    return x.dimshuffle([letters.index(c) if c in letters else "x" for c in wanted])


def _grouped(x, letters, groups, lengths):
    """Return a tensor with one axis for each group of letters; an empty first group has none."""
    x = x.dimshuffle([letters.index(c) for group in groups for c in group])
    groups = groups if groups[0] else groups[1:]
    if all(len(group) == 1 for group in groups):
        return x
    shape = []
    for group in groups:
        n = 1
        for c in group:
            n = lengths[c] if isinstance(n, int) else n * lengths[c]
        shape.append(n)
    return x.reshape(shape, ndim=len(shape))
