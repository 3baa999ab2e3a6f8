"""Hints: what helps against errors at run time."""

import re

import numpy as np
from numpy.exceptions import AxisError

from ..compile.fromfunction import FromFunctionOp
from ..errors import ArgumentError, LabelError, LengthError, ShapeMismatch
from ..lowering.usercode import calls_user_code
from ..tensor.creation.alloc import AllocEmpty
from ..tensor.shape.dimshuffle import DimShuffle
from .debugerrors import DebugModeError, InvalidValueError

GRADIENT = "its gradient"  # what is meant by the gradient of the operand before it
_HINTS = (
    (LabelError, "", "labels count from 0 to the number of columns - 1; negative ones do not count from the end"),
    (np.linalg.LinAlgError, "(?i)singular|resolution failed",
     "a singular matrix has no inverse: use T.nlinalg.pinv or T.linalg.lstsq, or add a small number to its diagonal, "
     "A + 1e-6 * T.eye(n)"),
    (np.linalg.LinAlgError, "definite",
     "the matrix must be symmetric and positive definite: add a small number to its diagonal, A + 1e-6 * T.eye(n), or "
     "use cholesky(A, on_error='nan')"),
    (np.linalg.LinAlgError, "(?i)square",
     "the matrix must be square: use T.nlinalg.pinv or T.linalg.lstsq for others"),
    (np.linalg.LinAlgError, "converge", "look for nan and infinity in the matrix"),
    ((np.linalg.LinAlgError, ValueError), "(?i)must not contain infs or nans",
     "use mode=theano.NanGuardMode() to see which operation made nan or infinity first, or T.nan_to_num(x)"),
    (np.linalg.LinAlgError, r"prod\(a\.shape", "the first axes of the matrix must hold as many elements as the others"),
    (LengthError, "", "pass arrays whose lengths fit: the message says which must be equal or divide each other"),
    (ShapeMismatch, "", "pass an array of that length, or state another length with T.specify_shape"),
    (ValueError, "batch sizes", "use as many matrices in both: the first axis must be of one length"),
    (ValueError, "larger sample", "draw as many as there are at most, or use replace=True"),
    (ValueError, r"broadcast together with shape \(",
     "use one number of repeats for all, or one for each element along the axis"),
    (AxisError, "", "use an axis from -ndim to ndim - 1"),
    (IndexError, r"out of bounds for axis \d+ with size (0)",
     "the axis has no elements: use T.switch or ifelse where an array may be empty"),
    (IndexError, r"out of bounds for axis (\d+) with size (\d+)",
     r"use indices from -\2 up to, but without, \2, or T.clip(index, 0, x.shape[\1] - 1)"),
    (IndexError, "out of bounds", "use indices from -n to n - 1 for an axis of length n, or T.clip(index, 0, n - 1)"),
    (IndexError, "out of range", "use indices from -n to n - 1 for an axis of length n"),
    (IndexError, "negative number of steps", "use T.maximum(n_steps, 0)"),
    (IndexError, "boolean", "use a mask of the shape of what it indexes"),
    (ValueError, "slice step", "use a step other than 0"),
    (ValueError, "one unknown dimension", "use -1 for one length at most"),
    (ValueError, "Reshape.* has incorrect length|Reshape.perform", "the shape must have as many lengths as ndim says"),
    (ValueError, "(?i)to be square|square (\"a\" )?matrix", "the matrix must be square: use T.linalg.lstsq for others"),
    (ValueError, "choice array", "use indices of the choices, from 0, or mode='clip'"),
    (ValueError, "kth must be", "use at most the length of the axis: T.minimum(k, x.shape[axis])"),
    (ValueError, "data points", "use arrays with elements along the transformed axis"),
    (ValueError, "has rows of shape", "the step must return rows of the shape of the initial state"),
    (ValueError, r"is not x\.shape\[1\]", "the bias must have as many elements as the matrix has columns"),
    (ValueError, "fewer rows than", "pass an array with at least as many rows; the initial "
     "state of a loop needs a row for each step that its taps reach back"),
    (ValueError, "reshape", "the new shape must have as many elements as the array; use -1 for one length to compute"),
    (ValueError, "right side of shape|incompatible shapes|shapes of a .* are incompatible",
     "the matrix must be square, with as many rows as the right side"),
    (IndexError, "indexing arrays could not be broadcast", "use index vectors of one length"),
    (ValueError, "indexing arrays could not be broadcast", "use index vectors of one length"),
    (ValueError, "labels for|y_idx must have", "use one label for each row"),
    (ValueError, "impossible output shape",
     "use filters that are not larger than the images, or border_mode='half' or 'full'"),
    (ValueError, "(?i)channels|input stack|number of filters",
     "the number of channels of the images must be that of the filters, axis 1 of both"),
    (ValueError, "should have length 1|supposed to be 1|broadcastable",
     "an axis that a type calls broadcastable must have length 1: leave out T.addbroadcast, or use T.unbroadcast"),
    (InvalidValueError, "non-finite",
     "use T.maximum, T.clip or T.switch to keep the inputs where the operation is finite, or DebugMode(check_isfinite="
     "False)"),
    (AssertionError, "^(NaN|Inf|Big value) detected",
     "use T.maximum, T.clip or T.switch to keep the inputs where the operation is finite"),
    (ArgumentError, "", "pass an argument for which this holds"),
    (AssertionError, "", "a condition of the program is false: the values above must fulfil it"),
    (ValueError, r"(?i)shape mismatch: value array|could not be broadcast|could not broadcast",
     "the value must have the shape of the part that it is written to, or length 1 where it is repeated"),
    (ValueError, "concatenation axis", "use arrays that differ in length along the joined axis alone"),
    (ValueError, "negative dimensions|negative length", "a length must be 0 or more: use T.maximum(n, 0)"),
    (ValueError, "(?i)empty sequence|zero-size|no identity", "use T.switch or ifelse where an array may be empty"),
    (ValueError, "non-broadcastable", "only axes of length 1 can be dropped: use x.sum(axis) or x[0] instead"),
    (ValueError, "(?i)split", "use sizes that are not negative and add up to the length of the axis"),
    (ValueError, "sequence|outputs_info|initial state", "use sequences that have at least n_steps rows, and initial "
     "states with a row for each tap"),
    (ValueError, r"^(p|scale|lam|shape|n|a|b|pvals|sum\(pvals)\b.*(<|>|NaN|nan)|low >",
     "the parameters of a distribution must lie in its domain: use T.clip, or T.maximum for a scale"),
    (ValueError, "^indices must|index values must|out of bounds for array with size",
     "use indices from 0 to the length of the axis - 1"),
    (ValueError, "(hold|of) probabilities|probabilities do not sum|[Pp]robabilities.*non-negative|sum\\(pvals",
     "the probabilities must be 0 or more and add up to 1: use p / p.sum(axis=-1, keepdims=True)"),
    (ValueError, "'a' and 'p'|a and p must", "give one probability for each of the values that are chosen from"),
    (ValueError, "objects cannot be broadcast|do not fit size|Output size .* not compatible",
     "the parameters of a distribution must have the shape size, or length 1 where they are repeated"),
    (OverflowError, "(?i)range|bounds", "use finite numbers: T.clip keeps them in bounds"),
    (TypeError, "^(neib_shape|Images2Neibs)", "use patches and steps that fit the image, or mode='ignore_borders'"),
    (ValueError, "Maximum allowed size", "a length must be a finite number: look for nan in what it is made of"),
    (ValueError, "times must increase", "pass times in order, each of them once: np.unique(times)"),
    (ValueError, "(state|derivative) is not finite", "start from finite values, where the derivative is finite"),
    (ValueError, "the derivative of .* has the shape", "the derivative must have the shape of the state"),
    (ValueError, "matrices have the shapes", "use matrices of one shape"),
    (ValueError, "index pointer size|index array size|indices and data should", "indptr must have one "
     "element more than there are rows, or columns of csc, and indices and data one for each that is stored"),
    (AttributeError, "has no attribute", "attrs of Print must be names of attributes of its value, such as 'shape'"),
    (TypeError, r"takes \d+ positional argument", "a function that watches operations must take i, node and fn"),
    (ValueError, "one number for each axis", "use as many numbers as there are last axes that are pooled"),
    (ValueError, "(permuted|rows of).*indices", "use one index for each element of a row"),
    (ValueError, "same length|equal length", "use an array whose axes are of one length"),
    (TypeError, "not supported for the input types",
     "the function takes real numbers: use x.real, x.imag or abs(x) of complex ones"),
    (MemoryError, "", "use smaller shapes: check the lengths that are computed"),
    (ValueError, "ws and stride must be at least 1", "use lengths of windows and steps of 1 or more, and pad=(0, 0)"),
    (ValueError, "invalid input_shape for gradInputs",
     "use an input_shape of which the convolution with the filters has the shape of the gradient"),
    (ZeroDivisionError, "", "use a step other than 0"),
    (ValueError, r"(?i)shape mismatch: (x|A|z|batch|sum|b\b)|cannot be multiplied|C?Ge|Dot22",
     "the number of columns of the first must be the number of rows of the second: use W.T, or check the order of the "
     "arguments"),
)  # fmt: skip
# what the machine says, and what Theano says in its place: users search for both
_THEANOS = (
    (r"axis (\d+) should have length 1 and has (\d+)",
     r"Dimension \1 in Rebroadcast's input was supposed to be 1 (got \2 instead)"),
    (r"its sequence \d+ is shorter than the required number", "Sequence is shorter then the required number of steps"),
    (r"there are (\d+) labels for (\d+) rows", r"number of rows in x (\2) does not match length of y (\1)"),
)  # fmt: skip
_HINTS_FOR_USERS = (
    (DebugModeError, "once more", "perform of OP must compute its outputs from its inputs alone, and keep no state"),
    (DebugModeError, "", "OP must do what its make_node, destroy_map and view_map declare"),
    (ValueError, "left nothing", "perform of OP must set output_storage[i][0] for each output"),
    (TypeError, "replaced output_storage", "use output_storage[i][0] = result in perform of OP, with both indices"),
    ((TypeError, ValueError), "declares",
     "convert the result in perform of OP, np.asarray(result, dtype=node.outputs[0].dtype), or declare its type in "
     "make_node"),
    (NotImplementedError, "does not define perform",
     "give OP a method perform(self, node, inputs, output_storage), which sets output_storage[i][0]"),
    (ValueError, "wrote into input",
     "perform of OP must leave its inputs as they are; an op whose output takes the memory of input i says so by "
     "destroy_map = {0: [i]}"),
    (Exception, "",
     "perform of OP raised it: its line is in the traceback; use the values below to repeat the call"),
)  # fmt: skip
_HINTS_FOR_FUNCTIONS = (
    (ValueError, "left nothing", "FN must return an array for each of its otypes; it may lack `return`"),
    (ValueError, "but there are", "FN must return a tuple with one array for each of its otypes"),
    (ValueError, "wrote into input", "FN must leave its arguments as they are"),
    ((TypeError, ValueError), "declares",
     "FN must return arrays of its otypes, np.asarray(result, dtype); or declare others, as_op(itypes, otypes)"),
    (Exception, "", "FN raised it: its line is in the traceback; use the values below to repeat the call"),
)  # fmt: skip


