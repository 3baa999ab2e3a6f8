"""Files of functions and graphs: equal bits, what is shared stays shared, nothing else than an error for bad files."""

import copy
import hashlib
import importlib.util
import inspect
import io
import json
import os
import pickle
import random
import zipfile
from pathlib import Path

import numpy as np
import pytest
import scipy.sparse

import tensorgraph as theano
import tensorgraph.tensor as T
from tensorgraph import sparse
from tensorgraph.graph.op import Op
from tensorgraph.saving import LoadError, SaveError
from tensorgraph.saving.reader import Reader
from tensorgraph.saving.writer import Writer
from tensorgraph.scalar import REGISTRY
from tensorgraph.tensor.indexing.type_other import NoneConst

TESTS = Path(__file__).parents[1]


def module_at(*path):
    """A module of tests, for its examples."""
    spec = importlib.util.spec_from_file_location("_examples_of_" + path[-1], TESTS.joinpath(*path).with_suffix(".py"))
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


CASES = {
    f"{name}: {case}": found
    for name in ("test_ops", "test_packages") for case, found in module_at("gradient", name).CASES.items()
}


@pytest.fixture
def path(tmp_path):
    return tmp_path / "saved.zip"


def again(path, obj):
    theano.save(path, obj)
    return theano.load(path)


def same(a, b):
    """Return True if results are equal to the bit."""
    if isinstance(a, (list, tuple)):
        return len(a) == len(b) and all(map(same, a, b))
    if scipy.sparse.issparse(a):
        return type(a) is type(b) and same(a.toarray(), b.toarray())
    a, b = np.asarray(a), np.asarray(b)
    return a.dtype == b.dtype and a.shape == b.shape and a.tobytes() == b.tobytes()


# ---------------------------------------------------------------- operations

@pytest.mark.parametrize("case", CASES)
def test_functions_and_graphs_of_tensors(case, path):
    """Each operation of tensors with its gradient, rewritten and as it is written."""
    build, values = CASES[case][:2]
    xs = [T.TensorType(np.asarray(v).dtype, np.asarray(v).ndim * (False,))() for v in values]
    z = build(*xs)
    f = theano.function(xs, z, on_unused_input="ignore", mode=theano.Mode("cvm", "fast_compile"))
    g = theano.function(xs, z, on_unused_input="ignore")
    (f2, g2), loaded, result = again(path, [(f, g), xs, z])
    want = g(*values)
    assert same(f2(*values), f(*values)) and same(g2(*values), want)
    h = theano.function(loaded, result, on_unused_input="ignore")
    assert same(h(*values), want) and [v.type for v in loaded] == [v.type for v in xs]


@pytest.mark.parametrize("name", REGISTRY)
def test_scalar_operations(name):
    op = T.Elemwise(REGISTRY[name])
    assert _op_again(op) == op and _op_again(op).scalar_op is REGISTRY[name]


SAMPLES = {
    "name": "name", "axis": 0, "dtype": "float64", "broadcastable": (False, True), "ndim": 2, "openlow": True,
    "openhi": False,
    "format": "csr", "clip_lower_bound": -1.0, "clip_upper_bound": 1.0, "multiplier": 2.0, "n_outs": 1, "inplace": True,
    "out_type": "float32", "scalar_op": REGISTRY["add"], "input_broadcastable": (False, True), "new_order": (0, "x", 1),
    "len_splits": 2, "mode": "full", "outs": (None, ("sum", (0,), "float64", "float64")), "axes": (0, 2), "i": 1,
    "product": T.Prod(axis=[1]), "fn": "uniform", "outtype": T.dvector, "output_type": T.dmatrix, "odtype": "float64",
    "ignore_border": True, "idx_list": (0, slice(0, None, 0)), "convdim": 2, "number": 0, "n": 1,
}
MODES = {
    "QRFull": "complete", "QRIncomplete": "r", "Choose": "wrap", "Images2Neibs": "half", "Images2NeibsGrad": "half",
    "CumOp": "mul", "RavelMultiIndex": "clip", "CumsumOp": "add", "CumprodOp": "add",
}
OF_THE_USER = {"FromFunctionOp", "COp", "LoadFromDisk"}
OF_SOLVERS = {"Trajectory", "Sensitivities", "Adjoint"}  # they hold graphs, and cannot be saved
OF_LOWERING = {"MapReduce"}
OF_GRAPHS = {"OpFromGraph", "MapRows", "MapBlocks", "Scan", "Composite", "FirstRows"}
OLD_NAMES = {"CumsumOp", "CumprodOp", "MultinomialWOReplacementFromUniform"}  # they make objects of other classes
SETS_OF_AXES = {"Argmax", "Argmin", "MaxAndArgmax"}
OPS = module_at("test_every_op").OPS


