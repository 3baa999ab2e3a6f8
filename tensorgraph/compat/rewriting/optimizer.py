"""Optimizers: objects that rewrite a whole graph, Theano's interface for users' rewrites.

The package's own rules have another form (:mod:`.rule`); both kinds run in one pipeline.
"""

import sys

from ...errors import InconsistencyError
from ...graph.traverse import io_toposort
from ...graph.variable import Constant
from ...printing import debugprint
from ...rewriting.failures import report
from ...rewriting.passes.inplace import add_destroy_handler
from ...rewriting.passes.merge import merge


class Optimizer:
    """Base class of rewrites of a FunctionGraph; a subclass defines :meth:`apply`.

    Examples
    --------
    >>> import tensorgraph as theano, tensorgraph.tensor as T
    >>> from tensorgraph.gof import Optimizer
    >>> class ExpToExpm1(Optimizer):
    ...     def apply(self, fgraph):
    ...         for node in fgraph.toposort():
    ...             if node.op == T.exp:
    ...                 fgraph.replace_validate(node.outputs[0], T.expm1(node.inputs[0]) + 1)
    >>> x = T.dscalar("x")
    >>> g = theano.FunctionGraph([x], [T.exp(x)])
    >>> ExpToExpm1().optimize(g)
    >>> g
    [Elemwise{add,no_inplace}(Elemwise{expm1,no_inplace}(x), TensorConstant{1})]
    """

    name = None

    def apply(self, fgraph):
        """Change `fgraph` through its ``replace`` methods."""

    def optimize(self, fgraph, *args, **kwargs):
        """Attach the required features and :meth:`apply`."""
        self.add_requirements(fgraph)
        return self.apply(fgraph, *args, **kwargs)

    def __call__(self, fgraph):
        return self.optimize(fgraph)

    def add_requirements(self, fgraph):
        """Attach the features that :meth:`apply` needs."""

    def print_summary(self, stream=sys.stdout, level=0, depth=-1):
        """Write a summary of this optimizer and its parts to `stream`."""
        name = getattr(self, "name", None)
        print(f"{' ' * level}{type(self).__name__} {name} id={id(self)}", file=stream)
        if depth != 0:
            for part in self.parts():
                part.print_summary(stream, level=level + 2, depth=depth - 1)

    def parts(self):
        """Return the optimizers that this one consists of."""
        return []


class FromFunctionOptimizer(Optimizer):
    """A function of the graph as an optimizer.

    Parameters
    ----------
    fn : callable
        ``fn(fgraph)``.
    requirements : iterable of callable
        Called with the graph, to attach features.
    """

    def __init__(self, fn, requirements=()):
        self.apply = fn
        self.requirements = requirements

    def add_requirements(self, fgraph):
        for require in self.requirements:
            require(fgraph)

    def __call__(self, *args, **kwargs):
        return self.apply(*args, **kwargs)

    def __str__(self):
        return self.__name__


def optimizer(f):
    """Decorate a function of the graph to make it a :class:`FromFunctionOptimizer`."""
    result = FromFunctionOptimizer(f)
    result.__name__ = f.__name__
    return result


def inplace_optimizer(f):
    """Decorate as :func:`optimizer` does, for graphs that track in-place operations."""
    result = FromFunctionOptimizer(f, (require_destroy_handler,))
    result.__name__ = f.__name__
    return result


def require_destroy_handler(fgraph):
    """Attach a DestroyHandler if there is none."""
    add_destroy_handler(fgraph)


class AddDestroyHandler(Optimizer):
    """An optimizer that makes the graph track in-place operations and refuse illegal ones."""

    def add_requirements(self, fgraph):
        add_destroy_handler(fgraph)


class AddFeatureOptimizer(Optimizer):
    """An optimizer that attaches a feature to the graph.

    Parameters
    ----------
    feature : Feature

    Examples
    --------
    >>> import tensorgraph as theano, tensorgraph.tensor as T
    >>> from tensorgraph.compile.mode import AddFeatureOptimizer
    >>> from tensorgraph.gof.toolbox import NoOutputFromInplace
    >>> x, y = T.dmatrices("x", "y")
    >>> theano.function([x, y], T.tanh(T.dot(x, y))).maker.fgraph.outputs[0].owner.op.destroy_map
    {0: [0]}
    >>> mode = theano.Mode().register((AddFeatureOptimizer(NoOutputFromInplace()), 49.9))
    >>> theano.function([x, y], T.tanh(T.dot(x, y)), mode=mode).maker.fgraph.outputs[0].owner.op.destroy_map
    {}
    """

    def __init__(self, feature):
        self.feature = feature

    def add_requirements(self, fgraph):
        fgraph.attach_feature(self.feature)


class PrintCurrentFunctionGraph(Optimizer):
    """An optimizer that prints the graph at its position.

    Parameters
    ----------
    header : str
    """

    def __init__(self, header):
        self.header = header

    def apply(self, fgraph):
        print("PrintCurrentFunctionGraph:", self.header)
        debugprint(fgraph.outputs)


class SeqOptimizer(Optimizer, list):
    """A sequence of optimizers.

    Parameters
    ----------
    opts : Optimizer, or one list of them
    failure_callback : callable, optional
        ``failure_callback(error, self, optimizer)`` when one fails; without it the error is raised.
    """

    def __init__(self, *opts, failure_callback=None):
        if len(opts) == 1 and isinstance(opts[0], (list, tuple)):
            opts = opts[0]
        self[:] = opts
        self.failure_callback = failure_callback

    @staticmethod
    def warn(exc, self, optimizer):
        """Handle a failure as :func:`report` does, but raise it if it makes the graph inconsistent."""
        if isinstance(exc, InconsistencyError):
            raise exc
        report(exc, f"SeqOptimizer apply {optimizer}")

    def apply(self, fgraph):
        for part in self:
            try:
                part.optimize(fgraph)
            except Exception as error:
                if self.failure_callback is None:
                    raise
                self.failure_callback(error, self, part)

    __hash__ = Optimizer.__hash__

    def __eq__(self, other):
        return self is other

    def __str__(self):
        return f"SeqOpt({', '.join(map(str, self))})"

    __repr__ = __str__

    def parts(self):
        return list(self)

    def __copy__(self):
        new = SeqOptimizer(*self, failure_callback=self.failure_callback)
        new.name = self.name
        return new


class MergeOptimizer(Optimizer):
    """A pass that merges equal constants and equal nodes.

    Examples
    --------
    >>> import tensorgraph as theano, tensorgraph.tensor as T
    >>> from tensorgraph.gof import MergeOptimizer
    >>> x = T.dscalar("x")
    >>> g = theano.FunctionGraph([x], [T.exp(x), T.exp(x)])
    >>> MergeOptimizer().optimize(g)
    >>> g
    [*1 -> Elemwise{exp,no_inplace}(x), *1]
    """

    def apply(self, fgraph):
        merge(fgraph)

    def __str__(self):
        return type(self).__name__


def pre_constant_merge(variables):
    """Merge equal constants below `variables`, in graphs that belong to no FunctionGraph."""
    variables = variables if isinstance(variables, (list, tuple)) else [variables]
    known = {}
    for node in io_toposort([], variables):
        for i, v in enumerate(node.inputs):
            if isinstance(v, Constant):
                try:
                    node.inputs[i] = known.setdefault(v.signature(), v)
                except TypeError:
                    # a value without a hash stands for itself
                    continue
    return variables


