"""Names of Theano's ``tensor.raw_random`` that are private there and yet imported."""

from ...tensor.random.sizes import infer_shape_of_sample as _infer_ndim_bcast  # noqa: F401
