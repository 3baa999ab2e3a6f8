"""``python -m tensorgraph``: programs run as they are, and are converted."""

import re
import subprocess
import sys

import numpy as np
import pytest

import tensorgraph
from tensorgraph.commandline import bench, main
from tensorgraph.commandline.doctor import CHECKS
from tensorgraph.compat.convert import convert_source

PROGRAM = """\
import os, pickle, sys
import helper
import theano
import theano.tensor as T
from theano import function

class Kept:
    pass

def double(v):
    x = T.dscalar("x")
    return function([x], x * 2)(v)

if __name__ == "__main__":
    import atexit
    atexit.register(lambda: print("at exit", Kept.__name__))
    print(sys.argv[1:], os.path.isabs(__file__), helper.VALUE, double(3.0))
    print(type(pickle.loads(pickle.dumps(Kept()))) is Kept)
    if "fail" in sys.argv:
        double("no")
    if "exit" in sys.argv:
        sys.exit(7)
"""


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "program.py").write_text(PROGRAM)
    (tmp_path / "helper.py").write_text("from theano import config\nVALUE = config.floatX\n")
    (tmp_path / "package").mkdir()
    for name in ("__main__", "part"):
        (tmp_path / "package" / f"{name}.py").write_text(PROGRAM.replace("import helper", "from . import helper"))
    (tmp_path / "package" / "helper.py").write_text("VALUE = 'inside'\n")
    return tmp_path


def run(*arguments, cwd):
    return subprocess.run(
        [sys.executable, "-m", "tensorgraph", "run", *arguments],
        capture_output=True, text=True, cwd=cwd, env={"PYTHONPATH": ":".join(p for p in sys.path if p)},
    )


def test_a_script(folder):
    done = run(str(folder / "program.py"), "a", "-b", cwd="/")
    assert done.stdout.splitlines() == ["['a', '-b'] True float64 6.0", "True", "at exit Kept"], done.stderr
    assert done.returncode == 0 and done.stderr == ""
    assert run("program.py", "exit", cwd=folder).returncode == 7
    failed = run("program.py", "fail", cwd=folder)
    lines = failed.stderr.splitlines()
    assert failed.returncode == 1 and lines[0].startswith("Traceback") and "program.py" in lines[1]
    assert "scripts.py" not in failed.stderr and "at exit Kept" in failed.stdout


def test_modules(folder):
    for target in ("package.part", "package"):
        done = run("-m", target, "z", cwd=folder)
        assert done.stdout.splitlines()[:2] == ["['z'] True inside 6.0", "True"], done.stderr


def test_what_cannot_run(capsys, folder):
    for arguments, message in [
        (["run"], "needs a script"),
        (["run", "-x"], "needs a script"),
        (["run", str(folder / "none.py")], "there is no file"),
        (["walk"], "invalid choice: 'walk'"),
        ([], "COMMAND"),
        (["viz"], "SCRIPT"),
        (["doctor", "now"], "unrecognized arguments: now"),
    ]:
        assert main(arguments) == 2
        assert message in capsys.readouterr().err


COMMANDS = ("run", "convert", "viz", "doctor", "show-config", "bench")


def test_help_and_version(capsys):
    assert main(["--help"]) == 0
    text = capsys.readouterr().out
    assert all(re.search(rf"^    {name}\s", text, re.M) for name in COMMANDS)
    for name in COMMANDS:
        assert main([name, "--help"]) == 0
        assert len(capsys.readouterr().out.splitlines()) > 3
    assert main(["--version"]) == 0
    assert capsys.readouterr().out == f"tensorgraph {tensorgraph.__version__}\n"


def test_versions(capsys):
    tensorgraph.show_versions()
    lines = dict(line.split(None, 1) for line in capsys.readouterr().out.splitlines())
    assert lines["numpy"].strip() == np.__version__ and {"scipy", "python", "system", "threads"} <= set(lines)


def test_doctor(capsys, monkeypatch):
    assert main(["doctor"]) == 0
    assert "ok      gradients" in capsys.readouterr().out

    def broken():
        raise ValueError("wrong results")

    monkeypatch.setitem(CHECKS, "gradients", broken)
    assert main(["doctor"]) == 1
    assert "FAILED  gradients: ValueError: wrong results" in capsys.readouterr().out


