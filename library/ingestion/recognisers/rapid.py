"""RapidOCR: the detection and recognition models that its wheel carries, on onnxruntime.

Its parts are called one by one: between finding lines and reading them a page is turned and
straightened, and a line's words get their places from the white between them.
"""

from pathlib import Path
from typing import Any

import cv2
import numpy as np
import rapidocr
from rapidocr.ch_ppocr_cls import TextClassifier
from rapidocr.ch_ppocr_det import TextDetector
from rapidocr.ch_ppocr_rec import TextRecInput, TextRecognizer

from library.ingestion.parsers.base import Box
from library.ingestion.recognisers.base import SeenLine
from library.ingestion.recognisers.words import Signs, place_words

MODELS = Path(rapidocr.__file__).parent / "models"
LEAST_CONFIDENCE = 0.5  # of a line; below it is no text
TRIED_LINES = 12  # by which a page's turn is told
READ_LINES = 4  # by which two turns are compared
UPRIGHT = 1.5  # times higher than wide: a line that runs upwards or downwards
SLIM = 8  # pixels: the least height of a line


class RapidEngine:
    def __init__(self) -> None:
        config = rapidocr.RapidOCR(params=_parameters()).cfg
        for part in (config.Det, config.Cls, config.Rec):
            part.engine_cfg = config.EngineConfig[part.engine_type.value]
            part.model_root_dir = str(MODELS)
        config.Rec.font_path = None
        self._find = TextDetector(config.Det)
        self._stand = TextClassifier(config.Cls)
        self._read = TextRecognizer(config.Rec)
        self._found: tuple[np.ndarray, list[np.ndarray]] = (np.empty(0), [])

    def find_turn(self, picture: np.ndarray) -> int:
        quads = self._lines_of(picture)
        if not quads:
            return 0
        weights = [max(_sides(quad)) for quad in quads]
        lying = [_lies(quad) for quad in quads]
        if np.dot(weights, lying) >= 0.5 * sum(weights):
            return 2 if self._is_upside_down(_crops(picture, quads), is_sure=True) else 0
        turned = cv2.rotate(picture, cv2.ROTATE_90_CLOCKWISE)
        quads = self._lines_of(turned)
        return 3 if self._is_upside_down(_crops(turned, quads), is_sure=False) else 1

    def _is_upside_down(self, crops: list[np.ndarray], *, is_sure: bool) -> bool:
        """is_sure: that it mostly is not, so that only a clear sign has it read both ways."""
        longest = sorted(crops, key=lambda crop: -crop.shape[1])[:TRIED_LINES]
        if not longest:
            return False
        said = self._stand(longest).cls_res or []
        turned = sum(label == "180" for label, _ in said)
        if is_sure and 3 * turned <= len(said):
            return False
        some = longest[:READ_LINES]
        as_is, about = (self._read(TextRecInput(img=each)) for each in (some, [*map(_flip, some)]))
        return _worth(about) > _worth(as_is)

    def find_skew(self, picture: np.ndarray) -> float:
        angles, weights = [], []
        for quad in self._lines_of(picture):
            width, height = _sides(quad)
            if width > 4 * height:
                (x0, y0), (x1, y1) = quad[0], quad[1]
                angles.append(np.degrees(np.arctan2(y1 - y0, x1 - x0)))
                weights.append(width)
        if not angles:
            return 0.0
        order = np.argsort(angles)
        upto = np.cumsum(np.array(weights)[order])
        return float(np.array(angles)[order][np.searchsorted(upto, upto[-1] / 2)])

    def read(self, picture: np.ndarray, language: str) -> list[SeenLine]:
        boxes = [box for quad in self._lines_of(picture) if (box := _box(quad, picture.shape))]
        if not boxes:
            return []
        crops = [picture[y0:y1, x0:x1, ::-1] for x0, y0, x1, y1 in boxes]
        found: Any = self._read(TextRecInput(img=crops, return_word_box=True))
        lines = []
        for box, crop, text, sure, info in zip(
            boxes, crops, found.txts, found.scores, found.word_results, strict=True
        ):
            if text.strip() and sure >= LEAST_CONFIDENCE:
                lines.append(_line(box, crop, text, float(sure), info))
        return lines

    def _lines_of(self, picture: np.ndarray) -> list[np.ndarray]:
        """Their corners from the top left on, clockwise. Of the same picture found once."""
        if self._found[0] is not picture:
            found = self._find(np.ascontiguousarray(picture[:, :, ::-1])).boxes
            self._found = (picture, [] if found is None else list(found))
        return self._found[1]


