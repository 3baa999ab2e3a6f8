"""``theano.tensor.blas``: names of other modules."""

# written by stubs/generate.py

from tensorgraph.tensor.products.blas import BLAS_DTYPES as BLAS_DTYPES
from tensorgraph.tensor.products.blas import Dot22 as Dot22
from tensorgraph.tensor.products.blas import Dot22Scalar as Dot22Scalar
from tensorgraph.tensor.products.blas import Gemm as Gemm
from tensorgraph.tensor.products.blas import Gemv as Gemv
from tensorgraph.tensor.products.blas import Ger as Ger
from tensorgraph.tensor.products.blas import gemm_inplace as gemm_inplace
from tensorgraph.tensor.products.blas import gemm_no_inplace as gemm_no_inplace
from tensorgraph.tensor.products.blas import gemv_inplace as gemv_inplace
from tensorgraph.tensor.products.blas import gemv_no_inplace as gemv_no_inplace
from tensorgraph.tensor.products.blas import ger as ger
from tensorgraph.tensor.products.blas import ger_destructive as ger_destructive
from tensorgraph.tensor.products.dot import BatchedDot as BatchedDot
from tensorgraph.tensor.products.dot import Dot as Dot
from tensorgraph.tensor.products.dot import batched_dot as batched_dot
from tensorgraph.tensor.products.dot import batched_tensordot as batched_tensordot
from tensorgraph.tensor.products.dot import dot as dot
from tensorgraph.tensor.products.dot import outer as outer
from tensorgraph.tensor.products.dot import tensordot as tensordot
