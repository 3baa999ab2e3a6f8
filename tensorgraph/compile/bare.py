"""``f.fn``: a function without arguments that reads and writes containers."""


class Bare:
    """The ``f.fn`` of a function: it reads ``f.input_storage`` and writes ``f.output_storage``.

    Nothing is checked or converted. Benchmarks call it instead of the function.

    Parameters
    ----------
    function : Function

    Attributes
    ----------
    allow_gc : bool
        Accepted for Theano's sake; buffers are always reused.

    Examples
    --------
    >>> import numpy as np, tensorgraph as theano
    >>> x = theano.tensor.dvector("x")
    >>> f = theano.function([x], x * 2)
    >>> f.input_storage[0].value = np.ones(2)
    >>> f.fn()
    >>> f.output_storage[0].value
    array([2., 2.])
    """

    def __init__(self, function):
        self.function = function
        self.allow_gc = True

    def __call__(self, n_calls=1, output_subset=None):
        """Run `n_calls` times."""
        function = self.function
        given = [function.input_storage[i] for i in function.program.inputs]
        for _ in range(n_calls):
            results = function.execute(tuple([container.value for container in given]))
        if not n_calls:
            return
        results = list(results.values()) if isinstance(results, dict) else results
        for container, value in zip(function.output_storage, [results] if function.unpack_single else results):
            container.storage[0] = value

    @property
    def storage_map(self):
        """The storage map of the function."""
        return self.function.storage_map