def test_show_config(capsys):
    assert not main(["show-config"])
    text = capsys.readouterr().out
    assert "floatX" in text and "exception_verbosity" in text


def test_bench(capsys, monkeypatch):
    monkeypatch.setattr(bench, "_median", lambda call: call() is None or 1e-6)
    assert main(["bench"]) == 0
    assert capsys.readouterr().out.count("times as fast") == 9


def test_pages_of_a_program(folder, capsys, monkeypatch):
    (folder / "two.py").write_text(PROGRAM + "    double(1.0)\n")
    monkeypatch.chdir(folder)
    done = subprocess.run(
        [sys.executable, "-m", "tensorgraph", "viz", "two.py", "--output", "pages"], capture_output=True, text=True,
        env={"PYTHONPATH": ":".join(p for p in sys.path if p)},
    )
    assert done.returncode == 0, done.stderr
    pages = sorted((folder / "pages").iterdir())
    assert len(pages) == 2 and all("<svg" in p.read_text() or "dagre" in p.read_text() for p in pages)


@pytest.mark.parametrize(
    "old, new",
    [
        ("import theano", "import tensorgraph as theano"),
        ("import theano as th", "import tensorgraph as th"),
        ("import theano.tensor as T", "import tensorgraph.tensor as T"),
        ("import theano.tensor", "import tensorgraph as theano, tensorgraph.tensor"),
        ("import os, theano, sys", "import os, tensorgraph as theano, sys"),
        ("import  theano . tensor  as  T", "import  tensorgraph.tensor  as  T"),
        ("from theano . tensor import nnet", "from tensorgraph.tensor import nnet"),
        ("from theano import function, shared  # both", "from tensorgraph import function, shared  # both"),
        ("from theano.tensor.nnet import (\n    softmax,  # one\n)", None),
        ("from theano import theano", "import tensorgraph as theano"),
        ("from theano import theano as th, grad as g", "import tensorgraph as th; from tensorgraph import grad as g"),
        ("x = 'ünï'; import theano  # ö", "x = 'ünï'; import tensorgraph as theano  # ö"),
        ("if 1: import theano; y = 2", "if 1: import tensorgraph as theano; y = 2"),
        ("from .theano import x", "from .theano import x"),
        ("import theanets, theano_helpers", "import theanets, theano_helpers"),
        ("'import theano'  # import theano", "'import theano'  # import theano"),
        ("import theano\r\nx = 1\r\n", "import tensorgraph as theano\r\nx = 1\r\n"),
        ("\f\nimport theano\n", "\f\nimport tensorgraph as theano\n"),
        ("from \\\n  theano \\\n  import grad", "from \\\n  tensorgraph \\\n  import grad"),
    ],
)
def test_imports(old, new):
    text, findings = convert_source(old)
    assert text == (new if new is not None else old.replace("theano.", "tensorgraph.")) and not findings
    again, _ = convert_source(text)
    assert again == text


@pytest.mark.parametrize(
    "line, message",
    [
        ("T.no_such_op(x)", "theano.tensor.no_such_op is not in tensorgraph"),
        ("theano.tensor.nnet.no_such.thing", "theano.tensor.nnet.no_such is not in tensorgraph"),
        ("theano.config.no_such_flag", "theano.config.no_such_flag is not in tensorgraph"),
        ("from theano.tensor import no_such", "theano.tensor.no_such is not in tensorgraph"),
        ("import theano.no_such", "theano.no_such is not in tensorgraph"),
        ("import theano.sandbox.cuda", "theano.sandbox.cuda: there is no GPU"),
        ("from theano.sandbox.cuda.basic_ops import gpu_contiguous", "there is no GPU"),
        ("theano.gpuarray.type", "there is no GPU"),
        ("import pycuda.driver", "there is no GPU"),
        ("flags = 'floatX=float32,device=gpu'", "there is no GPU"),
        ("class A(theano.Op):\n    def c_code(self): pass", "class A has c_code and no perform"),
    ],
)
def test_what_is_missing(line, message):
    _, findings = convert_source(f"import theano\nimport theano.tensor as T\n{line}\n")
    assert [f.line for f in findings] == [3] and message in str(findings[0])
    guarded = f"import theano, theano.tensor as T\ntry:\n    {line}\nexcept ImportError: pass\n"
    _, findings = convert_source(guarded.replace("\n    def", "\n        def"))
    assert findings[0].guarded


