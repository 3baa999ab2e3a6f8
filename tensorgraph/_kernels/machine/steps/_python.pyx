# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False
"""Steps in Python: ``op.perform(node, inputs, output_storage)`` on ndarrays, for everything without a kernel."""

from cpython.ref cimport Py_INCREF, Py_XDECREF, PyObject
cimport numpy as cnp

import numpy as np

from .._array cimport (
    NPY_ARRAY_WRITEABLE, take, tg_copy, tg_data, tg_dims, tg_fits, tg_flags, tg_is_shared, tg_strides
)
from .._workspace cimport CONST, OUTPUT, PYTHON, Slot, Workspace, has_moved, same_layout

from ..call.watchedinputs import check_unchanged, copies
from ..kinds import KINDS

cnp.import_array()


cdef object left(op, int k, int n, list storage):
    """Return the value for output `k` of `n` in a storage, which the operation may have changed in any way."""
    cell = storage[k] if len(storage) == n else None
    if type(cell) is not list or len(<list> cell) != 1:
        raise TypeError(f"{op} replaced output_storage[{k}], and must set its element, output_storage[{k}][0]")
    return (<list> cell)[0]


cdef class PythonStep(Step):

    cdef int build(self, Workspace ws) except -1:
        self.perform_op = self.params["op"].perform
        self.op_node = self.params["node"]
        op = self.params["op"]
        self.aliases = bool(getattr(op, "view_map", None) or getattr(op, "destroy_map", None))
        self.watched = self.apart = bool(self.params.get("watched"))
        self.fallible = 2
        self.cost = 1000
        return 0

    cdef int execute(self, Workspace ws) noexcept nogil:
        return PYTHON

    cdef int perform(self, Workspace ws) except -1:
        cdef int k
        cdef bint own
        cdef list inputs = []
        cdef list storage = []
        for k in range(self.nin):
            # the op gets views of the machine's own arrays, so that it cannot reshape or resize them, and an op of the
            # user gets views of all that it says it does not overwrite
            own = self.apart or self.inputs[k].base.storage == OUTPUT or self.inputs[k].base.storage == CONST
            own = own and self.inputs[k].kind != c"O"
            inputs.append(ws.view(self.inputs[k]) if own else ws.as_array(self.inputs[k]))
        for _ in range(self.nout):
            storage.append([None])
        # the first call alone is watched: the others cost nothing
        given = list(inputs) if self.watched else None
        before = None if given is None else copies(given)
        self.perform_op(self.op_node, inputs, storage)
        self.check_memory(ws)
        if given is not None:
            self.watched = False
            check_unchanged(self.params["op"], given, before)
        for k in range(self.nout):
            self.take_result(k, left(self.params["op"], k, self.nout, storage))
        inputs = storage = given = before = None
        for k in range(self.nout):
            self.set_apart(k)
        for k in range(self.nin):
            ws.detach(self.inputs[k])
        return 0

    cdef int set_apart(self, int k) except -1:
        """Copy a result that the op returned and others see: an input, a view of one, or what the op keeps.

        A step that wrote over it would change them, as would the caller whose result it is. Ops that say so, in a view
        map or a destroy map, mean it.
        """
        cdef Slot* slot = self.outputs[k]
        if slot.apart and not self.aliases and slot.kind != c"O" and (
                tg_is_shared(slot.array, 1) or not tg_flags(slot.array) & NPY_ARRAY_WRITEABLE):
            self.take_result(k, take(tg_copy(slot.array, cnp.NPY_KEEPORDER)))
        return 0

    cdef int check_memory(self, Workspace ws) except -1:
        """Check that the op did not free memory that this call, or an outer one, points to."""
        cdef Workspace here = ws
        cdef Slot* slot
        cdef bint moved = False
        cdef int k
        while not moved:
            for k in range(here.nexposed):
                slot = &here.slots[here.exposed[k]]
                if slot.array != NULL and slot.base == slot and slot.data != NULL and has_moved(slot):
                    moved = True
            if here.outer == NULL:
                break
            here = <Workspace> here.outer
        if not moved:
            return 0
        here = ws
        while True:
            here.moved = True
            if here.outer == NULL:
                break
            here = <Workspace> here.outer
        raise RuntimeError(f"{self.params['op']} resized an array that the running call needs")

    cdef list computed(self, Workspace ws, list inputs):
        """Return what the op makes of `inputs`."""
        cdef int k
        cdef list storage = []
        for _ in range(self.nout):
            storage.append([None])
        self.perform_op(self.op_node, inputs, storage)
        self.check_memory(ws)
        for k in range(self.nout):
            storage[k] = self.as_declared(k, storage[k][0])
        return storage

    cdef int fill(self, Workspace ws, list values) except -1:
        """Copy what the op made to the outputs, which are allocated."""
        cdef int k
        for k in range(self.nout):
            to = ws.view(self.outputs[k])
            if to.shape != values[k].shape:
                raise ValueError(f"{self.params['op']} made shape {values[k].shape}, not {to.shape}")
            to[...] = values[k]
        return 0

    cdef int take_result(self, int k, value) except -1:
        """Bind output `k` to the value that the op left in its storage."""
        cdef Slot* slot = self.outputs[k]
        cdef int axis
        if slot.kind != c"O":
            value = self.as_declared(k, value)
            slot.data = <char*> tg_data(<PyObject*> value)
            if not same_layout(slot, tg_dims(<PyObject*> value), tg_strides(<PyObject*> value)):
                for axis in range(slot.ndim):
                    slot.dims[axis] = tg_dims(<PyObject*> value)[axis]
                    slot.strides[axis] = tg_strides(<PyObject*> value)[axis]
                slot.version += 1
        Py_INCREF(value)
        Py_XDECREF(slot.array)
        slot.array = <PyObject*> value
        return 0

    cdef object as_declared(self, int k, value):
        """Return the value as an aligned array of the declared type."""
        cdef Slot* slot = self.outputs[k]
        cdef int axis
        op = self.params["op"]
        if value is None:
            raise ValueError(f"{op} left nothing in the storage of output {k}")
        if not tg_fits(<PyObject*> value, slot.descr, slot.ndim):
            declared = <object> slot.descr
            if np.ma.is_masked(value):
                raise TypeError(f"{op} computed a masked array for output {k}, whose mask would be lost: use "
                                "array.filled(value), or return the mask as a second output")
            array = np.asarray(value)
            fits = array.ndim == slot.ndim and np.can_cast(array.dtype, declared, "same_kind")
            # an op of the user that computes in another precision than it says
            honest = array is not value or array.dtype.kind not in "fc" or not self.params.get("user")
            if not (fits and (honest or (array.dtype.kind, array.itemsize) == (declared.kind, declared.itemsize))):
                raise TypeError(
                    f"{op} declares output {k} as {declared} with {slot.ndim} axes and computed {array.dtype} "
                    f"with {array.ndim}"
                )
            value = np.require(array, declared, ("A", "E"))
        if slot.destroyed and not tg_flags(<PyObject*> value) & NPY_ARRAY_WRITEABLE:
            value = value.copy()
        for axis in range(slot.ndim):
            if slot.ones >> axis & 1 and tg_dims(<PyObject*> value)[axis] != 1:
                raise ValueError(
                    f"{op} declares that axis {axis} of output {k} has length 1 and computed shape {value.shape}")
        return value


KINDS["python"] = PythonStep
