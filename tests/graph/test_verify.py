"""The verifier accepts sound graphs and names what is wrong in others."""

import pytest

from tensorgraph.errors import InconsistencyError
from tensorgraph.graph.apply import Apply
from tensorgraph.graph.destroy import DestroyHandler
from tensorgraph.graph.fgraph import FunctionGraph
from tensorgraph.graph.op import Op
from tensorgraph.graph.type import generic
from tensorgraph.graph.wellformed import verify_fgraph


class Step(Op):
    def __init__(self, **maps):
        self.__dict__.update(maps)

    def make_node(self, *inputs):
        return Apply(self, list(inputs), [generic()])


def test_sound():
    x = generic("x")
    fgraph = FunctionGraph([x], [Step(destroy_map={0: [0]})(Step()(x))], features=[DestroyHandler()])
    verify_fgraph(fgraph)


@pytest.mark.parametrize(
    "maps, message",
    [
        ({"view_map": {1: [0]}}, "names the output 1"),
        ({"view_map": {0: [1]}}, "names the input 1"),
        ({"destroy_map": {0: 0}}, "lists of inputs"),
        ({"destroy_map": [0]}, "not a dict"),
    ],
)
def test_maps(maps, message):
    x = generic("x")
    with pytest.raises(InconsistencyError, match=message):
        verify_fgraph(FunctionGraph([x], [Step(**maps)(x)]))


def test_reading_what_was_overwritten():
    x = generic("x")
    y = Step(destroy_map={0: [0]})(x)
    with pytest.raises(InconsistencyError, match="after .* has overwritten"):
        verify_fgraph(FunctionGraph([x], [Step()(y, x)]))


def test_clients_that_are_wrong():
    x = generic("x")
    fgraph = FunctionGraph([x], [Step()(x)])
    fgraph.clients(fgraph.inputs[0]).clear()
    with pytest.raises(InconsistencyError, match="clients"):
        verify_fgraph(fgraph)


def test_output_that_belongs_elsewhere():
    x = generic("x")
    y = Step()(x)
    fgraph = FunctionGraph([x], [y], clone=False)
    y.index = 1
    with pytest.raises(InconsistencyError, match="output 0"):
        verify_fgraph(fgraph)
