"""A bar that shows the progress of a solver."""

from __future__ import annotations

from typing import Any


class Progress:
    """A bar of tqdm's, or none.

    Parameters
    ----------
    shown : bool
    total : int, optional
        The number of steps.
    what : str

    Raises
    ------
    ImportError
        If the bar is to be shown and tqdm is not installed.
    """

    def __init__(self, shown: bool, total: int | None = None, what: str = "") -> None:
        self.bar = None
        if shown:
            try:
                from tqdm.auto import tqdm
            except ImportError as error:
                raise ImportError('progress=True needs tqdm: pip install "pytensorgraph[progress]"') from error
            self.bar = tqdm(total=total, desc=what)

    def step(self, **shown: Any) -> None:
        """Advance by one step and show numbers."""
        if self.bar is not None:
            self.bar.set_postfix(shown, refresh=False)
            self.bar.update()

    def __enter__(self) -> Progress:
        return self

    def __exit__(self, *failure: object) -> None:
        if self.bar is not None:
            self.bar.close()
