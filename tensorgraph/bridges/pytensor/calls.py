"""Calls: PyTensor's ``Function`` around ours, without the time that it takes where nothing is unusual."""

import copy
import copyreg

from pytensor.graph.utils import get_variable_trace_string

from ..._kernels.machine.call._cells import FromCells
from ...compile.callable import Function
from ...tensor.shape.shape import SpecifyShape
from .releases import TheirFunction
from .typemap import kind_of


class MachineFunction(Function):
    """A function of ours that PyTensor's graph became.

    Attributes
    ----------
    wrapper : pytensor's Function or None
        The function that the user calls, which knows how to convert arguments and looks after unusual calls.
    sources : list of pytensor's Container
        Those of the arguments.
    """

    wrapper = None
    sources = ()

    def call(self, args, kwargs):
        if self.wrapper is None:
            return super().call(args, kwargs)
        return TheirFunction.__call__(self.wrapper, *args, **kwargs)

    def convert(self, i, value):
        unread = value is None and self.maker.fgraph.takes_none(self.maker.fgraph.inputs[self._slots[i]])
        if unread or self.wrapper is None or self.wrapper.trust_input:
            return super().convert(i, value)
        return super().convert(i, self.accepted(i, value))

    def accepted(self, i, value):
        """Return an argument as PyTensor's type of it takes it.

        Raises
        ------
        Exception
            PyTensor's, if it does not.
        """
        source = self.sources[i]
        try:
            return source.type.filter(value, strict=source.strict, allow_downcast=source.allow_downcast)
        except Exception as error:
            note = getattr(self.wrapper, "_add_note_to_invalid_argument_exception", None)
            if note is not None:
                # since version 3
                note(error, source, value)
                raise
            name = f' with name "{self.wrapper.name}"' if self.wrapper.name else ""
            place = get_variable_trace_string(self.wrapper.maker.inputs[i].variable)
            text = f"Bad input argument to pytensor function{name} at index {i} (0-based). {place}"
            error.args = (text + error.args[0],) if len(error.args) == 1 else (text, *error.args)
            raise

    def checks_lengths(self):
        """Return True if the graph checks the lengths that the types of arguments tell, whatever it reads of them."""
        for source, v in zip(self.sources, self.maker.fgraph.inputs):
            known = any(n not in (1, None) for n in getattr(source.type, "shape", ()))
            if known and not any(isinstance(node.op, SpecifyShape) for node, _ in self.maker.fgraph.clients(v)):
                return False
        return True

    def on_error(self, node, exception, inputs):
        if hasattr(exception, "declared_by_check"):
            return exception
        fgraph = self.maker.fgraph
        failed = fgraph.toposort()[node] if node >= 0 else None
        if failed is not None and isinstance(failed.op, SpecifyShape):
            # a length that its type tells, which PyTensor checks too
            try:
                for i in range(len(self.sources)):
                    if fgraph.inputs[i] is failed.inputs[0]:
                        self.accepted(i, inputs[0])
            except Exception as error:
                return error
        reason = str(exception)
        return reason_first(super().on_error(node, exception, inputs), reason)

    def on_inner_error(self, node, exception, within):
        if hasattr(exception, "declared_by_check"):
            return exception
        reason = str(exception)
        return reason_first(super().on_inner_error(node, exception, within), reason)


def reason_first(error, reason):
    """Return an error of a step whose text begins with the reason, as PyTensor's do, before the place in the graph."""
    head, _, rest = str(error).partition("\n")
    first = reason.partition("\n")[0]
    if isinstance(error.args[0] if error.args else None, str) and first and head.endswith(f": {first}"):
        error.args = (f"{first}\n{head.removesuffix(f': {first}')}\n{rest}", *error.args[1:])
    return error


class Thunk(FromCells):
    """Reads the storage of the arguments and returns the outputs: the callable inside of PyTensor's ``Function``."""

    # the machine stores them
    need_update_inputs = False
    lazy = False
    # nothing but the last arguments stays in their storage
    allow_gc = False


class DirectFunction(TheirFunction):
    """A function of PyTensor whose plain calls go straight to the machine.

    Calls with keywords or a wrong number of arguments, and those of functions with a profile or with defaults, are
    PyTensor's.
    """

    # looked up on the class and found to be the machine itself, so that no frame of Python lies between
    __slots__ = ("__call__",)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        # what makes a function may still set attributes
        self.__call__ = self._first_call

    def explain(self):
        """Return the steps that run, as ``explain`` of this package's functions does; those of PyTensor say so."""
        return self.vm.function.explain()

    def free(self):
        """Drop the last arguments; PyTensor's own would compile the graphs inside of operations to free those too."""
        for cell in self.vm.cells:
            cell[0] = None

    def _first_call(self, *args, **kwargs):
        self.__call__ = self._direct() or self._with_numbers(super().__call__)
        return self.__call__(*args, **kwargs)

    def _with_numbers(self, call):
        """Return a function whose results of types of ``pytensor.scalar`` are numbers, as there, and not arrays."""
        places = self._numbers()
        if not places:
            return call

        def numbers(*args, **kwargs):
            found = call(*args, **kwargs)
            if self.unpack_single:
                return found[()] if 0 in places else found
            if "output_subset" in kwargs:
                return found
            # updates come last, and are not returned
            for i, key in enumerate(list(found) if isinstance(found, dict) else range(len(found))):
                found[key] = found[key][()] if i in places else found[key]
            return found

        return numbers

    def _numbers(self):
        return [i for i, container in enumerate(self.output_storage) if kind_of(container.type) == "ScalarType"]

    def _direct(self):
        """Return the machine that plain calls go to, None where PyTensor's function has to look after each call."""
        plain = [c for spec, c in zip(self.maker.inputs, self.input_storage) if not spec.shared]
        usual = [id(c.storage) for c in plain] == [id(cell) for cell in self.vm.cells]
        if not usual or self.profile or self.return_none or self._numbers():
            return None
        if not all(c.required and not c.implicit for c in plain):
            return None
        maker = copy.copy(self.vm.function.maker)
        maker.unpack_single = self.unpack_single
        # the names in a dictionary of outputs, which later versions refuse
        names = getattr(self, "output_keys", None)
        maker.output_keys = None if names is None else tuple(names)
        direct = MachineFunction(maker, self.vm.function.input_storage)
        direct.wrapper, direct.sources = self, plain
        return direct if direct.checks_lengths() else None


copyreg.pickle(DirectFunction, copyreg.dispatch_table[TheirFunction])