def test_what_is_there():
    source = """
import theano, theano.tensor as T
from theano.gof import Op
from theano.tensor.shared_randomstreams import RandomStreams as RS
theano.config.new_attribute = 3
x = T.matrix('x'); x.no_matter.what
T.nnet.softmax(x).mean().eval; theano.config.floatX.upper; theano.gof.graph.inputs([x])
rs = RS(1).uniform
def f(T): return T.anything
class A(Op):
    def c_code(self): pass
    def perform(self, node, inputs, outputs): pass
class B(A):
    def c_code_cache_version(self): pass
"""
    _, findings = convert_source(source)
    assert [str(f) for f in findings if "T.anything" not in f.text and "tensor.anything" not in f.text] == []


def test_files(tmp_path, capsys, monkeypatch):
    monkeypatch.chdir(tmp_path)
    source = "# -*- coding: latin-1 -*-\n# \xe9\nimport theano\r\n"
    (tmp_path / "a.py").write_bytes(source.encode("latin-1"))
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub" / "b.py").write_text("import theano.tensor as T\nT.nothing\n")
    (tmp_path / "old.py").write_text("print 'Python 2'\n")
    assert main(["convert", "--diff", "a.py", "sub"]) == 1
    shown = capsys.readouterr().out
    assert "-import theano" in shown and "+import tensorgraph as theano" in shown
    assert "sub/b.py:2: theano.tensor.nothing is not in tensorgraph" in shown
    assert (tmp_path / "a.py").read_bytes() == source.encode("latin-1")
    assert main(["convert", "a.py", "sub/b.py", "--output", "out"]) == 1
    new = source.replace("theano", "tensorgraph as theano")
    assert (tmp_path / "out" / "a.py").read_bytes() == new.encode("latin-1")
    assert (tmp_path / "out" / "b.py").read_text().startswith("import tensorgraph.tensor as T")
    assert main(["convert", "a.py", "--output", "c.py"]) == 0
    assert main(["convert", "sub", "--output", "tree"]) == 1 and (tmp_path / "tree" / "b.py").exists()
    assert main(["convert", "a.py"]) == 0
    assert b"tensorgraph as theano\r\n" in (tmp_path / "a.py").read_bytes()
    capsys.readouterr()
    assert main(["convert", "old.py", "none.py"]) == 2
    assert "2to3" in capsys.readouterr().err


def test_a_converted_program_computes_the_same(folder):
    assert main(["convert", str(folder / "program.py"), str(folder / "helper.py")]) == 0
    done = subprocess.run(
        [sys.executable, "program.py"], capture_output=True, text=True, cwd=folder,
        env={"PYTHONPATH": ":".join(p for p in sys.path if p)},
    )
    assert done.stdout.splitlines()[0] == "[] True float64 6.0", done.stderr
    np.testing.assert_equal(done.returncode, 0)


@pytest.mark.parametrize(("arguments", "said"), [
    (["rnu", "x.py"], "Did you mean 'run'?"),
    (["shw-config"], "Did you mean 'show-config'?"), (["--versoin"], "Did you mean '--version'?"),
    ([], "COMMAND. It must be one of run, convert"),
    (["convert", "x.py", "--outptu", "y"], "unrecognized arguments: --outptu y. Did you mean '--output'"),
    (["viz", "--ouput=q", "x.py"], "Did you mean '--output'?"),
    (["doctor", "x"], "doctor: error: unrecognized arguments: x"),
    (["run", "--flags=a", "x.py"], "--flags=a is no option of it"),
])  # fmt: skip
def test_wrong_commands_and_options(arguments, said, capsys):
    """The usage is that of the command, and the nearest name is told."""
    assert main(arguments) == 2
    assert said in capsys.readouterr().err
