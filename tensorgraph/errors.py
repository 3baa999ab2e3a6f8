"""The errors of tensorgraph: each class with what was given, what is needed and what to do."""


class InconsistencyError(Exception):
    """A FunctionGraph does not fit together, or a change would break it."""


class MissingInputError(Exception):
    """A graph needs a variable that is neither an input nor a constant nor shared."""


class UnusedInputError(Exception):
    """A function was given an input that none of its outputs and updates need."""


class AliasedMemoryError(Exception):
    """Memory that should be separate is aliased."""


class ComplexError(TypeError):
    """An operation that needs numbers with an order was given complex ones."""


class LabelError(IndexError, ValueError):
    """A class label is no column of the matrix; it is an IndexError, and a ValueError as in Theano.

    Attributes
    ----------
    label, columns : int
        The label, and how many columns there are.
    """

    def __init__(self, label, columns):
        super().__init__(label, columns)
        self.label = label
        self.columns = columns

    def __str__(self):
        return f"y_i value out of bounds: label {self.label} is out of bounds for rows of length {self.columns}"


class DisconnectedInputError(ValueError):
    """A gradient was asked for with respect to a variable that the cost does not depend on."""


class NullTypeGradError(TypeError):
    """A gradient that was asked for is undefined, or some op does not implement it."""


class GradientError(Exception):
    """A symbolic gradient differs from the numeric one by more than the tolerances allow.

    Attributes
    ----------
    arg : int
        Which argument of the function.
    err_pos, shape : int, tuple
        The position of the worst error in the flattened argument, and the argument's shape.
    val1, val2 : float
        The numeric and the symbolic value there.
    abs_err, rel_err, abs_tol, rel_tol : float
        Errors and tolerances.
    """

    def __init__(self, arg, err_pos, shape, val1, val2, abs_err, rel_err, abs_tol, rel_tol):
        super().__init__(arg, err_pos, shape, val1, val2, abs_err, rel_err, abs_tol, rel_tol)
        self.arg = arg
        self.err_pos = err_pos
        self.shape = shape
        self.val1 = val1
        self.val2 = val2
        self.abs_err = abs_err
        self.rel_err = rel_err
        self.abs_tol = abs_tol
        self.rel_tol = rel_tol

    def __str__(self):
        lines = [
            "GradientError: numeric gradient and analytic gradient exceed tolerance:",
            f"        At position {self.err_pos} of argument {self.arg} with shape {self.shape},",
            f"            val1 = {self.val1:f}      ,  val2 = {self.val2:f}",
            f"            abs. error = {self.abs_err:f},  abs. tolerance = {self.abs_tol:f}",
            f"            rel. error = {self.rel_err:f},  rel. tolerance = {self.rel_tol:f}",
        ]
        return "\n".join(lines)
