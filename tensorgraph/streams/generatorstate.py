"""Shared variables that hold random number generators of NumPy."""

from ..compile.shared import SharedVariable, shared_constructor
from ..tensor.random.generator import generator_type
from ..tensor.random.randomstate import copy_of, random_state_type


class RandomStateSharedVariable(SharedVariable):
    """A shared ``numpy.random.RandomState``."""

    def get_value(self, borrow=False, return_internal_type=False):
        """Return the generator: a copy, or the object itself with ``borrow=True``."""
        return self.container.value if borrow else self.container.copied(copy_of)

    def set_value(self, new_value, borrow=False):
        """Assign a copy of a generator, or the object itself with ``borrow=True``."""
        if not borrow and self.type.is_valid_value(new_value):
            new_value = copy_of(new_value)
        self.container.value = new_value


class GeneratorSharedVariable(RandomStateSharedVariable):
    """A shared ``numpy.random.Generator``."""


@shared_constructor
def randomstate_constructor(value, name=None, strict=False, allow_downcast=None, borrow=False):
    """Make a shared variable of a RandomState or Generator."""
    for type_, cls in (
        (random_state_type, RandomStateSharedVariable), (generator_type, GeneratorSharedVariable)
    ):
        if type_.is_valid_value(value):
            value = value if borrow else copy_of(value)
            return cls(type=type_, value=value, name=name, strict=strict, allow_downcast=allow_downcast)
    # the text of an array would take longer than all else
    raise TypeError(f"an object of {type(value)} is no random number generator of NumPy")
