"""Names of Theano's ``gpuarray`` and ``sandbox.cuda``, which programs use to ask for a GPU: there is none."""

__all__ = ["GpuArrayType", "cuda_available", "cuda_enabled", "init_dev", "pygpu", "pygpu_activated", "use"]

pygpu = None
pygpu_activated = False
cuda_available = False
cuda_enabled = False


def use(device=None, *args, **kwargs):
    """Refuse to compute on a GPU."""
    raise RuntimeError(f"there is no GPU in tensorgraph: device {device!r} cannot be used, everything runs on the CPU")


init_dev = use


class GpuArrayType:
    """The type of arrays on a GPU, which no variable has.

    Examples
    --------
    >>> import tensorgraph.tensor as T
    >>> isinstance(T.dvector().type, GpuArrayType)
    False
    """

    def __init__(self, *args, **kwargs):
        use()
