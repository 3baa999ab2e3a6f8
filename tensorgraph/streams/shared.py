"""Shared variables that hold the state of a random number generator."""


from ..compile.shared import SharedVariable, shared_constructor
from ..tensor.random.randomstate import copy_of, random_state_type


class RandomStateSharedVariable(SharedVariable):
    """A shared ``numpy.random.RandomState``."""

    def get_value(self, borrow=False, return_internal_type=False):
        """The generator: a copy, or with ``borrow=True`` the object itself."""
        value = self.container.storage[0]
        return value if borrow or value is None else copy_of(value)

    def set_value(self, new_value, borrow=False):
        """Assign: of a copy, or with ``borrow=True`` of the object itself."""
        if not borrow and self.type.is_valid_value(new_value):
            new_value = copy_of(new_value)
        self.container.value = new_value


@shared_constructor
def randomstate_constructor(value, name=None, strict=False, allow_downcast=None, borrow=False):
    """RandomStates."""
    if not random_state_type.is_valid_value(value):
        raise TypeError(f"{value!r} is no RandomState")
    return RandomStateSharedVariable(
        type=random_state_type,
        value=value if borrow else copy_of(value),
        name=name,
        strict=strict,
        allow_downcast=allow_downcast,
    )
