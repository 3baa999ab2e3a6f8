"""Random programs of every family and their gradients, held against copies of the compiled function, bit for bit.

    python tests/fuzz/copies.py --programs 2000 --seed 1 --jobs 2

Copies are pickles of the function, of pickles, and deep copies, ``f.copy``, a file of :mod:`tensorgraph.saving`, and a
function compiled again from the same graph. The calls are those of several threads at once, of arguments and results
that may be overwritten, and of an input as a shared variable. All must give the same bits.
"""

import copy
import pickle
import sys
import tempfile
import threading
from pathlib import Path

import numpy as np
from differential import Difference, finding, outputs_of, written
from seeds import sweep
from typed_programs import Program

import tensorgraph as theano
import tensorgraph.tensor as T

THREADS = 4
CALLS = 6  # of each thread


def bits(results):
    """Return results as something that is equal if they are the same bit for bit."""
    found = []
    for x in results:
        x = x.toarray() if hasattr(x, "toarray") else np.asarray(x)
        x = np.where(np.isnan(x), np.nan, x) if x.dtype.kind in "fc" else x
        found.append((x.dtype, x.shape, np.ascontiguousarray(x).tobytes()))
    return found


def same(what, got, want):
    """Raise a Difference where results are not those wanted."""
    for k, (a, b) in enumerate(zip(bits(got), bits(want), strict=True)):
        if a != b:
            raise Difference(f"{what}: output {k} is\n{got[k]!r}\nnot\n{want[k]!r}")


def check(program):
    """Raise a Difference if some copy of the program's function gives other bits."""
    outputs = outputs_of(program)
    if not outputs:
        return
    args = [program.values[v] for v in program.inputs]
    wrt = [v for v in program.inputs if v.type.dtype in ("float32", "float64")]
    smooth = [v for v in outputs if v.type.dtype in ("float32", "float64") and hasattr(v.type, "ndim")]
    if wrt and smooth:
        cost = sum(T.sum(T.cast(v, "float64")) for v in smooth if not isinstance(v.type, theano.sparse.SparseType))
        if hasattr(cost, "owner"):
            outputs = [*outputs, *T.grad(cost, wrt, disconnected_inputs="ignore")]
    options = {"on_unused_input": "ignore"}
    f = theano.function(program.inputs, outputs, **options)
    kept = [x.copy() for x in args]
    want = copy.deepcopy(f(*args))
    same("again", f(*args), want)
    for name, made in copies(f, program, outputs, options):
        same(name, made(*args), want)
    same("arguments", args, kept)
    check_owned(program, outputs, args, want, options)
    check_threads(f, args, want)


def copies(f, program, outputs, options):
    """Yield copies of a function, and what they are called."""
    g = pickle.loads(pickle.dumps(f))
    yield "pickled", g
    yield "pickled twice", pickle.loads(pickle.dumps(g))
    yield "copy", f.copy()
    yield "deep copy", copy.deepcopy(f)
    yield "compiled again", theano.function(program.inputs, outputs, **options)
    inputs, results = pickle.loads(pickle.dumps((program.inputs, outputs)))
    yield "pickled graph", theano.function(inputs, results, **options)
    with tempfile.TemporaryDirectory() as folder:
        path = str(Path(folder) / "f")
        theano.saving.save(path, f)
        yield "saved", theano.saving.load(path)


def check_owned(program, outputs, args, want, options):
    """Arguments that may be overwritten, results that may be views, an input as a shared variable."""
    inputs = [theano.In(v, borrow=True, mutable=True) for v in program.inputs]
    f = theano.function(inputs, [theano.Out(v, borrow=True) for v in outputs], **options)
    for _ in range(2):
        same("owned arguments, borrowed results", f(*[x.copy() for x in args]), want)
    v, value = program.inputs[0], args[0]
    shared = theano.shared(value.copy(), broadcastable=v.type.broadcastable)
    f = theano.function(program.inputs[1:], outputs, givens={v: shared}, **options)
    for _ in range(2):
        same("shared input", f(*args[1:]), want)
    same("shared value", [shared.get_value()], [value])


def check_threads(f, args, want):
    """Calls of one function from several threads, and the first calls of another at once."""
    g = pickle.loads(pickle.dumps(f))
    errors = []
    start = threading.Barrier(THREADS)

    def work():
        try:
            start.wait()
            for _ in range(CALLS):
                same("in a thread", g(*args), want)
        except Exception as error:  # noqa: BLE001 - it is raised where the threads end
            errors.append(error)

    threads = [threading.Thread(target=work) for _ in range(THREADS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if errors:
        raise errors[0]


def failure(seed):
    """Return what is to be said of the program of that seed, None if it is right."""
    return finding(seed, Program, check, written)


if __name__ == "__main__":
    sys.exit(sweep(failure, __doc__))