def _op_again(op):
    writer = Writer()
    number = writer.op(op)
    document = json.loads(json.dumps(writer.tables))
    return Reader(document, writer.arrays)._get("ops", number)


LEFT_OUT = OF_GRAPHS | OF_LOWERING | OF_THE_USER | OF_SOLVERS | OLD_NAMES
ALONE = [name for name in OPS if name.rpartition(".")[2] not in LEFT_OUT]


@pytest.mark.parametrize("name", ALONE)
def test_every_operation(name):
    """Each class of the package, with arguments other than its defaults."""
    from tensorgraph.saving.known import parameters

    cls = OPS[name]
    arguments = {}
    for parameter, default in parameters(cls).items():
        if parameter == "mode" and cls.__name__ in MODES:
            arguments[parameter] = MODES[cls.__name__]
        elif default is inspect.Parameter.empty:
            arguments[parameter] = SAMPLES[parameter]
        elif parameter in ("inplace", "axis") and "Rebroadcast" not in name:
            arguments[parameter] = SAMPLES[parameter]
    if cls.__name__ in SETS_OF_AXES:
        arguments["axis"] = (0, 2)
    if cls.__name__ in ("HStack", "VStack"):
        arguments = {"format": "csr", "dtype": "float32"}
    if cls.__name__ == "Raise":
        arguments = {"msg": "text", "exc": KeyError}
    try:
        op = cls(**arguments) if cls.__name__ != "Rebroadcast" else cls((0, True), (1, False))
    except TypeError as error:
        pytest.fail(f"{arguments}: {error}")
    found = _op_again(op)
    assert type(found) is cls and (str(found) == str(op) or found == op)


@pytest.mark.parametrize("kind", sorted(OF_THE_USER))
def test_what_would_run_or_read_is_refused(kind):
    from tensorgraph.saving.known import known_class

    name = next(name for name in OPS if name.endswith("." + kind))
    with pytest.raises(ValueError, match="there is no Op"):
        known_class(name, Op)


# ---------------------------------------------------------------- functions

def model():
    x, y = T.dmatrix("x"), T.ivector("y")
    w, b = theano.shared(np.full((3, 2), 0.1), "w"), theano.shared(np.zeros(2), "w")
    p = T.nnet.softmax(T.dot(x, w) + b)
    cost = T.nnet.categorical_crossentropy(p, y).mean()
    train = theano.function([x, y], cost, updates=[(v, v - 0.5 * T.grad(cost, v)) for v in (w, b)], name="train")
    return train, theano.function([x], {"p": p, "most": p.argmax(axis=1)}), w, b


def test_models(path):
    """One shared variable of two functions stays one; two of one name stay two."""
    train, predict, w, b = model()
    X, Y = np.random.RandomState(0).rand(5, 3), np.array([0, 1, 1, 0, 1], "int32")
    train(X, Y)
    found = again(path, {"train": train, "both": [predict, (w, b)]})
    train2, (predict2, (w2, b2)) = found["train"], found["both"]
    for _ in range(3):
        assert same(train(X, Y), train2(X, Y))
        assert same(list(predict(X).values()), list(predict2(X).values())) and predict2(X).keys() == {"p", "most"}
    assert same(w.get_value(), w2.get_value()) and same(b.get_value(), b2.get_value())
    assert (w2.name, b2.name, train2.name) == ("w", "w", "train") and w2 in train2.get_shared()
    w2.set_value(np.ones((3, 2)))
    assert not same(w.get_value(), w2.get_value()) and not same(predict(X)["p"], predict2(X)["p"])
    # what was loaded, pickled and copied saves again
    third = again(path, again(path, train2))
    assert same(third(X, Y), train2(X, Y))


