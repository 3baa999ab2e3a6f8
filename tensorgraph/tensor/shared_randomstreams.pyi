"""``theano.tensor.shared_randomstreams``: names of other modules."""

# written by stubs/generate.py

from tensorgraph.compile.shared import ScalarSharedVariable as ScalarSharedVariable
from tensorgraph.compile.shared import SharedVariable as SharedVariable
from tensorgraph.compile.shared import TensorSharedVariable as TensorSharedVariable
from tensorgraph.compile.shared import shared as shared
from tensorgraph.compile.shared import shared_constructor as shared_constructor
from tensorgraph.gradient.barriers import consider_constant as consider_constant
from tensorgraph.gradient.barriers import disconnected_grad as disconnected_grad
from tensorgraph.gradient.barriers import zero_grad as zero_grad
from tensorgraph.gradient.grad import grad as grad
from tensorgraph.gradient.jacobian import hessian as hessian
from tensorgraph.gradient.jacobian import jacobian as jacobian
from tensorgraph.gradient.pushforward import Lop as Lop
from tensorgraph.gradient.pushforward import Rop as Rop
from tensorgraph.gradient.verify import verify_grad as verify_grad
from tensorgraph.graph.apply import Apply as Apply
from tensorgraph.graph.op import Op as Op
from tensorgraph.graph.variable import Constant as Constant
from tensorgraph.graph.variable import Variable as Variable
from tensorgraph.streams.randomstate import RandomStreams as RandomStreams
from tensorgraph.streams.randomstate import RandomStreamsBase as RandomStreamsBase
from tensorgraph.tensor import Tensor as Tensor
from tensorgraph.tensor import abs_ as abs_
from tensorgraph.tensor import add as add
from tensorgraph.tensor import advanced_boolean_inc_subtensor as advanced_boolean_inc_subtensor
from tensorgraph.tensor import advanced_boolean_set_subtensor as advanced_boolean_set_subtensor
from tensorgraph.tensor import advanced_boolean_subtensor as advanced_boolean_subtensor
from tensorgraph.tensor import advanced_inc_subtensor as advanced_inc_subtensor
from tensorgraph.tensor import advanced_inc_subtensor1 as advanced_inc_subtensor1
from tensorgraph.tensor import advanced_set_subtensor as advanced_set_subtensor
from tensorgraph.tensor import advanced_set_subtensor1 as advanced_set_subtensor1
from tensorgraph.tensor import advanced_subtensor as advanced_subtensor
from tensorgraph.tensor import advanced_subtensor1 as advanced_subtensor1
from tensorgraph.tensor import alloc as alloc
from tensorgraph.tensor import and_ as and_
from tensorgraph.tensor import angle as angle
from tensorgraph.tensor import arccos as arccos
from tensorgraph.tensor import arccosh as arccosh
from tensorgraph.tensor import arcsin as arcsin
from tensorgraph.tensor import arcsinh as arcsinh
from tensorgraph.tensor import arctan as arctan
from tensorgraph.tensor import arctan2 as arctan2
from tensorgraph.tensor import arctanh as arctanh
from tensorgraph.tensor import as_tensor as as_tensor
from tensorgraph.tensor import assert_op as assert_op
from tensorgraph.tensor import betainc as betainc
from tensorgraph.tensor import betaincinv as betaincinv
from tensorgraph.tensor import betaln as betaln
from tensorgraph.tensor import bitwise_and as bitwise_and
from tensorgraph.tensor import bitwise_not as bitwise_not
from tensorgraph.tensor import bitwise_or as bitwise_or
from tensorgraph.tensor import bitwise_xor as bitwise_xor
from tensorgraph.tensor import cbrt as cbrt
from tensorgraph.tensor import ceil as ceil
from tensorgraph.tensor import chi2sf as chi2sf
from tensorgraph.tensor import clip as clip
from tensorgraph.tensor import complex as complex
from tensorgraph.tensor import complex_from_polar as complex_from_polar
from tensorgraph.tensor import conj as conj
from tensorgraph.tensor import conjugate as conjugate
from tensorgraph.tensor import copysign as copysign
from tensorgraph.tensor import cos as cos
from tensorgraph.tensor import cosh as cosh
from tensorgraph.tensor import dawsn as dawsn
from tensorgraph.tensor import deg2rad as deg2rad
from tensorgraph.tensor import divide as divide
from tensorgraph.tensor import eq as eq
from tensorgraph.tensor import erf as erf
from tensorgraph.tensor import erfc as erfc
from tensorgraph.tensor import erfcinv as erfcinv
from tensorgraph.tensor import erfcx as erfcx
from tensorgraph.tensor import erfi as erfi
from tensorgraph.tensor import erfinv as erfinv
from tensorgraph.tensor import exp as exp
from tensorgraph.tensor import exp1 as exp1
from tensorgraph.tensor import exp2 as exp2
from tensorgraph.tensor import expi as expi
from tensorgraph.tensor import expm1 as expm1
from tensorgraph.tensor import fill as fill
from tensorgraph.tensor import floor as floor
from tensorgraph.tensor import floor_div as floor_div
from tensorgraph.tensor import fmod as fmod
from tensorgraph.tensor import gamma as gamma
from tensorgraph.tensor import gammainc as gammainc
from tensorgraph.tensor import gammaincc as gammaincc
from tensorgraph.tensor import gammainccinv as gammainccinv
from tensorgraph.tensor import gammaincinv as gammaincinv
from tensorgraph.tensor import gammal as gammal
from tensorgraph.tensor import gammaln as gammaln
from tensorgraph.tensor import gammau as gammau
from tensorgraph.tensor import gcd as gcd
from tensorgraph.tensor import ge as ge
from tensorgraph.tensor import gt as gt
from tensorgraph.tensor import hyp2f1 as hyp2f1
from tensorgraph.tensor import hypot as hypot
from tensorgraph.tensor import i0 as i0
from tensorgraph.tensor import i0e as i0e
from tensorgraph.tensor import i1 as i1
from tensorgraph.tensor import i1e as i1e
from tensorgraph.tensor import identity as identity
from tensorgraph.tensor import imag as imag
from tensorgraph.tensor import int_div as int_div
from tensorgraph.tensor import inv as inv
from tensorgraph.tensor import invert as invert
from tensorgraph.tensor import isinf as isinf
from tensorgraph.tensor import isnan as isnan
from tensorgraph.tensor import iv as iv
from tensorgraph.tensor import ive as ive
from tensorgraph.tensor import j0 as j0
from tensorgraph.tensor import j1 as j1
from tensorgraph.tensor import jv as jv
from tensorgraph.tensor import k0 as k0
from tensorgraph.tensor import k0e as k0e
from tensorgraph.tensor import k1 as k1
from tensorgraph.tensor import k1e as k1e
from tensorgraph.tensor import kv as kv
from tensorgraph.tensor import kve as kve
from tensorgraph.tensor import lcm as lcm
from tensorgraph.tensor import le as le
from tensorgraph.tensor import left_shift as left_shift
from tensorgraph.tensor import log as log
from tensorgraph.tensor import log10 as log10
from tensorgraph.tensor import log1mexp as log1mexp
from tensorgraph.tensor import log1p as log1p
from tensorgraph.tensor import log2 as log2
from tensorgraph.tensor import log_ndtr as log_ndtr
from tensorgraph.tensor import logaddexp as logaddexp
from tensorgraph.tensor import logaddexp2 as logaddexp2
from tensorgraph.tensor import logit as logit
from tensorgraph.tensor import lt as lt
from tensorgraph.tensor import make_vector as make_vector
from tensorgraph.tensor import maximum as maximum
from tensorgraph.tensor import minimum as minimum
from tensorgraph.tensor import mod as mod
from tensorgraph.tensor import mul as mul
from tensorgraph.tensor import ndtr as ndtr
from tensorgraph.tensor import ndtri as ndtri
from tensorgraph.tensor import ndtri_exp as ndtri_exp
from tensorgraph.tensor import neg as neg
from tensorgraph.tensor import neq as neq
from tensorgraph.tensor import or_ as or_
from tensorgraph.tensor import owens_t as owens_t
from tensorgraph.tensor import pow as pow
from tensorgraph.tensor import psi as psi
from tensorgraph.tensor import rad2deg as rad2deg
from tensorgraph.tensor import real as real
from tensorgraph.tensor import right_shift as right_shift
from tensorgraph.tensor import round_half_away_from_zero as round_half_away_from_zero
from tensorgraph.tensor import round_half_to_even as round_half_to_even
from tensorgraph.tensor import scalar_from_tensor as scalar_from_tensor
from tensorgraph.tensor import second as second
from tensorgraph.tensor import sgn as sgn
from tensorgraph.tensor import sigmoid as sigmoid
from tensorgraph.tensor import sin as sin
from tensorgraph.tensor import sinh as sinh
from tensorgraph.tensor import softplus as softplus
from tensorgraph.tensor import specify_shape as specify_shape
from tensorgraph.tensor import spence as spence
from tensorgraph.tensor import sqr as sqr
from tensorgraph.tensor import sqrt as sqrt
from tensorgraph.tensor import square as square
from tensorgraph.tensor import sub as sub
from tensorgraph.tensor import switch as switch
from tensorgraph.tensor import tan as tan
from tensorgraph.tensor import tanh as tanh
from tensorgraph.tensor import tensor_copy as tensor_copy
from tensorgraph.tensor import tensor_from_scalar as tensor_from_scalar
from tensorgraph.tensor import tri_gamma as tri_gamma
from tensorgraph.tensor import true_div as true_div
from tensorgraph.tensor import trunc as trunc
from tensorgraph.tensor import ultra_fast_sigmoid as ultra_fast_sigmoid
from tensorgraph.tensor import where as where
from tensorgraph.tensor import xlog1py as xlog1py
from tensorgraph.tensor import xlogy as xlogy
from tensorgraph.tensor import xor as xor
from tensorgraph.tensor import y0 as y0
from tensorgraph.tensor import y1 as y1
from tensorgraph.tensor import yv as yv
from tensorgraph.tensor import zeta as zeta
from tensorgraph.tensor.creation.alloc import Alloc as Alloc
from tensorgraph.tensor.creation.alloc import AllocEmpty as AllocEmpty
from tensorgraph.tensor.creation.bartlett import bartlett as bartlett
from tensorgraph.tensor.creation.corners import diag_indices as diag_indices
from tensorgraph.tensor.creation.corners import diag_indices_from as diag_indices_from
from tensorgraph.tensor.creation.corners import diagflat as diagflat
from tensorgraph.tensor.creation.corners import indices as indices
from tensorgraph.tensor.creation.corners import tril_indices as tril_indices
from tensorgraph.tensor.creation.corners import tril_indices_from as tril_indices_from
from tensorgraph.tensor.creation.corners import triu_indices as triu_indices
from tensorgraph.tensor.creation.corners import triu_indices_from as triu_indices_from
from tensorgraph.tensor.creation.diag import AllocDiag as AllocDiag
from tensorgraph.tensor.creation.diag import ExtractDiag as ExtractDiag
from tensorgraph.tensor.creation.diag import diag as diag
from tensorgraph.tensor.creation.diag import diagonal as diagonal
from tensorgraph.tensor.creation.eye import Eye as Eye
from tensorgraph.tensor.creation.eye import Tri as Tri
from tensorgraph.tensor.creation.eye import eye as eye
from tensorgraph.tensor.creation.eye import identity_like as identity_like
from tensorgraph.tensor.creation.eye import tri as tri
from tensorgraph.tensor.creation.eye import tril as tril
from tensorgraph.tensor.creation.eye import triu as triu
from tensorgraph.tensor.creation.fill_diagonal import fill_diagonal as fill_diagonal
from tensorgraph.tensor.creation.fill_diagonal import fill_diagonal_offset as fill_diagonal_offset
from tensorgraph.tensor.creation.filled import ARange as ARange
from tensorgraph.tensor.creation.filled import arange as arange
from tensorgraph.tensor.creation.filled import ones as ones
from tensorgraph.tensor.creation.filled import ones_like as ones_like
from tensorgraph.tensor.creation.filled import transfer as transfer
from tensorgraph.tensor.creation.filled import zeros as zeros
from tensorgraph.tensor.creation.filled import zeros_like as zeros_like
from tensorgraph.tensor.creation.full import empty as empty
from tensorgraph.tensor.creation.full import empty_like as empty_like
from tensorgraph.tensor.creation.full import full as full
from tensorgraph.tensor.creation.full import full_like as full_like
from tensorgraph.tensor.creation.one_hot import to_one_hot as to_one_hot
from tensorgraph.tensor.creation.sequences import geomspace as geomspace
from tensorgraph.tensor.creation.sequences import linspace as linspace
from tensorgraph.tensor.creation.sequences import logspace as logspace
from tensorgraph.tensor.creation.sequences import vander as vander
from tensorgraph.tensor.creation.tapers import blackman as blackman
from tensorgraph.tensor.creation.tapers import hamming as hamming
from tensorgraph.tensor.creation.tapers import hanning as hanning
from tensorgraph.tensor.creation.tapers import kaiser as kaiser
from tensorgraph.tensor.elementwise.elemwise import Elemwise as Elemwise
from tensorgraph.tensor.elementwise.floats import fabs as fabs
from tensorgraph.tensor.elementwise.floats import float_power as float_power
from tensorgraph.tensor.elementwise.floats import fmax as fmax
from tensorgraph.tensor.elementwise.floats import fmin as fmin
from tensorgraph.tensor.elementwise.floats import heaviside as heaviside
from tensorgraph.tensor.elementwise.floats import isfinite as isfinite
from tensorgraph.tensor.elementwise.floats import isneginf as isneginf
from tensorgraph.tensor.elementwise.floats import isposinf as isposinf
from tensorgraph.tensor.elementwise.floats import modf as modf
from tensorgraph.tensor.elementwise.floats import nan_to_num as nan_to_num
from tensorgraph.tensor.elementwise.floats import positive as positive
from tensorgraph.tensor.elementwise.floats import signbit as signbit
from tensorgraph.tensor.elementwise.floats import sinc as sinc
from tensorgraph.tensor.elementwise.logic import logical_and as logical_and
from tensorgraph.tensor.elementwise.logic import logical_not as logical_not
from tensorgraph.tensor.elementwise.logic import logical_or as logical_or
from tensorgraph.tensor.elementwise.logic import logical_xor as logical_xor
from tensorgraph.tensor.elementwise.math import cast as cast
from tensorgraph.tensor.elementwise.math import div_proxy as div_proxy
from tensorgraph.tensor.elementwise.math import divmod as divmod
from tensorgraph.tensor.elementwise.math import iround as iround
from tensorgraph.tensor.elementwise.math import is_float as is_float
from tensorgraph.tensor.elementwise.math import isclose as isclose
from tensorgraph.tensor.elementwise.math import largest as largest
from tensorgraph.tensor.elementwise.math import power as power
from tensorgraph.tensor.elementwise.math import round as round
from tensorgraph.tensor.elementwise.math import smallest as smallest
from tensorgraph.tensor.elementwise.polynomials import polyval as polyval
from tensorgraph.tensor.indexing.advanced_subtensor import AdvancedBooleanIncSubtensor as AdvancedBooleanIncSubtensor
from tensorgraph.tensor.indexing.advanced_subtensor import AdvancedBooleanSubtensor as AdvancedBooleanSubtensor
from tensorgraph.tensor.indexing.advanced_subtensor import AdvancedIncSubtensor as AdvancedIncSubtensor
from tensorgraph.tensor.indexing.advanced_subtensor import AdvancedIncSubtensor1 as AdvancedIncSubtensor1
from tensorgraph.tensor.indexing.advanced_subtensor import AdvancedSubtensor as AdvancedSubtensor
from tensorgraph.tensor.indexing.advanced_subtensor import AdvancedSubtensor1 as AdvancedSubtensor1
from tensorgraph.tensor.indexing.indexing import inc_subtensor as inc_subtensor
from tensorgraph.tensor.indexing.indexing import set_subtensor as set_subtensor
from tensorgraph.tensor.indexing.indexing import take as take
from tensorgraph.tensor.indexing.permutation import PermuteRowElements as PermuteRowElements
from tensorgraph.tensor.indexing.permutation import inverse_permutation as inverse_permutation
from tensorgraph.tensor.indexing.permutation import permute_row_elements as permute_row_elements
from tensorgraph.tensor.indexing.permutation import ravel_multi_index as ravel_multi_index
from tensorgraph.tensor.indexing.permutation import unravel_index as unravel_index
from tensorgraph.tensor.indexing.picking import argwhere as argwhere
from tensorgraph.tensor.indexing.picking import extract as extract
from tensorgraph.tensor.indexing.picking import ix_ as ix_
from tensorgraph.tensor.indexing.picking import resize as resize
from tensorgraph.tensor.indexing.picking import select as select
from tensorgraph.tensor.indexing.picking import take_along_axis as take_along_axis
from tensorgraph.tensor.indexing.picking import trim_zeros as trim_zeros
from tensorgraph.tensor.indexing.selection import Choose as Choose
from tensorgraph.tensor.indexing.selection import Nonzero as Nonzero
from tensorgraph.tensor.indexing.selection import choose as choose
from tensorgraph.tensor.indexing.selection import flatnonzero as flatnonzero
from tensorgraph.tensor.indexing.selection import nonzero as nonzero
from tensorgraph.tensor.indexing.selection import nonzero_values as nonzero_values
from tensorgraph.tensor.indexing.subtensor import IncSubtensor as IncSubtensor
from tensorgraph.tensor.indexing.subtensor import Subtensor as Subtensor
from tensorgraph.tensor.products.dot import BatchedDot as BatchedDot
from tensorgraph.tensor.products.dot import Dot as Dot
from tensorgraph.tensor.products.dot import batched_dot as batched_dot
from tensorgraph.tensor.products.dot import batched_tensordot as batched_tensordot
from tensorgraph.tensor.products.dot import dot as dot
from tensorgraph.tensor.products.dot import outer as outer
from tensorgraph.tensor.products.dot import tensordot as tensordot
from tensorgraph.tensor.products.einsum import einsum as einsum
from tensorgraph.tensor.products.matmul import cross as cross
from tensorgraph.tensor.products.matmul import inner as inner
from tensorgraph.tensor.products.matmul import kron as kron
from tensorgraph.tensor.products.matmul import matmul as matmul
from tensorgraph.tensor.products.matmul import matvec as matvec
from tensorgraph.tensor.products.matmul import vdot as vdot
from tensorgraph.tensor.products.matmul import vecdot as vecdot
from tensorgraph.tensor.products.matmul import vecmat as vecmat
from tensorgraph.tensor.reductions.averages import array_equal as array_equal
from tensorgraph.tensor.reductions.averages import array_equiv as array_equiv
from tensorgraph.tensor.reductions.averages import average as average
from tensorgraph.tensor.reductions.averages import corrcoef as corrcoef
from tensorgraph.tensor.reductions.averages import count_nonzero as count_nonzero
from tensorgraph.tensor.reductions.averages import trace as trace
from tensorgraph.tensor.reductions.careduce import CAReduce as CAReduce
from tensorgraph.tensor.reductions.careduce import CAReduceDtype as CAReduceDtype
from tensorgraph.tensor.reductions.cumulative import cumprod as cumprod
from tensorgraph.tensor.reductions.cumulative import cumsum as cumsum
from tensorgraph.tensor.reductions.cumulative import diff as diff
from tensorgraph.tensor.reductions.differences import ediff1d as ediff1d
from tensorgraph.tensor.reductions.differences import gradient as gradient
from tensorgraph.tensor.reductions.differences import interp as interp
from tensorgraph.tensor.reductions.differences import trapezoid as trapezoid
from tensorgraph.tensor.reductions.differences import unwrap as unwrap
from tensorgraph.tensor.reductions.exponentials import log_softmax as log_softmax
from tensorgraph.tensor.reductions.exponentials import logsumexp as logsumexp
from tensorgraph.tensor.reductions.exponentials import softmax as softmax
from tensorgraph.tensor.reductions.extremes import argmax as argmax
from tensorgraph.tensor.reductions.extremes import argmin as argmin
from tensorgraph.tensor.reductions.extremes import max as max
from tensorgraph.tensor.reductions.extremes import max_and_argmax as max_and_argmax
from tensorgraph.tensor.reductions.extremes import min as min
from tensorgraph.tensor.reductions.extremes import ptp as ptp
from tensorgraph.tensor.reductions.maxandargmax import Argmax as Argmax
from tensorgraph.tensor.reductions.maxandargmax import MaxAndArgmax as MaxAndArgmax
from tensorgraph.tensor.reductions.nanreductions import nanargmax as nanargmax
from tensorgraph.tensor.reductions.nanreductions import nanargmin as nanargmin
from tensorgraph.tensor.reductions.nanreductions import nancumprod as nancumprod
from tensorgraph.tensor.reductions.nanreductions import nancumsum as nancumsum
from tensorgraph.tensor.reductions.nanreductions import nanmax as nanmax
from tensorgraph.tensor.reductions.nanreductions import nanmean as nanmean
from tensorgraph.tensor.reductions.nanreductions import nanmin as nanmin
from tensorgraph.tensor.reductions.nanreductions import nanprod as nanprod
from tensorgraph.tensor.reductions.nanreductions import nanstd as nanstd
from tensorgraph.tensor.reductions.nanreductions import nansum as nansum
from tensorgraph.tensor.reductions.nanreductions import nanvar as nanvar
from tensorgraph.tensor.reductions.quantiles import median as median
from tensorgraph.tensor.reductions.quantiles import nanmedian as nanmedian
from tensorgraph.tensor.reductions.quantiles import nanpercentile as nanpercentile
from tensorgraph.tensor.reductions.quantiles import nanquantile as nanquantile
from tensorgraph.tensor.reductions.quantiles import percentile as percentile
from tensorgraph.tensor.reductions.quantiles import quantile as quantile
from tensorgraph.tensor.reductions.reduce import all as all
from tensorgraph.tensor.reductions.reduce import allclose as allclose
from tensorgraph.tensor.reductions.reduce import any as any
from tensorgraph.tensor.reductions.reduce import check_and_normalize_axes as check_and_normalize_axes
from tensorgraph.tensor.reductions.reduce import makeKeepDims as makeKeepDims
from tensorgraph.tensor.reductions.reduce import prod as prod
from tensorgraph.tensor.reductions.reduce import sum as sum
from tensorgraph.tensor.reductions.statistics import cov as cov
from tensorgraph.tensor.reductions.statistics import mean as mean
from tensorgraph.tensor.reductions.statistics import norm as norm
from tensorgraph.tensor.reductions.statistics import std as std
from tensorgraph.tensor.reductions.statistics import var as var
from tensorgraph.tensor.reductions.sums import All as All
from tensorgraph.tensor.reductions.sums import Any as Any
from tensorgraph.tensor.reductions.sums import Prod as Prod
from tensorgraph.tensor.reductions.sums import ProdWithoutZeros as ProdWithoutZeros
from tensorgraph.tensor.reductions.sums import Sum as Sum
from tensorgraph.tensor.shape.assertion import Assert as Assert
from tensorgraph.tensor.shape.axes import moveaxis as moveaxis
from tensorgraph.tensor.shape.axes import shape_padaxis as shape_padaxis
from tensorgraph.tensor.shape.axes import shape_padleft as shape_padleft
from tensorgraph.tensor.shape.axes import shape_padright as shape_padright
from tensorgraph.tensor.shape.axes import squeeze as squeeze
from tensorgraph.tensor.shape.axes import swapaxes as swapaxes
from tensorgraph.tensor.shape.axes import transpose as transpose
from tensorgraph.tensor.shape.broadcasting import atleast_1d as atleast_1d
from tensorgraph.tensor.shape.broadcasting import atleast_2d as atleast_2d
from tensorgraph.tensor.shape.broadcasting import atleast_3d as atleast_3d
from tensorgraph.tensor.shape.broadcasting import broadcast_arrays as broadcast_arrays
from tensorgraph.tensor.shape.broadcasting import broadcast_shapes as broadcast_shapes
from tensorgraph.tensor.shape.broadcasting import broadcast_to as broadcast_to
from tensorgraph.tensor.shape.broadcasting import expand_dims as expand_dims
from tensorgraph.tensor.shape.broadcasting import meshgrid as meshgrid
from tensorgraph.tensor.shape.contiguous import CpuContiguous as CpuContiguous
from tensorgraph.tensor.shape.dimshuffle import DimShuffle as DimShuffle
from tensorgraph.tensor.shape.flips import flip as flip
from tensorgraph.tensor.shape.flips import fliplr as fliplr
from tensorgraph.tensor.shape.flips import flipud as flipud
from tensorgraph.tensor.shape.flips import matrix_transpose as matrix_transpose
from tensorgraph.tensor.shape.flips import roll as roll
from tensorgraph.tensor.shape.flips import rot90 as rot90
from tensorgraph.tensor.shape.join import Join as Join
from tensorgraph.tensor.shape.join import Split as Split
from tensorgraph.tensor.shape.join import concatenate as concatenate
from tensorgraph.tensor.shape.join import join as join
from tensorgraph.tensor.shape.join import split as split
from tensorgraph.tensor.shape.padding import pad as pad
from tensorgraph.tensor.shape.rebroadcast import Rebroadcast as Rebroadcast
from tensorgraph.tensor.shape.rebroadcast import addbroadcast as addbroadcast
from tensorgraph.tensor.shape.rebroadcast import patternbroadcast as patternbroadcast
from tensorgraph.tensor.shape.rebroadcast import unbroadcast as unbroadcast
from tensorgraph.tensor.shape.repeat import compress as compress
from tensorgraph.tensor.shape.repeat import repeat as repeat
from tensorgraph.tensor.shape.repeat import tile as tile
from tensorgraph.tensor.shape.reshape import Reshape as Reshape
from tensorgraph.tensor.shape.reshape import flatten as flatten
from tensorgraph.tensor.shape.reshape import reshape as reshape
from tensorgraph.tensor.shape.sections import append as append
from tensorgraph.tensor.shape.sections import array_split as array_split
from tensorgraph.tensor.shape.sections import delete as delete
from tensorgraph.tensor.shape.sections import dsplit as dsplit
from tensorgraph.tensor.shape.sections import hsplit as hsplit
from tensorgraph.tensor.shape.sections import insert as insert
from tensorgraph.tensor.shape.sections import vsplit as vsplit
from tensorgraph.tensor.shape.shape import Shape as Shape
from tensorgraph.tensor.shape.shape import Shape_i as Shape_i
from tensorgraph.tensor.shape.shape import SpecifyShape as SpecifyShape
from tensorgraph.tensor.shape.shape import get_vector_length as get_vector_length
from tensorgraph.tensor.shape.shape import shape as shape
from tensorgraph.tensor.shape.shape import shape_i as shape_i
from tensorgraph.tensor.shape.stack import horizontal_stack as horizontal_stack
from tensorgraph.tensor.shape.stack import stack as stack
from tensorgraph.tensor.shape.stack import stacklists as stacklists
from tensorgraph.tensor.shape.stack import vertical_stack as vertical_stack
from tensorgraph.tensor.shape.stacking import block as block
from tensorgraph.tensor.shape.stacking import column_stack as column_stack
from tensorgraph.tensor.shape.stacking import dstack as dstack
from tensorgraph.tensor.shape.stacking import hstack as hstack
from tensorgraph.tensor.shape.stacking import vstack as vstack
from tensorgraph.tensor.signal.correlation import convolve as convolve
from tensorgraph.tensor.signal.correlation import correlate as correlate
from tensorgraph.tensor.sorting.counting import Unique as Unique
from tensorgraph.tensor.sorting.counting import bincount as bincount
from tensorgraph.tensor.sorting.counting import searchsorted as searchsorted
from tensorgraph.tensor.sorting.histograms import argpartition as argpartition
from tensorgraph.tensor.sorting.histograms import digitize as digitize
from tensorgraph.tensor.sorting.histograms import histogram as histogram
from tensorgraph.tensor.sorting.histograms import histogram_bin_edges as histogram_bin_edges
from tensorgraph.tensor.sorting.histograms import lexsort as lexsort
from tensorgraph.tensor.sorting.histograms import partition as partition
from tensorgraph.tensor.sorting.sets import intersect1d as intersect1d
from tensorgraph.tensor.sorting.sets import isin as isin
from tensorgraph.tensor.sorting.sets import setdiff1d as setdiff1d
from tensorgraph.tensor.sorting.sets import setxor1d as setxor1d
from tensorgraph.tensor.sorting.sets import union1d as union1d
from tensorgraph.tensor.sorting.sets import unique as unique
from tensorgraph.tensor.sorting.sort import argsort as argsort
from tensorgraph.tensor.sorting.sort import sort as sort
from tensorgraph.tensor.sorting.topk import argtopk as argtopk
from tensorgraph.tensor.sorting.topk import topk as topk
from tensorgraph.tensor.sorting.topk import topk_and_argtopk as topk_and_argtopk
from tensorgraph.tensor.special.entropies import boxcox as boxcox
from tensorgraph.tensor.special.entropies import boxcox1p as boxcox1p
from tensorgraph.tensor.special.entropies import cosm1 as cosm1
from tensorgraph.tensor.special.entropies import entr as entr
from tensorgraph.tensor.special.entropies import exp10 as exp10
from tensorgraph.tensor.special.entropies import exprel as exprel
from tensorgraph.tensor.special.entropies import huber as huber
from tensorgraph.tensor.special.entropies import inv_boxcox as inv_boxcox
from tensorgraph.tensor.special.entropies import inv_boxcox1p as inv_boxcox1p
from tensorgraph.tensor.special.entropies import kl_div as kl_div
from tensorgraph.tensor.special.entropies import log_expit as log_expit
from tensorgraph.tensor.special.entropies import pseudo_huber as pseudo_huber
from tensorgraph.tensor.special.entropies import rel_entr as rel_entr
from tensorgraph.tensor.special.gammafamily import beta as beta
from tensorgraph.tensor.special.gammafamily import binom as binom
from tensorgraph.tensor.special.gammafamily import comb as comb
from tensorgraph.tensor.special.gammafamily import factorial as factorial
from tensorgraph.tensor.special.gammafamily import multigammaln as multigammaln
from tensorgraph.tensor.special.gammafamily import poch as poch
from tensorgraph.tensor.special.gammafamily import polygamma as polygamma
from tensorgraph.tensor.special.gammafamily import rgamma as rgamma
from tensorgraph.tensor.types.constant import AsTensorError as AsTensorError
from tensorgraph.tensor.types.constant import EmptyConstantError as EmptyConstantError
from tensorgraph.tensor.types.constant import NotScalarConstantError as NotScalarConstantError
from tensorgraph.tensor.types.constant import as_tensor_variable as as_tensor_variable
from tensorgraph.tensor.types.constant import constant as constant
from tensorgraph.tensor.types.constant import extract_constant as extract_constant
from tensorgraph.tensor.types.constant import get_scalar_constant_value as get_scalar_constant_value
from tensorgraph.tensor.types.constructors import tensor as tensor
from tensorgraph.tensor.types.scalars import MakeVector as MakeVector
from tensorgraph.tensor.types.scalars import ScalarFromTensor as ScalarFromTensor
from tensorgraph.tensor.types.scalars import TensorFromScalar as TensorFromScalar
from tensorgraph.tensor.types.type import TensorType as TensorType
from tensorgraph.tensor.types.type import values_eq_approx_always_true as values_eq_approx_always_true
from tensorgraph.tensor.types.type import values_eq_approx_remove_inf as values_eq_approx_remove_inf
from tensorgraph.tensor.types.type import values_eq_approx_remove_inf_nan as values_eq_approx_remove_inf_nan
from tensorgraph.tensor.types.type import values_eq_approx_remove_nan as values_eq_approx_remove_nan
from tensorgraph.tensor.types.variable import TensorConstant as TensorConstant
from tensorgraph.tensor.types.variable import TensorVariable as TensorVariable
from tensorgraph.typing import TensorLike

