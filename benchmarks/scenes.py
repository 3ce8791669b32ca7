"""How well and how quickly scenes are found: `python -m benchmarks.scenes [FOLDER]`.

FOLDER holds NAME.mp4 with NAME.cuts.csv beside it. A truth file lists cuts in seconds under
`cut_s` (found within one picture of it counts), or slides with their beginnings under `start_s`
(within 0.2 s). Speed is beside that of decoding the same file alone, in the same run.
"""

import csv
import sys
import time
from dataclasses import dataclass
from pathlib import Path

from library.ingestion.recordings.inspecting import inspect
from library.ingestion.recordings.opening import frames_of, open_recording
from library.ingestion.recordings.planning import scene_stretches
from library.ingestion.recordings.scenes import find_changes

FOLDER = Path("../shared/data/media")
SLIDE_S = 0.2
HALF = 0.51  # of a picture's time, by which a truth with three digits may be rounded


@dataclass(frozen=True, slots=True)
class Score:
    found: int
    true: int
    right: int
    worst_s: float

    @property
    def precision(self) -> float:
        return self.right / self.found if self.found else 1.0

    @property
    def recall(self) -> float:
        return self.right / self.true if self.true else 1.0


def main(folder: Path) -> int:
    print(f"{'file':<34}{'scenes':>7}{'true':>6}{'precision':>11}{'recall':>8}{'worst s':>9}"
          f"{'x real time':>13}{'decoding alone':>16}")  # fmt: skip
    is_right = True
    for truth in sorted(folder.glob("*.cuts.csv")):
        path = truth.with_name(truth.name.replace(".cuts.csv", ".mp4"))
        recording = inspect(path)
        if recording.picture is None:
            continue
        began = time.perf_counter()
        found = [
            change.at_s
            for step in scene_stretches(recording.duration_s)
            for change in find_changes(path, recording.picture.index, step.begin, step.end)
        ]
        took_s = time.perf_counter() - began
        moments, within_s = read_truth(truth, recording.picture.fps)
        score = compare(found, moments, within_s)
        is_right &= score.precision == score.recall == 1.0
        alone_s = decoding_s(path, recording.picture.index)
        print(f"{path.name:<34}{len(found) + 1:>7}{len(moments) + 1:>6}{score.precision:>11.2f}"
              f"{score.recall:>8.2f}{score.worst_s:>9.3f}{recording.duration_s / took_s:>13.1f}"
              f"{recording.duration_s / alone_s:>16.1f}")  # fmt: skip
    return 0 if is_right else 1


def read_truth(path: Path, fps: float) -> tuple[list[float], float]:
    """Moments at which a scene begins that is not the first, and how exactly."""
    with path.open(newline="") as file:
        rows = list(csv.DictReader(file))
    if rows and "start_s" in rows[0]:
        return [at for row in rows if (at := float(row["start_s"])) > 0], SLIDE_S
    return [float(row["cut_s"]) for row in rows], (1 + HALF) / fps


def compare(found: list[float], moments: list[float], within_s: float) -> Score:
    """Each moment is matched once, by the nearest that was found."""
    left, right, worst_s = list(found), 0, 0.0
    for moment in moments:
        near = min(left, key=lambda at: abs(at - moment), default=None)
        if near is not None and abs(near - moment) <= within_s:
            left.remove(near)
            right += 1
            worst_s = max(worst_s, abs(near - moment))
    return Score(len(found), len(moments), right, worst_s)


def decoding_s(path: Path, index: int) -> float:
    began = time.perf_counter()
    with open_recording(path) as container:
        for _frame in frames_of(container, container.streams[index]):
            pass
    return time.perf_counter() - began


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]) if len(sys.argv) > 1 else FOLDER))
