"""The linker: PyTensor's graph becomes a function of ours, which its ``Function`` calls."""

from pytensor import config
from pytensor.compile.mode import Mode, optdb, register_linker, register_mode
from pytensor.graph.rewriting.db import RewriteDatabase, RewriteDatabaseQuery
from pytensor.link.basic import Container as TheirContainer
from pytensor.link.basic import PerformLinker
from pytensor.link.utils import map_storage

from ...compile.container import Container
from ...compile.inputs import In, Out
from ...compile.maker import FunctionMaker
from ...compile.pause import collections_paused
from .calls import DirectFunction, MachineFunction, Thunk
from .conversion import convert_graph
from .releases import CLASS_KEYWORD, TheirMaker
from .stability import MODE
from .typemap import asserted, type_of

NAME = "tensorgraph"


class RequestedRewrites(RewriteDatabase):
    """The rewrites of PyTensor's canonicalization that a mode names one by one, such as PyMC's treatment of checks.

    All others are left to ours.
    """

    def query(self, *tags, **kwtags):
        wanted = [tag for tag in tags[0].include if tag not in ("minimum_compile", NAME)]
        return optdb["canonicalize"].query(RewriteDatabaseQuery(include=wanted))


class TensorgraphLinker(PerformLinker):
    """Runs graphs of PyTensor on tensorgraph's machine."""

    required_rewrites = ("minimum_compile", NAME)
    incompatible_rewrites = ()

    def make_all(self, input_storage=None, output_storage=None, storage_map=None):
        fgraph = self.fgraph
        order = self.schedule(fgraph)
        input_storage, output_storage, storage_map = map_storage(
            fgraph, order, input_storage, output_storage, storage_map
        )
        function, cells = compiled(fgraph, order, input_storage)
        thunk = Thunk(function, cells)
        thunk.storage_map = storage_map
        inputs = [TheirContainer(v, cell) for v, cell in zip(fgraph.inputs, input_storage)]
        outputs = [TheirContainer(v, cell, readonly=True) for v, cell in zip(fgraph.outputs, output_storage)]
        return thunk, inputs, outputs, [thunk], order


def compiled(fgraph, order, storage):
    """Return a function of ours for a graph of PyTensor, and the storage of its arguments.

    Inputs that have a value already, and those that are updated, share their storage with ours: the function reads it
    at each call, and stores new values itself.

    Parameters
    ----------
    fgraph : FunctionGraph
    order : list of Apply
    storage : list of list
        A cell for each input.
    """
    variables = [type_of(v.type).make_variable(v.name) for v in fgraph.inputs]
    known = [asserted(x, v.type) for x, v in zip(variables, fgraph.inputs)]
    found = convert_graph(fgraph.inputs, fgraph.outputs, order, known)
    updates = {place: found[i] for i, place in (fgraph.update_mapping or {}).items()}
    arguments, states, cells = [], [], []
    for i, (v, cell) in enumerate(zip(variables, storage)):
        if i in updates or cell[0] is not None:
            container = Container(v, cell)
            states.append(In(v, value=container, update=updates.get(i), implicit=True, shared=True, borrow=True))
        else:
            arguments.append(In(v, borrow=True))
            cells.append(cell)
    results = [Out(z) for z in found[: len(found) - len(updates)]]
    maker = FunctionMaker(
        arguments + states, results, MODE, function_builder=MachineFunction, on_unused_input="ignore",
        clone=False, name=fgraph.name,
    )
    return maker.create(), cells


class MachineMaker(TheirMaker):
    """Makes functions that call the machine; no garbage is collected meanwhile, as in compilations of ours."""

    def __init__(self, *args, **kwargs):
        with collections_paused():
            super().__init__(*args, **{CLASS_KEYWORD: DirectFunction, **kwargs})

    def create(self, *args, **kwargs):
        with collections_paused():
            return super().create(*args, **kwargs)


def maker_for(mode):
    """Return what makes the functions of a mode."""
    return MachineMaker if isinstance(mode.linker, TensorgraphLinker) else TheirMaker


def accept_as_default(name, mode):
    """Let ``pytensor.config.mode`` take the name of a mode, which it knows from a fixed list."""
    parameter = config._config_var_dict["mode"]
    known = parameter._apply
    parameter._apply = lambda value: mode if value == name else known(value)


optdb.register("requested_rewrites", RequestedRewrites(), NAME, position=0.5)
TENSORGRAPH = Mode(TensorgraphLinker(), RewriteDatabaseQuery(include=["minimum_compile", NAME]))
register_linker(NAME, TENSORGRAPH.linker)
register_mode("TENSORGRAPH", TENSORGRAPH)
accept_as_default("TENSORGRAPH", TENSORGRAPH)
# PyTensor asks a mode for it. PyMC makes modes of its own with the linker of another one: a subclass would be lost.
Mode.function_maker = property(maker_for)
