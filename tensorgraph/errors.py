"""The errors of tensorgraph: each class with what was given, what is needed and what to do."""


class InconsistencyError(Exception):
    """A FunctionGraph does not fit together, or a change would break it."""


class MissingInputError(Exception):
    """A graph needs a variable that is neither an input nor a constant nor shared."""


class UnusedInputError(Exception):
    """A function was given an input that none of its outputs and updates need."""


class AliasedMemoryError(Exception):
    """Memory that should be separate is aliased."""
