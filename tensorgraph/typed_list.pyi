"""``theano.typed_list``: names of other modules."""

# written by stubs/generate.py

from tensorgraph.compat.names.typed_list import Append as Append
from tensorgraph.compat.names.typed_list import Count as Count
from tensorgraph.compat.names.typed_list import Extend as Extend
from tensorgraph.compat.names.typed_list import GetItem as GetItem
from tensorgraph.compat.names.typed_list import Index as Index
from tensorgraph.compat.names.typed_list import Insert as Insert
from tensorgraph.compat.names.typed_list import Length as Length
from tensorgraph.compat.names.typed_list import MakeList as MakeList
from tensorgraph.compat.names.typed_list import Remove as Remove
from tensorgraph.compat.names.typed_list import Reverse as Reverse
from tensorgraph.compat.names.typed_list import TypedListConstant as TypedListConstant
from tensorgraph.compat.names.typed_list import TypedListType as TypedListType
from tensorgraph.compat.names.typed_list import TypedListVariable as TypedListVariable
from tensorgraph.compat.names.typed_list import append as append
from tensorgraph.compat.names.typed_list import count as count
from tensorgraph.compat.names.typed_list import extend as extend
from tensorgraph.compat.names.typed_list import getitem as getitem
from tensorgraph.compat.names.typed_list import index_ as index_
from tensorgraph.compat.names.typed_list import insert as insert
from tensorgraph.compat.names.typed_list import length as length
from tensorgraph.compat.names.typed_list import make_list as make_list
from tensorgraph.compat.names.typed_list import remove as remove
from tensorgraph.compat.names.typed_list import reverse as reverse
from tensorgraph.compat.names.typed_list import typed_list_inplace_opt as typed_list_inplace_opt
