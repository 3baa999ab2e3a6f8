"""The notation of rewrite rules.

A rule is a function whose parameters are pattern variables and whose name is the rule's::

    @stabilize
    @specialize
    def local_log1p(x):
        \"\"\"``log(1 + x)`` loses the digits of a small ``x``.\"\"\"
        yield log(1 + x) >> log1p(x)

A parameter annotated with :class:`Number` fits a constant of one value, :class:`Float` a
variable of a float dtype, and so on.  Each ``yield`` gives one rewrite, or a rewrite and
conditions on its numbers.  A rewrite that is not algebra is a function of the graph and a node::

    @canonicalize
    @node_rule(DimShuffle)
    def local_dimshuffle_lift(fgraph, node):
        ...
        return [new output], or None

The decorators are the stages in which the rule takes part.  ``policy`` says what becomes of
special values: ``exact`` (same bits), ``rounding`` (another rounding, nan and inf kept),
``finite_only`` (nan or inf may be lost, as Theano's users expect).
"""

from ..graph.variable import Constant, Variable
from ..scalar import REGISTRY
from .query import register

POLICIES = ("exact", "rounding", "finite_only")


class Pattern(Variable):
    """An expression in pattern variables, the values that a rule's function computes with.

    It is a Variable, so that every op takes it; ``apply_scalar`` distinguishes it.
    """

    # lets NumPy scalars defer to patterns in mixed operations
    __array_ufunc__ = None

    def apply_scalar(self, op, args):
        """Return the pattern of `op` on `args`, which makes every scalar op work on patterns."""
        return Term(op, args)

    def __rshift__(self, other):
        return Rewrite(self, other)

    def __add__(self, other):
        return Term(REGISTRY["add"], (self, other))

    def __radd__(self, other):
        return Term(REGISTRY["add"], (other, self))

    def __sub__(self, other):
        return Term(REGISTRY["sub"], (self, other))

    def __rsub__(self, other):
        return Term(REGISTRY["sub"], (other, self))

    def __mul__(self, other):
        return Term(REGISTRY["mul"], (self, other))

    def __rmul__(self, other):
        return Term(REGISTRY["mul"], (other, self))

    def __truediv__(self, other):
        return Term(REGISTRY["true_div"], (self, other))

    def __rtruediv__(self, other):
        return Term(REGISTRY["true_div"], (other, self))

    def __floordiv__(self, other):
        return Term(REGISTRY["int_div"], (self, other))

    def __rfloordiv__(self, other):
        return Term(REGISTRY["int_div"], (other, self))

    def __mod__(self, other):
        return Term(REGISTRY["mod"], (self, other))

    def __pow__(self, other):
        return Term(REGISTRY["pow"], (self, other))

    def __rpow__(self, other):
        return Term(REGISTRY["pow"], (other, self))

    def __neg__(self):
        return Term(REGISTRY["neg"], (self,))

    def __abs__(self):
        return Term(REGISTRY["abs_"], (self,))

    # conditions compare numbers; as dict keys, patterns are compared by identity
    __hash__ = object.__hash__

    def __eq__(self, other):
        return Term(REGISTRY["eq"], (self, other))

    def __ne__(self, other):
        return Term(REGISTRY["neq"], (self, other))

    def __lt__(self, other):
        return Term(REGISTRY["lt"], (self, other))

    def __le__(self, other):
        return Term(REGISTRY["le"], (self, other))

    def __gt__(self, other):
        return Term(REGISTRY["gt"], (self, other))

    def __ge__(self, other):
        return Term(REGISTRY["ge"], (self, other))


class Wildcard(Pattern):
    """A pattern variable: slot number `index` of a match, of a `kind`."""

    def __init__(self, index, kind, name):
        self.index = index
        self.kind = kind
        self.name = name

    def __repr__(self):
        return self.name


class Term(Pattern):
    """An op applied to patterns and literals."""

    def __init__(self, op, args):
        self.op = op
        self.args = tuple(args)

    def __repr__(self):
        return f"{self.op}({', '.join(map(repr, self.args))})"


