"""Tesseract, where it is installed: for languages that the wheel's models do not know."""

import csv
import io
import os
import re
import subprocess
from itertools import groupby

import cv2
import numpy as np

from library.ingestion.recognisers.base import SeenLine, SeenWord
from library.ingestion.recognisers.engines import tesseract_name

PROGRAM = "tesseract"
PAGE_S = 55.0
LEAST_CONFIDENCE = 0.3  # of a word; below it is a speck
SKEWS = np.arange(-5.0, 5.01, 0.25)  # degrees that are tried
TRIED_HEIGHT = 600  # pixels of the picture that they are tried on
_ROTATE = re.compile(rb"Rotate: (\d+)")


class TesseractEngine:
    def find_turn(self, picture: np.ndarray) -> int:
        answer = _ask(picture, "--psm", "0")
        found = _ROTATE.search(answer)
        return int(found.group(1)) // 90 if found else 0

    def find_skew(self, picture: np.ndarray) -> float:
        """The turn under which rows of ink and rows of white differ most."""
        grey = cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY)
        zoom = TRIED_HEIGHT / grey.shape[0]
        small = cv2.resize(grey, None, fx=zoom, fy=zoom, interpolation=cv2.INTER_AREA)
        _, ink = cv2.threshold(small, 0, 1, cv2.THRESH_BINARY_INV + cv2.THRESH_OTSU)
        return float(max(SKEWS, key=lambda angle: _contrast(ink, angle)))

    def read(self, picture: np.ndarray, language: str) -> list[SeenLine]:
        name = tesseract_name(language)
        answer = _ask(picture, "--psm", "3", *(["-l", name] if name else []), "tsv")
        rows = csv.DictReader(
            io.StringIO(answer.decode(errors="replace")), delimiter="\t", quoting=csv.QUOTE_NONE
        )
        words = [row for row in rows if row["level"] == "5" and row["text"].strip()]
        words = [row for row in words if float(row["conf"]) >= 100 * LEAST_CONFIDENCE]
        place = ("block_num", "par_num", "line_num")
        return [
            _line(list(group))
            for _, group in groupby(words, key=lambda row: [row[part] for part in place])
        ]


def _ask(picture: np.ndarray, *arguments: str) -> bytes:
    """Empty where it finds nothing to say. Raises OSError, TimeoutExpired."""
    _, file = cv2.imencode(".png", picture[:, :, ::-1])
    command = [PROGRAM, "stdin", "stdout", "--dpi", "150", *arguments]
    environment = {"PATH": os.defpath, "OMP_THREAD_LIMIT": "1"}
    return subprocess.run(
        command, input=file.tobytes(), capture_output=True, timeout=PAGE_S, env=environment
    ).stdout


def _contrast(ink: np.ndarray, degrees: float) -> float:
    height, width = ink.shape
    matrix = cv2.getRotationMatrix2D((width / 2, height / 2), degrees, 1.0)
    rows = cv2.warpAffine(ink, matrix, (width, height)).sum(axis=1, dtype=float)
    return float(np.square(np.diff(rows)).sum())


def _line(rows: list[dict[str, str]]) -> SeenLine:
    words = []
    for row in rows:
        x, y, width, height = (float(row[key]) for key in ("left", "top", "width", "height"))
        words.append(SeenWord(row["text"].strip(), (x, y, x + width, y + height)))
    x0, y0, x1, y1 = zip(*(word.box for word in words), strict=True)
    sure = sum(float(row["conf"]) for row in rows) / len(rows) / 100
    text = " ".join(word.text for word in words)
    return SeenLine(text, (min(x0), min(y0), max(x1), max(y1)), sure, words)