def abs(x: TensorLike, /, *, name: str | None = None) -> TensorVariable:
    """Absolute value; its gradient at 0 is 0."""

def absolute(x: TensorLike, /, *, name: str | None = None) -> TensorVariable:
    """Absolute value; its gradient at 0 is 0."""

def acos(x: TensorLike, /, *, name: str | None = None) -> TensorVariable:
    """Inverse cosine, in radians from 0 to pi."""

def acosh(x: TensorLike, /, *, name: str | None = None) -> TensorVariable:
    """Inverse hyperbolic cosine, from 0 up."""

def asin(x: TensorLike, /, *, name: str | None = None) -> TensorVariable:
    """Inverse sine, in radians from -pi/2 to pi/2."""

def asinh(x: TensorLike, /, *, name: str | None = None) -> TensorVariable:
    """Inverse hyperbolic sine."""

def atan(x: TensorLike, /, *, name: str | None = None) -> TensorVariable:
    """Inverse tangent, in radians from -pi/2 to pi/2."""

def atan2(x: TensorLike, y: TensorLike, /, *, name: str | None = None) -> TensorVariable:
    """The angle of the point with ordinate x and abscissa y, in radians from -pi to pi."""

def atanh(x: TensorLike, /, *, name: str | None = None) -> TensorVariable:
    """Inverse hyperbolic tangent."""

