"""Which parts of a picture move all the while."""

import numpy as np

ROWS, COLUMNS = 9, 16  # cells that a picture is divided into
TOUCHED = 0.02  # share of a cell's pixels that move, for it to move
MOVES_S = 1.6  # of movement, after which a cell is restless
FORGOTTEN_S = 8.0  # in which that becomes a third
CALM_AGAIN = 0.3
FILM = 0.5  # share of restless cells, from which on all of it moves: then nothing is left out


class Restless:
    def __init__(self) -> None:
        self._activity = np.zeros((ROWS, COLUMNS))
        self._is_restless = np.zeros((ROWS, COLUMNS), bool)
        self._at_s = 0.0
        self._calm: np.ndarray | None = None
        self._shown = self._is_restless

    def see(self, at_s: float, moved: np.ndarray) -> None:
        """moved: (height, width) bool, against the picture before."""
        passed = min(max(at_s - self._at_s, 0.0), 0.2)
        self._at_s = at_s
        moves = _cells(moved) > TOUCHED
        fading = np.exp(-passed / FORGOTTEN_S)
        self._activity = np.minimum(self._activity * fading + moves * passed / MOVES_S, 1.2)
        self._is_restless |= self._activity > 1.0
        self._is_restless &= self._activity > CALM_AGAIN

    def calm(self, shape: tuple[int, ...]) -> np.ndarray:
        """(height, width) bool: what is to be compared."""
        shown = self._is_restless
        if shown.mean() > FILM:
            shown = np.zeros_like(shown)
        if (
            self._calm is None
            or self._calm.shape != shape
            or not np.array_equal(shown, self._shown)
        ):
            rows = np.arange(shape[0]) * ROWS // shape[0]
            columns = np.arange(shape[1]) * COLUMNS // shape[1]
            self._calm, self._shown = ~shown[np.ix_(rows, columns)], shown.copy()
        return self._calm

    def calm_pixels(self, shape: tuple[int, ...]) -> int:
        return max(1, int(np.count_nonzero(self.calm(shape))))


def _cells(moved: np.ndarray) -> np.ndarray:
    """Share of each cell's pixels."""
    height, width = moved.shape
    rows = np.arange(ROWS) * height // ROWS
    columns = np.arange(COLUMNS) * width // COLUMNS
    sums = np.add.reduceat(np.add.reduceat(moved, rows, axis=0, dtype=np.int32), columns, axis=1)
    return sums / (height / ROWS * width / COLUMNS)
