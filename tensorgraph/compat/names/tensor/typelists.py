"""The types of ``theano.tensor.basic`` by kind: ``float_types``, ``int_vector_types`` and so on."""

from ....tensor.types.type import TensorType

_KINDS = {
    "int": ("int8", "int16", "int32", "int64"),
    "float": ("float32", "float64"),
    "complex": ("complex64", "complex128"),
}
for _kind, _dtypes in _KINDS.items():
    for _ndim, _name in enumerate(("scalar", "vector", "matrix")):
        globals()[f"{_kind}_{_name}_types"] = tuple(TensorType(dtype, (False,) * _ndim) for dtype in _dtypes)
    globals()[f"{_kind}_types"] = globals()[f"{_kind}_scalar_types"]
integer_types = (int,)

__all__ = sorted(name for name in globals() if name.endswith("_types"))
