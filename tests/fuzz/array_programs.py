"""Random programs on small arrays of every dtype, layout and length, held against NumPy.

    python tests/fuzz/array_programs.py --programs 5000 --seed 1 --jobs 2

One compiled function is called with arrays of several lengths: around the blocks of the machine, empty, of one
element. Results are equal to NumPy's, bit for bit but for rounding; they are new arrays, which later calls leave alone;
arguments, and the guarded memory around them, stay as they are. Under the checks of the C library's allocator:

    MALLOC_CHECK_=3 LD_PRELOAD=libc_malloc_debug.so.0 PYTHONMALLOC=malloc python tests/fuzz/array_programs.py

``TENSORGRAPH_ISA`` chooses the instruction set, ``TENSORGRAPH_POISON=1`` fills new memory with nan. What fails is
printed as a program for this folder.
"""

import sys
import traceback
import warnings

import numpy as np
import text_elements
import text_folds
import text_indices
import text_moves
from differential import Difference
from seeds import sweep
from text_program import CALLS, TextProgram, Unfit, placed

import tensorgraph as theano
from tensorgraph.graph.traverse import ancestors

ELEMENTS, FOLDS, MOVES = text_elements.FAMILIES, text_folds.FAMILIES, text_moves.FAMILIES
FAMILIES = ELEMENTS, FOLDS, MOVES + text_indices.FAMILIES, ELEMENTS + FOLDS, ELEMENTS + FOLDS + MOVES
RTOL = {"float16": 4e-3, "float32": 2e-6, "complex64": 2e-6, "float64": 1e-13, "complex128": 1e-13}
HEAD = """import numpy as np
from placed import Placed, drawn

import tensorgraph as theano
import tensorgraph.tensor as T
"""


def outputs_of(program):
    """Return the names of the results that are compared: all steps, or the last few."""
    names = list(program.steps)
    return names if program.seed % 2 else names[-(program.seed % 3) - 1 :]


def tolerance(program, name):
    """Return the error that rounding may make of a result, 0 if it is exact."""
    if name in program.grids:
        return 0.0
    dtypes = {getattr(v.type, "dtype", None) for v in ancestors([program.variables[name]])}
    return max(RTOL.get(dtype, 0.0) for dtype in dtypes)


def compare(program, name, got, want, what):
    """Raise a Difference where a result is not NumPy's."""
    got = np.asarray(got)
    if got.dtype != want.dtype or got.shape != want.shape:
        raise Difference(f"{what}: {name} is {got.dtype}{got.shape}, not {want.dtype}{want.shape}")
    rtol = tolerance(program, name)
    if rtol:
        same = np.allclose(got, want, rtol=rtol, atol=rtol * program.sizes[name])
    else:
        same = np.array_equal(got, want, equal_nan=want.dtype.kind in "fc")
    if not same:
        wrong = np.argwhere(~(np.isclose(got, want, rtol=rtol, atol=0, equal_nan=True)))[:5]
        places = [(tuple(map(int, i)), got[tuple(i)], want[tuple(i)]) for i in wrong]
        raise Difference(f"{what}: {name}, {want.dtype}{want.shape}, is not NumPy's within {rtol}: {places}")


def check(program, outputs, calls, owned=False):
    """Raise a Difference if calls of the function of these outputs are not right.

    The function may overwrite arguments and return views of its own storage if `owned`.
    """
    inputs, _ = program.needed(outputs)
    xs, zs = ([program.variables[n] for n in names] for names in (inputs, outputs))
    if owned:
        xs, zs = [theano.In(v, borrow=True, mutable=True) for v in xs], [theano.Out(v, borrow=True) for v in zs]
    f = theano.function(xs, zs)
    kept = []
    for turn, k in enumerate(calls):
        what = f"call {turn}, with {k}" + ", of owned arguments" * owned
        arrays = {n: placed(program.places[k][n]) for n in inputs}
        got = f(*[arrays[n].array for n in inputs])
        for name, z in zip(outputs, got):
            compare(program, name, z, program.values[k][name], what)
            if not owned and any(array.holds(z) for array in arrays.values()):
                raise Difference(f"{what}: {name} shares memory with an argument")
        for n, array in arrays.items():
            if owned and array.array.flags.writeable:
                array.array[...] = program.values[k][n]
            if not array.is_intact():
                raise Difference(f"{what}: {n} or memory around it has changed")
        kept += [] if owned else [(got, [np.array(z) for z in got])]
    for got, copies in kept:
        if any(a.tobytes() != b.tobytes() for a, b in zip(map(np.asarray, got), copies)):
            raise Difference("a later call changed earlier results")