def test_arguments(path):
    """Defaults, states, names, keywords, borrowed and mutable arrays, givens, unused inputs."""
    x, y, s, u, z = T.dvector("x"), T.dscalar("y"), T.dvector("s"), T.dscalar("u"), T.dscalar("z")
    f = theano.function(
        [
            theano.In(x, mutable=True), theano.In(y, value=2.0, name="scale"),
            theano.In(s, value=np.zeros(2), update=s + x), u,
        ],
        [theano.Out(x * y, borrow=True), s * z], givens={z: y + 1.0}, on_unused_input="ignore",
    )
    f2 = again(path, f)
    for _ in range(2):
        for arguments in ({"u": 0.0}, {"u": 0.0, "scale": 5.0}):
            assert same(f(np.ones(2), **arguments), f2(np.ones(2), **arguments))
    f2.trust_input = True
    assert again(path, f2).trust_input
    assert same(f2.container["s"].value, f.container["s"].value)
    with pytest.raises(TypeError, match="Missing required"):
        f2()
    empty = theano.function([], [])
    assert again(path, empty)() == [] and again(path, theano.function([], None)) is not None


@pytest.mark.parametrize("mode", ["FAST_RUN", "FAST_COMPILE", theano.Mode("py", "fast_run"),
                                  theano.Mode().excluding("fusion", "inplace"), theano.Mode("cvm", None)])
def test_modes(mode, path):
    x = T.dvector("x")
    f = theano.function([x], T.exp(x) * 2 + T.log(1 + x), mode=mode)
    g = again(path, f)
    assert same(f(np.ones(3)), g(np.ones(3))) and g.maker.mode.uses_kernels == f.maker.mode.uses_kernels
    if isinstance(mode, str):
        assert g.maker.mode is f.maker.mode


def test_loops_and_inner_graphs(path):
    x, n, w = T.dvector("x"), T.iscalar("n"), theano.shared(0.5, "w")
    states, updates = theano.scan(lambda a, b: T.tanh(a * w + b), sequences=x, outputs_info=T.ones(()))
    powers, _ = theano.scan(lambda p: (p * 2, theano.scan_module.until(p > 50)), outputs_info=T.ones(()), n_steps=n)
    double = theano.OpFromGraph([x], [T.exp(x) * w])
    outputs = [
        states[-1], T.grad(states.sum(), x), powers, double(x), T.grad(double(x).sum(), x),
        theano.ifelse.ifelse(n > 3, x * 2, x + 1), theano.gradient.jacobian(T.sqr(x), x), T.Rop(states, x, x),
    ]
    f = theano.function([x, n], outputs, updates=[(w, w + 0.1)])
    g, (x2, n2), outputs2 = again(path, (f, [x, n], outputs))
    for _ in range(2):
        assert same(f([0.1, 0.2], 9), g([0.1, 0.2], 9))
    h = theano.function([x2, n2], outputs2)
    for v in (w, g.get_shared()[0]):
        v.set_value(0.5)
    assert same(h([0.1, 0.2], 9), theano.function([x, n], outputs)([0.1, 0.2], 9))


def test_random_numbers(path):
    """A loaded stream goes on where the saved one was; so does that of a graph."""
    from tensorgraph.sandbox.rng_mrg import MRG_RandomStreams
    from tensorgraph.streams.generator import GeneratorStreams
    from tensorgraph.tensor.shared_randomstreams import RandomStreams

    draws = [RandomStreams(3).uniform((3,)), MRG_RandomStreams(4).normal((3,))]
    draws.append(GeneratorStreams(5).integers((3,), 0, 9))
    f = theano.function([], draws)
    f()
    g, graph = again(path, (f, draws))
    h = theano.function([], graph)
    for _ in range(3):
        want = f()
        assert same(g(), want)
    for loaded, own in zip(h(), theano.function([], graph)()):
        assert loaded.shape == own.shape and not same(loaded, own)


def test_sparse(path):
    x, w = sparse.csr_matrix("x", dtype="float64"), theano.shared(scipy.sparse.csc_matrix(np.eye(3)), "w")
    constant = sparse.as_sparse_variable(scipy.sparse.csr_matrix(np.diag([1.0, 0.0, 3.0])))
    f = theano.function([x], [sparse.dot(x, w), x + constant, x[0:2, 1:3], x[1, 2], sparse.sp_sum(x, axis=0)])
    g = again(path, f)
    value = scipy.sparse.random(3, 3, 0.5, "csr", random_state=1)
    assert same(f(value), g(value))


# ---------------------------------------------------------------- values

DTYPES = [
    "bool", "int8", "uint8", "int16", "uint16", "int32", "uint32", "int64", "uint64", "float16", "float32", "float64",
    "complex64", "complex128",
]


