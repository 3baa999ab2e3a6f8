"""A compiled function as a value: slots, steps and results.

A :class:`Program` is plain, immutable data.  It holds no Python closure and no compiled code, so it pickles small,
loads without being optimised again and has a content hash.  `lower` writes it from a graph; the ``Machine`` of
``_kernels/machine/call/_vm.pyx`` runs it.

Slots
-----
A slot is a place for one value during a call.  The ``input`` slots, in order, are the positional arguments;
``shared`` slots are read from their container at the start of each call; ``const`` slots hold `value`; ``temp`` slots
are written by a step.

Steps
-----
A step of kind *k* reads its input slots and writes its output slots.  ``inplace={i: j}`` lets output `i` take the
storage of input `j`.  An integer in a parameter that may also be known only at run time is an *index entry*: an int,
or ``("in", k)``, the value of the 0-d integer slot ``inputs[k]`` of the step.

Elementwise work
    ``loop``
        The inputs all have the ndim of the loop, or are 0-d; an axis that is ``broadcastable`` in the slot is repeated,
        any other axis must have the same length in every input.  ``consts=((dtype, value), ...)`` are 0-d.  Registers
        are numbered: inputs, consts, then temporaries, each with its dtype in ``reg_dtypes``.  ``code=((op, dst, srcs),
        ...)`` with `op` the name of a kernel of ``dispatch.kernels()`` (``"add_f64"``) or ``("ufunc", module, name,
        signature)`` (``("ufunc", "numpy", "arctan2", "dd->d")``). A register may be written once only.  ``outs=((reg,
        how, axes, dtype, acc_dtype), ...)``, one for each output slot; `how` is ``"store"`` (axes, dtype and
        acc_dtype are ignored: None) or a reduction ``sum prod max min any all`` over `axes` (a tuple of axes, None
        for all), accumulated in `acc_dtype` and given as `dtype`; casts to and from `acc_dtype` are added by the
        machine.  Reduced axes leave the shape.  With empty `code` it is a plain reduction.  ``segments``, if given, is
        the code once more, for many elements, with instructions ``(("segment", dtype code, operations), registers that
        it writes, registers that it reads)``; an operation is ``(name, tile, kinds of sources, register, register)``,
        as ``_kernels/loops/tileops.py`` describes them. It depends on the processor, and may use further registers, of
        dtypes ``spilled``; ``reads_parts`` says if some input is made as a part of an array.
    ``padded_loop``
        A ``loop`` that stores one result, of which some inputs are parts with zeros around them: ``parts=((input, term,
        index), ...)``, `index` as in ``subtensor``, slices with constant bounds for all axes. Inputs of one term are as
        long as each other, or are repeated. Its shape is ``shape=(entry, ...)``, or that of the first input where that
        is None. The first ``narrays`` inputs are those of the loop, the others lengths. ``program`` and ``slots`` as in
        ``rows``: the steps whose work it does, which tell what is wrong with its inputs.
    ``copy``
        ``(x) -> z``: a fresh C contiguous copy.
    ``alloc``
        ``(value, d0, d1, ...) -> z`` with ``shape=(entry, ...)``: value broadcast to that shape; with ``filled=False``
        memory that is not written.

Shapes and scalars
    ``shape_i``
        ``(x) -> n`` with ``axis``: 0-d int64.
    ``shape``
        ``(x) -> v``: int64 vector.
    ``make_vector``
        ``(s0, s1, ...) -> v``: scalars (0-d, any real dtype) cast to the dtype of the output slot.
    ``arange``
        ``(start, stop, step) -> v``: 0-d inputs of any real dtype; dtype is that of the output slot.
    ``eye``
        ``(...) -> z`` with ``n, m, k`` (entries): ones on diagonal `k` of an (n, m) matrix, and ``below`` it if that
        is true.
    ``triangle``
        ``(...) -> z`` with ``n, m, k`` (entries) and ``sides=(i, j)``: input i on and below diagonal `k` of an (n, m)
        matrix, input j above it; each is broadcast, or 0-d.
    ``alloc_diagonal``
        ``(x) -> z`` with ``offset``: the last axis of x on a diagonal of two new last axes.
    ``join``
        ``(x0, x1, ...) -> z`` with ``axis``: all of the dtype of the output slot; where that is a vector, an input may
        be 0-d.
    ``specify_shape``
        ``(x, ...) -> z`` (a view) with ``shape=(entry or None, ...)``: AssertionError when a length differs.

Views (no data is moved, except by a ``reshape`` that needs a copy)
    ``dimshuffle``
        ``(x) -> z`` with ``pattern=(0, "x", ...)``; dropped axes must have length 1.  The pattern ``(0, 1, ...)`` is
        the identity (Rebroadcast): axes that are broadcastable in the output slot are checked to have length 1.
    ``subtensor``
        ``(x, ...) -> z`` with ``index``: for each of the leading axes an entry, or ``("slice", start, stop, step)``
        of entries or None.  An ``("in", k)`` slot may have any integer dtype.
    ``reshape``
        ``(x, ...) -> z`` with ``shape=(entry, ...)``, at most one -1; or ``shape=("vector", k)``: input `k` is an
        integer vector.
    ``diagonal``
        ``(x) -> z`` with ``offset, axis1, axis2``: as ``numpy.diagonal``.
    ``pairs``
        ``(x) -> z``: complex numbers as real ones, with their parts along a new last axis.
    ``split``
        ``(x, sizes) -> (z0, z1, ...)`` with ``axis``: views; `sizes` is an integer vector slot.

    ``first_rows``
        ``(x, n) -> z``: ``x[:n]``, n a 0-d integer; IndexError when it is negative, ValueError where there are not as
        many rows, of which the texts name ``loop`` and its sequence ``number``.

Linear algebra (float32, float64, complex64, complex128; one dtype in a step)
    ``dot``
        ``(x, y) -> z``: ranks 1 and 2.
    ``gemm``
        ``(A, B, C) -> z`` with ``alpha, beta``: ``z := alpha A B + beta C``; in place when ``inplace={0: 2}``.
    ``gemv``
        ``(A, x, y) -> z`` with ``alpha, beta``: ``z := alpha A x + beta y``; in place when ``inplace={0: 2}``.
    ``ger``
        ``(x, y, A) -> z`` with ``alpha``: ``z := A + alpha x y^T``; in place when ``inplace={0: 2}``.
    ``batched_dot``
        ``(A, B) -> z``: matrices along axis 0.
    ``integer_dot``
        ``(x, y) -> z``, integers of one dtype: ranks 1 and 2, or 3 and 3 as ``batched_dot``; modulo ``2**bits``.

    ``cholesky``
        ``(x) -> z``, float32 and float64 as in all that follow: the triangle z with ``z z' = x``, or ``z' z = x``
        unless it is ``lower``.
    ``cholesky_grad``
        ``(z, gz) -> gx``: its gradient, in the triangle of x that is read.
    ``solve_triangular``
        ``(A, b) -> z``: ``A z = b`` for a vector or matrix b, and the ``lower`` or upper triangle of A.
    ``lu``
        ``(x) -> (factors, exchanges)`` for the steps that follow: a matrix and an int32 vector. It has no ``op``,
        nothing fails.
    ``solve``
        ``(A, b, factors, exchanges) -> z``; the factors are those of A' if it is ``transposed``.
    ``inverse``
        ``(x, factors, exchanges) -> z``
    ``det``
        ``(x, factors, exchanges) -> z``, or with ``log`` ``-> (sign, log)`` of the absolute value: 0-d.
    ``lu_factor``
        ``(x) -> (factors, exchanges, order)``: ``x[order] == L U`` of a matrix of any shape, int32 exchanges as SciPy
        has them, and the int64 order that they give.
    ``pivot_order``
        ``(exchanges) -> order``, of int32 exchanges among as many rows.
    ``eigh``
        ``(x) -> (w, v)``, or without ``vectors`` ``(x) -> w``: of a symmetric matrix of which the ``lower`` or the
        upper triangle is read.
    ``eig``
        ``(x) -> (w, v)``: complex numbers, or those of the dtype of a matrix with real eigenvalues.
    ``schur``
        ``(x) -> (t, z)`` with ``x == z t z'``: Schur's real form.
    ``svd``
        ``(x) -> (u, s, v)``, or without ``vectors`` ``(x) -> s``; u and v are square if they are ``full``.
    ``complex_schur``
        As ``schur``, with a triangle t of complex128, of float64 or complex128.
    ``qz``
        ``(x, y) -> (t, s, alpha, beta, q, z)`` with ``x == q t z'`` and ``y == q s z'``, complex eigenvalues
        ``alpha / beta`` and the other outputs real; without ``values`` no alpha and beta.
    ``qr``
        ``(x) -> (q, r)``, with ``pivots`` ``(q, r, order)`` where ``x[:, order] == q r`` and the order is int32;
        without ``vectors`` no q. Of the smaller number of rows and columns, or of all rows if ``full``.
    ``solve_tridiagonal``
        ``(A, b) -> z``: ``A z = b`` for a vector or matrix b, and the three diagonals of A in the middle.
    ``complex_solve``
        As ``solve``, in complex128, of float64 or complex128; ``quiet`` if the op does not warn of a bad condition.

    They have ``op`` and ``node`` like ``python``: what LAPACK cannot do is left to ``op.perform``.

    `alpha` and `beta` are numbers or ``("in", k)``, a 0-d slot of the dtype of the step.  Transposes are views, never
    copies.

Rows (float32, float64; along ``axis``, default -1)
    ``softmax``, ``logsoftmax``
        ``(x) -> z``, or ``(x, b) -> z`` for x + b with a row (vector) b.
    ``softmax_grad``
        ``(dz, z) -> dx``: ``(dz - sum(dz z)) z``, z the softmax.
    ``logsoftmax_grad``
        ``(dz, z) -> dx``: ``dz - exp(z) sum(dz)``, z the logsoftmax.
    ``logsumexp``
        ``(x) -> z``: the axis leaves the shape.
    ``xent``
        ``(x, labels)`` or ``(x, b, labels) -> (nll, sm, argmax)``: cross-entropy of softmax(x + b) with integer labels
        from 0; axis is -1. ``outs`` names the outputs that are wanted: a tuple out of ``"nll" "softmax" "argmax"`` in
        the order of the output slots.
    ``xent_grad``
        ``(dnll, sm, labels) -> dx``: ``dnll[i] (sm[i, :] - onehot(labels[i]))``; in place on sm when ``inplace={0:
        1}``.
    ``cumulative``
        ``(x) -> z`` with ``how`` ``"add"`` or ``"mul"`` and ``axis`` (from 0, or None for the flattened array): the
        sum or product of the elements so far. With ``"recur"`` ``(a, b) -> z``, ``z[j] = a[j] z[j - 1] + b[j]``. Not
        for bools, float16 and complex numbers.
    ``search``
        ``(table, x) -> places`` with ``side`` ``"left"|"right"``: where to insert the elements of x into a sorted
        vector, before or behind equal ones. Both of one dtype: float32, float64, int32 or int64.
    ``largest``
        ``(x, k) -> ...`` with ``axis`` (from 0) and ``outs``, a tuple out of ``"values" "places"``: the k largest
        elements along the axis in decreasing order, or the ``-k`` smallest in increasing order, and their places,
        int64. x is float32, float64, int32 or int64. It has ``op`` and ``node`` like ``python``.
    ``argmax``
        ``(x) -> ...`` with ``axis`` (an int, or None for the flattened array) and ``outs``, a tuple out of ``"max"
        "argmax"``. All real dtypes.

Windows over the last axes (float32, float64; the images C contiguous or copied one by one)
    ``convolve``
        ``(x, y, full) -> z``: convolutions of vectors, or of each of a batch with one axis in front; the bool ``full``,
        of one element, says whether of all places where they overlap. It has ``op`` and ``node`` like ``python``.
    ``pool``
        ``(x) -> z`` with ``ws, stride, pad`` (tuples, one number for each pooled axis), ``ignore_border`` and
        ``mode="max"|"sum"|"average_inc_pad"|"average_exc_pad"``: one element for each window.
    ``pool_max_grad``
        ``(x, z, gz) -> gx`` with ``ws, stride, pad, ignore_border``: gz of each window, added where x equals its
        maximum z.
    ``pool_max_pick``
        ``(x, z, dx) -> dz`` with the same parameters: for each window the sum of dx where x equals its maximum z.
    ``pool_average_grad``
        ``(x, gz) -> gx`` with the parameters of ``pool`` (no max): gz of each window, divided by its size unless the
        mode is sum, added to its elements. Of x only the shape is read.

Convolutions (float32, float64; images and results of 4 or 5 axes, one rank in a step)
    ``conv``
        ``(images, filters) -> result`` with ``stride``, ``dilation`` (an int for each axis), ``pad`` ("half", "full" or
        a pair of ints for each axis), ``flip`` (filters are reversed along the axes) and ``groups``.
    ``conv_grad_weights``
        ``(images, dz, ...) -> gradient of the filters``; beside these parameters ``shape=(entry, ...)``, the lengths of
        the filters, or ``shape=("vector", k)``.
    ``conv_grad_inputs``
        ``(filters, dz, ...) -> gradient of the images`` with ``shape``, the lengths of the images.

Indices (all index dtypes; negative indices count from the end; IndexError before any write)
    ``take``
        ``(x, i) -> z`` with ``axis``: ``z = x[:, i]``, `i` of any rank.
    ``put``
        ``(x, y, i) -> z`` with ``how="set"|"inc"``: ``x[i] = y`` (axis 0, `i` of any rank, y is repeated to the shape
        of x[i] as NumPy does it); in place on x when ``inplace={0: 0}``, else on a copy. With "inc" and float32 or
        float64 a number ``scale``: ``x[i] += scale * y``.
    ``pick``
        ``(x, i0, i1, ...) -> z``: ``x[i0, i1, ...]``, integer arrays over the leading axes, broadcast against each
        other.  An index that is a whole range is given as parameter: ``ranges=(0,)`` says that axis 0 is indexed by
        arange(n), n the length of the index vectors, and has no input.
    ``put_pick``
        ``(x, y, i0, i1, ...) -> z`` with ``how``, ``ranges``, ``scale``: ``x[i0, i1, ...] = y``; in place on x or on a
        copy.
    ``nonzero``
        ``(x[, y]) -> (i0, i1, ...)``: an index vector (int64) for each axis of x, or with ``flat`` one of places in C
        order; any dtype of up to 8 bytes. With `y`, IndexError where the lengths of x are not those of y from ``axis``
        on: x is a mask for y.
    ``put_slice``
        ``(x, y, ...) -> z`` with ``how`` and ``index`` (as in ``subtensor``): ``x[index] = y``; in place on x or on a
        copy. With ``how="dec"`` and float32 or float64 ``x[index] -= y``.

Loops
    ``scan``
        ``(n, sequences, states, shared, lengths, others) -> (rows of states, rows of outputs, shared[, used])``: runs
        ``program`` `n` times. `n` and the lengths are 0-d integers. The inputs of ``program``: a row of each of the
        ``n_seqs`` sequences (step i reads row i), rows of the states, one for each tap in ``taps=((-2, -1), ...)``, the
        ``n_shared`` shared values, the others. Its outputs: new rows of the states, of the ``n_outs`` outputs, new
        shared values and, when ``as_while``, a number that is true when that step is the last. A tap is relative to the
        row that the step makes; that is row ``i - min(taps)`` of the buffer of a state, row i of an output. The first
        ``n_added_to`` states have a result for each of ``places=((0, 1), ...)`` instead, which are counted like taps.
        The buffer of a state is as long as its input, that of an output as its length says; where they are shorter
        than the steps need, the first rows make room, where they are longer, the rest is 0 (neither is done for states
        that are added to). Step `i` of a result that is a view of a state reads what this step writes: such results
        are copied by a step of ``program``. ``used`` (when ``as_while``) are lengths, int64, of all rows but those of
        states that are added to: the rows that were made. In place on a state when ``inplace={k: 1 + n_seqs + k}``.
        ``name`` is for errors. Shared values and others may be objects.

Branches
    A *flag* is a 0-d int8 slot: 1 if the condition of a decision holds, 2 if not, 0 if the decision does not matter. A
    *guard* is a tuple of 0 (the condition holds) or 1 (it does not), one for each of the flags among the inputs: is one
    of these sides taken? The guard without flags always is.

    ``choose``
        ``(condition, flag, ...) -> flag`` with ``guard``: the decision matters if its guard is taken. The condition is
        a 0-d number, read only if the decision matters.
    ``skip``
        ``(flag, ...) -> ()`` with ``guard`` and ``steps``: unless the guard is taken the next `steps` steps do not run.
        What they write is read only by steps that do not run either, and by the ``select`` of the same decision.
    ``select``
        ``(flag, x0, x1, ..., y0, y1, ...) -> (z0, z1, ...)``: views of the x, or where the condition does not hold of
        the y.

Several steps at once
    ``rows``
        ``(x0, ..., w0, ...) -> (z0, ...)`` with ``program``, a program with these inputs and outputs: it runs on blocks
        of rows of the first ``n_rows`` inputs, which have equally many, and on the whole of the others. ``how`` tells
        for each output what becomes of what the blocks give: ``"rows"``, they are one after another; ``sum prod max min
        any all``, they are joined (in the dtype of the inner output); ``"placed"``, they were written into an input
        (in place). ``tables``, inputs of which rows are taken. ``slots``, for each inner slot the outer one, which
        nothing but errors asks for; the inner steps name nodes of the same graph.

Random numbers
    ``mrg``
        ``(states, ...) -> (new states, sample)``: samples between 0 and 1 of MRG31k3p, of float32 or float64; the
        int32 matrix of states has a stream in each row, and sample i comes from stream i % n.  ``shape`` as in
        ``reshape``; in place on the states when ``inplace={0: 0}``.

Everything else
    ``python``
        Any -> any, with ``op`` and ``node`` (what `op.perform` takes as its node): ``op.perform(node, arrays,
        output_storage)``. Together with ``scan`` the only kind that reads or writes slots of dtype ``"object"``.
"""

