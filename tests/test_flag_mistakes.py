"""Mistakes in flags, in files of flags and in the environment: each error says which, and what is valid."""

import pytest
from mistakes import check, names, parameters
from new_process import run

TYPE, VALUE = TypeError, ValueError
# the program, the class of its error, and patterns that the text holds
MISTAKES = [
    ("theano.config.floatx = 'float32'", AttributeError, "floatx", "floatX"),
    ("theano.config.flotX", AttributeError, "floatX"),
    ("theano.config.limit", AttributeError, r"config\.traceback\.limit"),
    ("theano.config.traceback = 3", AttributeError, "group"),
    ("theano.config.floatX = 'float23'", VALUE, "float23", "'float32'"),
    ("theano.config.optimizer = 'fastrun'", VALUE, "fastrun", "fast_run"),
    ("theano.config['floatX'] = 'float32'", TYPE, r"use theano\.config\.floatX = 'float32'"),
    ("theano.config.mode = None", VALUE, "None", "must be one of", "FAST_RUN"),
    ("theano.config.optimizer_excluding = 3", VALUE, "3", "needs a string"),
    ("theano.change_flags('float32')", TYPE, "'float32'", "by name"),
    ("theano.config.change_flags(qqzzx=1).__enter__()", AttributeError, "qqzzx", r"print\(theano\.config\)"),
    ("theano.config.mode = 'FASTRUN'", VALUE, "FASTRUN", "'FAST_RUN'"),
    ("theano.config.profile = 'maybe'", VALUE, "maybe", "needs True or False"),
    ("theano.config.change_flags(flotX='float32').__enter__()", AttributeError, "flotX", "floatX"),
]


@pytest.mark.parametrize("program, kind, facts", **parameters(MISTAKES))
def test_mistake(program, kind, facts):
    check(program, kind, facts, names())


def flags(tmp_path, text=None, program="import tensorgraph", **environment):
    """Return what a new process writes to stderr."""
    if text is not None:
        (tmp_path / "rc").write_text(text)
        environment["TENSORGRAPHRC"] = str(tmp_path / "rc")
    return run("-c", program, fails=environment.pop("fails", True), OPENBLAS_NUM_THREADS="1", **environment).stderr


def test_files_and_variables_of_flags(tmp_path):
    text = flags(tmp_path, "floatX = float32\n")
    assert f"{tmp_path / 'rc'}, line 1" in text and "[global]" in text
    text = flags(tmp_path, "[global]\nfloatX = float32\nnonsense\n")
    assert f"{tmp_path / 'rc'}, line 3" in text and "name = value" in text
    text = flags(tmp_path, "[global]\nfloatX = float23\n")
    assert f"set by the file {tmp_path / 'rc'}" in text and "Did you mean 'float32'" in text
    text = flags(tmp_path, TENSORGRAPH_FLAGS="optimizer=fast-run")
    assert "set by the environment variable TENSORGRAPH_FLAGS" in text and "Did you mean 'fast_run'?" in text
    assert "use floatX=VALUE" in flags(tmp_path, TENSORGRAPH_FLAGS="floatX")
    text = flags(tmp_path, TENSORGRAPH_FLAGS="flotX=float32", fails=False)
    assert "does not recognise this flag: flotX, set by" in text and "Did you mean 'floatX'?" in text
    text = flags(tmp_path, TENSORGRAPH_ISA="x86_64_v33")
    last = text.strip().splitlines()[-1]
    assert last.startswith("ImportError: TENSORGRAPH_ISA=x86_64_v33") and "Did you mean" in last
