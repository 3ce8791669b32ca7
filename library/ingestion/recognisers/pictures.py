"""A page as a picture, turned upright and straightened, and the way back to the page."""

from dataclasses import dataclass

import cv2
import numpy as np
import pymupdf

from library.ingestion.parsers.base import Box

DPI = 150.0
MAX_PIXELS = 4_500_000  # A3 at 150 dpi; a larger page has larger print
MAX_FINE_PIXELS = 12_000_000  # A4 at 300 dpi has 8.7 million
MAX_SKEW = 20.0  # degrees; more is no page laid askew
MIN_SKEW = 0.15
WHITE = (255, 255, 255)


@dataclass(slots=True)
class Sheet:
    """pixels: (height, width, 3) uint8, red, green, blue.

    to_page: 3 x 3, from pixels of the picture to points of the page as it is seen.
    scale: pixels for a point.
    """

    pixels: np.ndarray
    to_page: np.ndarray
    scale: float

    @property
    def size(self) -> tuple[float, float]:
        """Width and height in points."""
        height, width = self.pixels.shape[:2]
        return width / self.scale, height / self.scale

    def on_page(self, box: Box) -> Box:
        """A box of the picture as the smallest one around it on the page."""
        return around(box, self.to_page)

    def from_page(self, box: Box) -> Box:
        """The other way, in points of the upright page."""
        x0, y0, x1, y1 = around(box, np.linalg.inv(self.to_page))
        return (x0 / self.scale, y0 / self.scale, x1 / self.scale, y1 / self.scale)

    def straight(self, box: Box) -> Box:
        """A box of the picture in points of the upright page."""
        x0, y0, x1, y1 = box
        return (x0 / self.scale, y0 / self.scale, x1 / self.scale, y1 / self.scale)

    def to_picture(self, box: Box) -> Box:
        """The way back from `straight`."""
        x0, y0, x1, y1 = box
        return (x0 * self.scale, y0 * self.scale, x1 * self.scale, y1 * self.scale)


def draw(page: pymupdf.Page, dpi: float = DPI) -> Sheet:
    """A giant page is drawn smaller rather than not at all."""
    area = page.rect
    allowed = MAX_PIXELS if dpi <= DPI else MAX_FINE_PIXELS
    most = (allowed / (area.width * area.height)) ** 0.5
    zoom = min(dpi / 72, most)
    drawn = page.get_pixmap(
        matrix=pymupdf.Matrix(zoom, zoom), alpha=False, colorspace=pymupdf.csRGB
    )
    pixels = np.frombuffer(drawn.samples, np.uint8).reshape(drawn.height, drawn.width, 3)
    return Sheet(pixels, np.diag([1 / zoom, 1 / zoom, 1.0]), zoom)


def turn(sheet: Sheet, quarters: int) -> Sheet:
    """By quarter turns clockwise."""
    for _ in range(quarters % 4):
        height = sheet.pixels.shape[0]
        # a pixel (x, y) goes to (height - y, x)
        back = np.array([[0, 1, 0], [-1, 0, height], [0, 0, 1]], float)
        pixels = cv2.rotate(sheet.pixels, cv2.ROTATE_90_CLOCKWISE)
        sheet = Sheet(pixels, sheet.to_page @ back, sheet.scale)
    return sheet


def straighten(sheet: Sheet, degrees: float) -> Sheet:
    """degrees: by which its lines fall to the right."""
    if not MIN_SKEW <= abs(degrees) <= MAX_SKEW:
        return sheet
    height, width = sheet.pixels.shape[:2]
    matrix = cv2.getRotationMatrix2D((width / 2, height / 2), degrees, 1.0)
    pixels = cv2.warpAffine(
        sheet.pixels, matrix, (width, height), flags=cv2.INTER_CUBIC, borderValue=WHITE
    )
    back = np.linalg.inv(np.vstack([matrix, [0, 0, 1]]))
    return Sheet(pixels, sheet.to_page @ back, sheet.scale)


def around(box: Box, matrix: np.ndarray) -> Box:
    x0, y0, x1, y1 = box
    corners = np.array([[x0, x1, x1, x0], [y0, y0, y1, y1], [1, 1, 1, 1]], float)
    xs, ys, _ = matrix @ corners
    return (float(xs.min()), float(ys.min()), float(xs.max()), float(ys.max()))