def check_update(program, outputs, calls):
    """Raise a Difference if a shared variable in place of an input is not updated to a result that fits."""
    inputs, _ = program.needed(outputs)
    fit = [
        (n, z) for n in inputs for z in outputs
        if program.variables[n].type == program.variables[z].type and program.shapes(n) == program.shapes(z)
    ]  # fmt: skip
    if not fit:
        return
    n, new = fit[program.seed % len(fit)]
    inputs.remove(n)
    x, z = program.variables[n], program.variables[new]
    shared = theano.shared(program.values[0][n].copy(), broadcastable=x.broadcastable)
    f = theano.function(
        [program.variables[i] for i in inputs], [program.variables[z] for z in outputs], givens={x: shared},
        updates={shared: z}, on_unused_input="ignore",
    )  # fmt: skip
    for turn, k in enumerate(calls):
        what = f"call {turn}, with {k}, {n} shared and updated to {new}"
        own = placed(program.places[k][n])
        shared.set_value(own.array, borrow=own.array.flags.writeable)
        arrays = {i: placed(program.places[k][i]) for i in inputs}
        got = f(*[arrays[i].array for i in inputs])
        for name, value in zip([*outputs, new], [*got, shared.get_value()]):
            compare(program, name, value, program.values[k][name], what)
        if own.array.flags.writeable:
            own.array[...] = program.values[k][n]
        if not all(array.is_intact() for array in (own, *arrays.values())):
            raise Difference(f"{what}: an argument, or memory around it, has changed")


def difference(program, outputs, calls):
    """Return what is wrong, None if nothing is."""
    try:
        with np.errstate(all="ignore"), warnings.catch_warnings():
            warnings.simplefilter("ignore")
            check(program, outputs, calls)
            if program.seed % 3 == 0:
                check(program, outputs, calls, owned=True)
            check_update(program, outputs, calls)
    except Difference as error:
        return str(error)
    except Exception:  # noqa: BLE001 - what does not compile or run is a finding
        return traceback.format_exc(limit=-4)
    return None


def shrunk(program, outputs, calls, what):
    """Return fewer outputs and calls that are still wrong, and how."""
    for name in outputs:
        if smaller := difference(program, [name], calls):
            outputs, what = [name], smaller
            break
    for fewer in ([k] for k in calls):
        if smaller := difference(program, outputs, fewer):
            return outputs, fewer, smaller
    return outputs, calls, what


def written(program, outputs, calls):
    """Return a program that can be run, in words."""
    inputs, steps = program.needed(outputs)
    variables = [program.variables[n] for n in inputs]
    lines = [f'{v.name} = T.TensorType("{v.dtype}", {v.type.broadcastable})("{v.name}")' for v in variables]
    lines += [program.steps[n][0] for n in steps]
    lines += [f"f = theano.function([{', '.join(inputs)}], [{', '.join(outputs)}])"]
    for k in calls:
        lines += [f"{n} = {program.places[k][n]}.array" for n in inputs]
        lines += [f"got = f({', '.join(inputs)})"] + [program.steps[n][1] for n in steps]
        lines += [f"print(got[{i}], np.asarray({n}), sep='\\n')" for i, n in enumerate(outputs)]
    return HEAD + "\n".join(lines)


def failure(seed):
    """Return what is to be said of the program of that seed, None if it is right."""
    try:
        program = TextProgram(seed, FAMILIES[seed % len(FAMILIES)])
    except Unfit:
        return None
    except Exception:  # noqa: BLE001 - to write a program must not fail either
        return f"# seed {seed}\nwhile it was written:\n{traceback.format_exc(limit=-4)}"
    outputs, calls = outputs_of(program), [*range(CALLS), 0]
    what = difference(program, outputs, calls) if outputs else None
    if what is None:
        return None
    outputs, calls, what = shrunk(program, outputs, calls, what)
    what = "\n# ".join(what[-3000:].splitlines())
    return f"# seed {seed}\n{written(program, outputs, calls)}\n# {what}\n"


if __name__ == "__main__":
    sys.exit(sweep(failure, __doc__))