def hint_for(node, error, message, lengths, subjects):
    """Return a sentence that says what helps.

    Parameters
    ----------
    node : Apply
        The one that failed.
    error : Exception
    message : str
        What the error says by itself.
    lengths : Match or None
        The axis and the lengths that differ: groups 2, 3 and 5.
    subjects : list of (str, object)
        What the inputs concerned are called, and their values.
    """
    if any(name.startswith(("the gradient of", GRADIENT)) for name, _ in subjects):
        return "a gradient has the shape of its variable where the operands of an expression fit: compare their shapes"
    if lengths:
        return _hint_for_lengths(node, lengths[2], lengths[3], lengths[5], subjects)
    if isinstance(node.op, AllocEmpty) and "negative dimensions" in message:
        # the rows of a state, one for each step after the initial ones
        return "the number of steps of a loop must be 0 or more: use T.maximum(n_steps, 0)"
    hints = _HINTS
    if calls_user_code(node.op):
        hints = _HINTS_FOR_FUNCTIONS if isinstance(node.op, FromFunctionOp) else _HINTS_FOR_USERS
    for kind, pattern, text in hints:
        found = re.search(pattern, message) if isinstance(error, kind) else None
        if found:
            name = getattr(getattr(node.op, "fn", None), "__name__", "the function")
            return found.expand(text).replace("OP", type(node.op).__name__).replace("FN", name)
    return "compare the shapes and values of the inputs below; use theano.printing.Print('x')(x) for others on the way"