@pytest.mark.parametrize("dtype", DTYPES)
def test_extreme_values(dtype, path):
    """The bits of shared values, constants and arrays: extremes, nan, infinities, -0.0, no elements."""
    if dtype[0] in "iu":
        values = np.array([np.iinfo(dtype).min, np.iinfo(dtype).max, 0, 1], dtype)
    elif dtype == "bool":
        values = np.array([True, False])
    else:
        limits = np.finfo(dtype)
        values = np.array([np.nan, -np.nan, np.inf, -np.inf, -0.0, limits.tiny / 8, limits.max], dtype)
    columns = np.asfortranarray(np.array([values, values]))
    for x in (values, values[:0], values[::-1], columns, values[0], np.array(values[1])):
        s, (c,), a = again(path, [theano.shared(x), [T.constant(x)], x])
        assert same(s.get_value(), x) and same(c.data, x) and same(a, x) and type(a) is type(x)


def test_other_values(path):
    thing = {"none": None, "n": 2**70, "x": 0.1, "nan": float("nan"), "z": 1j, "t": (1, [True, "a"]), 3: {"deep": ()}}
    found = again(path, thing)
    assert str(found) == str(thing)
    x = np.zeros(3)
    a, b = again(path, [x, x])
    assert a is b
    row, none = T.row("row"), NoneConst
    r, z = again(path, [row, row * 2 + T.TensorType("float32", (True, False, True))("name").sum()])
    assert r.type == row.type and r.name == "row" and z.owner.inputs[0].owner.inputs[0] is r
    assert again(path, none).data is None
    generic = theano.shared({"list": [1, 2]}, "generic")
    assert again(path, generic).get_value() == {"list": [1, 2]}


def test_deep_graphs(path):
    x = T.dscalar("x")
    z = x
    for i in range(10_000):
        z = T.tanh(z) if i % 2 else z + 1
    x2, z2 = again(path, [x, z])
    n = 0
    while z2.owner is not None:
        z2, n = z2.owner.inputs[0], n + 1
    assert z2 is x2 and n == 10_000


# ---------------------------------------------------------------- what is refused

class Mine(theano.Op):
    __props__ = ()

    def make_node(self, x):
        return theano.Apply(self, [x], [x.type()])

    def perform(self, node, inputs, output_storage):
        output_storage[0][0] = inputs[0]


@theano.as_op(itypes=[T.dvector], otypes=[T.dvector])
def python_function(x):
    return x


def test_what_cannot_be_saved(path):
    x = T.dvector("x")
    theano.save(path, "old")
    loop, _ = theano.scan(lambda a: Mine()(a), sequences=T.stack([x, x]))
    for bad, what, where in [
        (Mine()(x), "Mine", "node 0"), ({"f": theano.function([x], Mine()(x) * 2)}, "Mine", "function"),
        (python_function(x), "FromFunctionOp", "node 0"), ([1, {"a": object()}], "object object", "dict item 1"),
        (theano.shared(object()), "object object", "the value of"), (loop, "Mine", "Scan|scan_fn"),
        (theano.function([x], x * 2, mode="DebugMode"), "DebugFunction", "the object"),
        (np.array(["text"]), "dtype <U4", "the object"), (np.array([None]), "dtype object", "the object"),
        (theano.printing.Print("m", global_fn=lambda op, v: None)(x), "function", "Print"),
        (lambda: 0, "function", "object"),
    ]:
        with pytest.raises(SaveError, match=what) as caught:
            theano.save(path, bad)
        assert any(part in str(caught.value) for part in where.split("|")), caught.value
        assert theano.load(path) == "old" and os.listdir(path.parent) == [path.name]


def test_a_save_that_fails_leaves_the_old_file(path, monkeypatch):
    theano.save(path, "old")
    for name in "fsync", "replace":
        with monkeypatch.context() as patch:
            patch.setattr(os, name, lambda *_: (_ for _ in ()).throw(OSError("full")))
            with pytest.raises(OSError, match="full"):
                theano.save(path, "new")
        assert theano.load(path) == "old" and os.listdir(path.parent) == [path.name]
    with pytest.raises(FileNotFoundError):
        theano.load(path.parent / "nothing")


def members(path):
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def written(path, parts, compression=zipfile.ZIP_STORED):
    with zipfile.ZipFile(path, "w", compression) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return path


def edited(path, parts, document):
    """A file with another text, and the digest of that."""
    text = json.dumps(document).encode()
    return written(path, {**parts, "graph.json": text, "graph.sha256": hashlib.sha256(text).hexdigest().encode()})