class Rewrite:
    """``left >> right`` with `conditions` on numbers, the rule it belongs to, and the function that tries it."""

    __slots__ = ("left", "right", "conditions", "rule", "slots", "attempt")

    def __init__(self, left, right):
        self.left = left
        self.right = right
        self.conditions = ()
        self.rule = None
        self.slots = ()
        self.attempt = None

    def __repr__(self):
        text = f"{self.left!r} >> {self.right!r}"
        return f"{text} if {self.conditions}" if self.conditions else text


class Kind:
    """The kind of values that a pattern variable matches."""

    @staticmethod
    def fits(variable):
        """Return True if `variable` is of this kind."""
        return True


class Number(Kind):
    """A constant of one value, possibly broadcast; stands for that value on the right and in conditions."""


class Float(Kind):
    """A variable of a float dtype."""

    @staticmethod
    def fits(variable):
        return variable.type.dtype[0] == "f"


class Discrete(Kind):
    """A variable of an integer or bool dtype."""

    @staticmethod
    def fits(variable):
        return variable.type.dtype[0] in "uib"


class Signed(Kind):
    """A variable of a float or signed integer dtype."""

    @staticmethod
    def fits(variable):
        return variable.type.dtype[0] in "fi"


class Varying(Kind):
    """Anything but a constant."""

    @staticmethod
    def fits(variable):
        return not isinstance(variable, Constant)


class Rule:
    """A named rewrite: a pattern function or a node function, its stages and its policy."""

    def __init__(self, function, classes=None):
        self.function = function
        self.name = function.__name__
        self.doc = function.__doc__
        self.family = function.__module__.rpartition(".")[2]
        self.tags = set()
        self.policy = getattr(function, "policy", "rounding")
        self.is_patient = False
        self.classes = classes
        self.rewriter = None if classes is None else function
        self._rewrites = None

    def __repr__(self):
        return f"<rule {self.name}>"

    @property
    def rewrites(self):
        """The rewrites that the function yields, made on first use."""
        if self._rewrites is None:
            self._rewrites = [] if self.classes is not None else list(self._yielded())
        return self._rewrites

    def _yielded(self):
        code = self.function.__code__
        kinds = self.function.__annotations__
        names = code.co_varnames[: code.co_argcount]
        slots = [Wildcard(i, kinds.get(name, Kind), name) for i, name in enumerate(names)]
        for item in self.function(*slots):
            rewrite, *conditions = item if isinstance(item, tuple) else (item,)
            rewrite.conditions = tuple(conditions)
            rewrite.rule = self
            rewrite.slots = slots
            yield rewrite


def node_rule(*classes):
    """Declare a rule as a function ``(fgraph, node)`` that is tried on nodes of these op classes.

    A string names a scalar op: the rule is tried on its Elemwise nodes.
    """

    def decorate(function):
        return Rule(function, classes)

    return decorate


def _stage(name):
    def decorate(function):
        rule = function if isinstance(function, Rule) else Rule(function)
        rule.tags.add(name)
        register(rule)
        return rule

    decorate.__name__ = name
    decorate.__doc__ = f"The rule takes part in stage {name!r}."
    return decorate


def patient(rule):
    """Mark a rule to be tried only where no other rule of its stage applies, once its operands are final."""
    rule.is_patient = True
    return rule


canonicalize = _stage("canonicalize")
stabilize = _stage("stabilize")
specialize = _stage("specialize")
uncanonicalize = _stage("uncanonicalize")
useless = _stage("useless")
batchnorm_opts = _stage("batchnorm_opts")
conv_opts = _stage("conv_opts")
log_sum_exp = _stage("log_sum_exp")


def _policy(name):
    def decorate(rule):
        rule.policy = name
        return rule

    decorate.__name__ = name
    decorate.__doc__ = f"The rule's policy for special values is {name!r}."
    return decorate


exact, rounding, finite_only = map(_policy, POLICIES)