def _aligned(subjects):
    """Return how the vector of two operands is aligned with the one axis of the other that has its length, or None."""
    for (name, v), (_, w) in (subjects, subjects[::-1]) if len(subjects) == 2 else ():
        n, shape = getattr(v, "shape", ()), getattr(w, "shape", ())
        if len(n) == 1 < len(shape) and None not in n and shape[:-1].count(n[0]) == 1:
            k = shape.index(n[0])
            pattern = ", ".join("0" if i == k else "'x'" for i in range(len(shape)))
            name = name.removesuffix(" (shared)")
            return f"{name if name.isidentifier() else 'v'}.dimshuffle({pattern}), to align it with axis {k}"
    return None


def _hint_for_lengths(node, axis, first, second, subjects):
    names = [name for name, _ in subjects]
    if hasattr(node.op, "repeats"):
        return node.op.repeats
    if aligned := _aligned(subjects):
        return (
            f"an array with fewer axes is aligned with the last ones: use {aligned}, or keepdims=True in a reduction"
        )
    padded = [v for v in node.inputs if v.owner is not None and isinstance(v.owner.op, DimShuffle)]
    if any(v.owner.op.new_order[:1] == ("x",) and v.type.ndim > 1 and v.owner.inputs[0].type.ndim for v in padded):
        return (
            "an array with fewer axes is aligned with the last ones: use keepdims=True in a reduction, or "
            "v.dimshuffle(0, 'x'), to align it with the first"
        )
    if second is not None and "1" not in (first, second):
        return "the lengths must be equal, or 1 in the type of one: use x[:n], x.dimshuffle or T.addbroadcast"
    name = names[0 if first == "1" or len(names) < 2 else 1].removesuffix(" (shared)")
    return (
        f"an axis of length 1 is repeated only if its type says so: use T.addbroadcast({name}, {axis}), or make the "
        "variable with T.row, T.col or broadcastable="
    )


def theanos_words(message):
    """Return the lines that Theano's users search for, where `message` says the same in other words."""
    found = [(re.search(pattern, message), text) for pattern, text in _THEANOS]
    return [match.expand(text) for match, text in found if match and match.expand(text) not in message]
