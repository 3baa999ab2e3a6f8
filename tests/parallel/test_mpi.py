"""``mpi4py.futures``: processes of MPI, where they are installed."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

PROGRAM = """
import sys
sys.path.insert(0, {support!r})
from mpi4py.futures import MPIPoolExecutor
import numpy as np
from executors import AtOnce, chunks, model
from tensorgraph.parallel import sum_over

if __name__ == "__main__":
    f = model()
    wanted = sum_over(f, chunks(11), AtOnce())
    with MPIPoolExecutor() as executor:
        for _ in range(2):
            found = sum_over(f, chunks(11), executor)
            assert all(np.array_equal(a, b) for a, b in zip(found, wanted))
        try:
            sum_over(f, [np.ones((2, 4))], executor)
        except ValueError as error:
            assert "executors.py" in str(error)
            print("same bits, and the line")
"""


def test_processes_of_mpi(tmp_path):
    pytest.importorskip("mpi4py")
    if shutil.which("mpiexec") is None:
        pytest.skip("there is no mpiexec")
    program = tmp_path / "program.py"
    program.write_text(PROGRAM.format(support=str(Path(__file__).parents[1] / "support")))
    # Open MPI asks for these words where tests run as root or on few processors; others do not know them
    words = {
        "OMPI_ALLOW_RUN_AS_ROOT": "1", "OMPI_ALLOW_RUN_AS_ROOT_CONFIRM": "1", "OMPI_MCA_rmaps_base_oversubscribe": "1",
        "PRTE_MCA_rmaps_default_mapping_policy": ":oversubscribe",
    }  # fmt: skip
    command = ["mpiexec", "-n", "3", sys.executable, "-m", "mpi4py.futures", str(program)]
    done = subprocess.run(command, capture_output=True, text=True, env={**os.environ, **words}, timeout=120)
    assert "same bits, and the line" in done.stdout, done.stderr