def _parameters() -> dict:
    """One thread: as many pages are read at once as there are children."""
    files = {"Det": "PP-OCRv6_det_small", "Rec": "PP-OCRv6_rec_small"}
    files["Cls"] = "ch_ppocr_mobile_v2.0_cls_mobile"
    paths = {f"{part}.model_path": str(MODELS / f"{name}.onnx") for part, name in files.items()}
    return paths | {
        "Global.log_level": "error",
        "EngineConfig.onnxruntime.intra_op_num_threads": 1,
        "EngineConfig.onnxruntime.inter_op_num_threads": 1,
    }


def _lies(quad: np.ndarray) -> bool:
    """Whether a line of text goes more across than up; one that is about square may."""
    across, down = quad[1] - quad[0], quad[2] - quad[1]
    longer, shorter = sorted((across, down), key=lambda side: -float(np.hypot(*side)))
    is_square = np.hypot(*longer) <= UPRIGHT * np.hypot(*shorter)
    return bool(is_square or abs(longer[0]) >= abs(longer[1]))


def _sides(quad: np.ndarray) -> tuple[float, float]:
    return (
        float(np.linalg.norm(quad[1] - quad[0])),
        float(np.linalg.norm(quad[3] - quad[0])),
    )


def _box(quad: np.ndarray, shape: tuple[int, ...]) -> tuple[int, int, int, int] | None:
    """Upright around a line; None for one that runs upwards, and for specks."""
    width, height = _sides(quad)
    if height > 2 * UPRIGHT * width:
        return None
    x0, y0 = np.floor(quad.min(axis=0)).astype(int)
    x1, y1 = np.ceil(quad.max(axis=0)).astype(int)
    x0, y0, x1, y1 = max(0, x0), max(0, y0), min(shape[1], x1), min(shape[0], y1)
    return (int(x0), int(y0), int(x1), int(y1)) if y1 - y0 >= SLIM and x1 - x0 >= SLIM else None


def _crops(picture: np.ndarray, quads: list[np.ndarray]) -> list[np.ndarray]:
    boxes = [box for quad in quads if (box := _box(quad, picture.shape))]
    return [np.ascontiguousarray(picture[y0:y1, x0:x1, ::-1]) for x0, y0, x1, y1 in boxes]


def _flip(crop: np.ndarray) -> np.ndarray:
    return cv2.rotate(crop, cv2.ROTATE_180)


def _worth(found) -> float:
    """How sure the reading is, weighed by how much was read."""
    return float(sum(s * len(t) for t, s in zip(found.txts, found.scores, strict=True)))


def _line(box: tuple[int, int, int, int], crop: np.ndarray, text: str, sure: float, info):
    columns = [column for word in info.word_cols for column in word]
    letters = [sign for sign in text if not sign.isspace()]
    width = box[2] - box[0]
    places: list[float] = []
    if info.line_txt_len and len(columns) == len(letters):
        places = [(column + 0.5) / info.line_txt_len * width for column in columns]
    words, tight = place_words(Signs(text, places), crop)
    x0, y0 = box[0], box[1]

    def shifted(inner: Box) -> Box:
        return (x0 + inner[0], y0 + inner[1], x0 + inner[2], y0 + inner[3])

    for word in words:
        word.box = shifted(word.box)
    return SeenLine(text.strip(), shifted(tight), sure, words)
