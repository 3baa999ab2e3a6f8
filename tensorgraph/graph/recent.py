"""A bounded dict for values that can be made again: it keeps the newest entries."""


class Recent(dict):
    """A dict that forgets its oldest entry when it has more than `size`.

    Examples
    --------
    >>> from tensorgraph.graph.recent import Recent
    >>> known = Recent(2)
    >>> known["a"] = known["b"] = known["c"] = 1
    >>> list(known)
    ['b', 'c']
    """

    __slots__ = ("size",)

    def __init__(self, size):
        super().__init__()
        self.size = size

    def __setitem__(self, key, value):
        super().__setitem__(key, value)
        while len(self) > self.size:
            try:
                oldest = next(iter(self))
            except (RuntimeError, StopIteration):
                # another thread is doing the same
                continue
            self.pop(oldest, None)