def bitwise_invert(x: TensorLike, /, *, name: str | None = None) -> TensorVariable:
    """``~x``: the negation of a bool, the complement of an integer."""

def bitwise_left_shift(x: TensorLike, y: TensorLike, /, *, name: str | None = None) -> TensorVariable:
    """``x << y``: an integer times ``2**y``."""

def bitwise_right_shift(x: TensorLike, y: TensorLike, /, *, name: str | None = None) -> TensorVariable:
    """``x >> y``: an integer over ``2**y``, rounded down."""

def degrees(x: TensorLike, /, *, name: str | None = None) -> TensorVariable:
    """Radians to degrees."""

def digamma(x: TensorLike, /, *, name: str | None = None) -> TensorVariable:
    """Digamma function, the derivative of gammaln."""

def equal(x: TensorLike, y: TensorLike, /, *, name: str | None = None) -> TensorVariable:
    """``x == y``, element by element."""

def expit(x: TensorLike, /, *, name: str | None = None) -> TensorVariable:
    """``1 / (1 + exp(-x))``, without overflow."""

def fix(x: TensorLike, /, *, name: str | None = None) -> TensorVariable:
    """x without its fractional part."""

def floor_divide(x: TensorLike, y: TensorLike, /, *, name: str | None = None) -> TensorVariable:
    """``x // y``, rounded down; an integer divided by 0 gives 0."""