import hashlib
import io
import pickle
from typing import Any, NamedTuple

FORMAT = 1
"""The number of the language of programs: a pickle with another one is lowered again."""


class Slot(NamedTuple):
    """A place for one value.

    Attributes
    ----------
    kind : {"input", "shared", "const", "temp"}
    dtype : str
        NumPy's name, or "object" for a value that is no tensor.
    ndim : int
    broadcastable : tuple of bool
        The axes that always have length 1.
    value : object
        Of a ``const`` slot: an ndarray, or any object when the dtype is "object".
    """

    kind: str
    dtype: str
    ndim: int
    broadcastable: tuple
    value: Any = None


class Step(NamedTuple):
    """One operation on slots; see the module docstring for the kinds and their parameters.

    Attributes
    ----------
    kind : str
    inputs, outputs : tuple of int
        Slots.
    params : dict
    inplace : dict
        ``{output position: input position}``.
    node : int
        Which apply node to name in an error, -1 for none.
    """

    kind: str
    inputs: tuple
    outputs: tuple
    params: dict
    inplace: dict = {}
    node: int = -1


class Program(NamedTuple):
    """The steps of a compiled function.

    Attributes
    ----------
    slots : tuple of Slot
    steps : tuple of Step
        In the order in which they run.
    outputs : tuple of int
        Slots that a call returns.
    updates : tuple of (int, int)
        ``(shared slot, new slot)``: what a shared variable holds after a successful call.
    """

    slots: tuple
    steps: tuple
    outputs: tuple
    updates: tuple = ()

    @property
    def inputs(self):
        """The input slots, which a call fills in order."""
        return tuple(i for i, slot in enumerate(self.slots) if slot.kind == "input")

    def digest(self):
        """Return the hash of the content: equal programs have equal digests in every process.

        Returns
        -------
        str
            64 hexadecimal digits.
        """
        text = io.BytesIO()
        pickler = pickle.Pickler(text, protocol=4)
        pickler.fast = True  # no memo: the bytes depend on values, not on identities
        pickler.dump(tuple(self))
        return hashlib.sha256(text.getbuffer()).hexdigest()