def test_archives_that_are_refused(path):
    train, _, w, _ = model()
    theano.save(path, [train, w])
    good = members(path)
    for bad in [
        {**good, "../evil.npy": b""}, {**good, "/etc/evil": b""}, {**good, "arrays/00.npy": b""},
        {**good, "pickle": b""},
        {name: data for name, data in good.items() if name != "arrays/0.npy"}, {"graph.json": good["graph.json"]},
        {**good, "arrays/0.npy": good["arrays/0.npy"][:-8]}, {**good, "arrays/0.npy": good["arrays/1.npy"]},
        {**good, "graph.json": good["graph.json"].replace(b'"w"', b'"v"')}, {},
    ]:
        with pytest.raises(LoadError):
            theano.load(written(path, bad))
    with pytest.raises(LoadError, match="compressed"):
        theano.load(written(path, {**good, "arrays/0.npy": bytes(10**7)}, zipfile.ZIP_DEFLATED))
    document = json.loads(good["graph.json"])
    with pytest.raises(LoadError, match="version 2"):
        theano.load(edited(path, good, {**document, "version": 2}))
    for claimed in (10**12, -1, 10):
        file = io.BytesIO()
        np.lib.format.write_array_header_1_0(file, {"descr": "<f8", "fortran_order": False, "shape": (claimed,)})
        data = file.getvalue() + bytes(8)
        arrays = [hashlib.sha256(data).hexdigest(), *document["arrays"][1:]]
        with pytest.raises(LoadError, match="bytes for shape"):
            theano.load(edited(path, {**good, "arrays/0.npy": data}, {**document, "arrays": arrays}))
    deep = b'{"a":' * 100_000 + b"1" + b"}" * 100_000
    with pytest.raises(LoadError):
        theano.load(written(path, {**good, "graph.json": deep, "graph.sha256": hashlib.sha256(deep).hexdigest()}))
    for junk in (b"", b"PK", os.urandom(1000)):
        path.write_bytes(junk)
        with pytest.raises(LoadError):
            theano.load(path)


def test_flipped_bytes(path):
    """Any change of the file is refused, or changes nothing."""
    train, _, w, b = model()
    theano.save(path, {"train": train, "w": (w, b), "x": 1.5})
    good, rng = path.read_bytes(), random.Random(1)
    X, Y = np.ones((1, 3)), np.zeros(1, "int32")
    want = train(X, Y)
    for _ in range(400):
        data = bytearray(good)
        for _ in range(rng.choice((1, 1, 3))):
            data[rng.randrange(len(data))] ^= 1 << rng.randrange(8)
        path.write_bytes(data if rng.random() < 0.9 else data[: rng.randrange(len(data))])
        try:
            found = theano.load(path)
        except LoadError:
            continue
        assert same(found["train"](X, Y), want) and found["x"] == 1.5


def spots(x, found):
    """All places in a document, as pairs of a container and a key."""
    pairs = x.items() if isinstance(x, dict) else enumerate(x) if isinstance(x, list) else ()
    for key, value in list(pairs):
        found.append((x, key))
        spots(value, found)
    return found


@pytest.mark.parametrize("seed", range(8))
def test_edited_documents(seed, path):
    """Whatever the text says, with a right digest: an error of its own class, or some object."""
    train, predict, w, b = model()
    x = T.dvector("x")
    s, _ = theano.scan(lambda a, b: T.tanh(a * b), sequences=x, outputs_info=T.ones(()))
    theano.save(path, [train, predict, w, b, x, T.grad(s[-1], x), T.inc_subtensor(x[1:3], 2.0).reshape((2, -1))])
    good, rng = members(path), random.Random(seed)
    text = good["graph.json"]
    for _ in range(60):
        document = json.loads(text)
        for _ in range(rng.choice((1, 1, 2))):
            places = spots(document, [])
            place, key = rng.choice(places)
            other, theirs = rng.choice(places)
            value = rng.choice([
                None, True, 0, -1, 1, 7, 2**70, 0.5, "", "x", "tensor.dot.Dot", "graph.op.Op", "os.system", [], {},
                {"op": 0}, {"tuple": []}, {"array": 0}, {"float": "nan"}, {"function": "eval"}, other[theirs],
            ])
            place[key] = copy.deepcopy(value)  # a part of the document may be around its new place
            if rng.random() < 0.2 and isinstance(place, dict):
                del place[key]
        try:
            theano.load(edited(path, good, json.loads(json.dumps(document))))
        except LoadError:
            pass


def test_a_pickle_is_told_so(path):
    with open(path, "wb") as file:
        pickle.dump(theano.function([], T.constant(1.0)), file)
    with pytest.raises(LoadError, match=r"it is a pickle, which only pickle\.load reads"):
        theano.load(path)