def greater(x: TensorLike, y: TensorLike, /, *, name: str | None = None) -> TensorVariable:
    """``x > y``."""

def greater_equal(x: TensorLike, y: TensorLike, /, *, name: str | None = None) -> TensorVariable:
    """``x >= y``."""

def less(x: TensorLike, y: TensorLike, /, *, name: str | None = None) -> TensorVariable:
    """``x < y``."""

def less_equal(x: TensorLike, y: TensorLike, /, *, name: str | None = None) -> TensorVariable:
    """``x <= y``."""

def loggamma(x: TensorLike, /, *, name: str | None = None) -> TensorVariable:
    """Logarithm of the absolute value of the gamma function."""

def multiply(*xs: TensorLike, name: str | None = None) -> TensorVariable:
    """Product of the inputs; of bools, whether all are true."""

def negative(x: TensorLike, /, *, name: str | None = None) -> TensorVariable:
    """``-x``; bools are refused."""

def not_equal(x: TensorLike, y: TensorLike, /, *, name: str | None = None) -> TensorVariable:
    """``x != y``, element by element."""

def radians(x: TensorLike, /, *, name: str | None = None) -> TensorVariable:
    """Degrees to radians."""

def reciprocal(x: TensorLike, /, *, name: str | None = None) -> TensorVariable:
    """``1 / x``."""

def remainder(x: TensorLike, y: TensorLike, /, *, name: str | None = None) -> TensorVariable:
    """``x % y``, with the sign of y; for integers 0 when y is 0."""

def rint(x: TensorLike, /, *, name: str | None = None) -> TensorVariable:
    """The nearest integer, ties to even."""

def sign(x: TensorLike, /, *, name: str | None = None) -> TensorVariable:
    """-1, 0 or 1."""

def subtract(x: TensorLike, y: TensorLike, /, *, name: str | None = None) -> TensorVariable:
    """``x - y``; bools are refused."""

def true_divide(x: TensorLike, y: TensorLike, /, *, name: str | None = None) -> TensorVariable:
    """``x / y``, float also for integers."""
