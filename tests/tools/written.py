"""Words that are looked for in a picture as they look, not in what a page says it has written."""

from __future__ import annotations

import base64
import io
from typing import TYPE_CHECKING

import numpy as np
from PIL import Image

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from tests.tools.browser import Visit

__all__ = ["likeness"]

SHIFTS = [(0, 0), (0.5, 0), (0, 0.5), (0.5, 0.5)]  # pixels: words on paper stand anywhere
WRITE = """([text, size, ratio, right, down]) => {
    const pen = document.createElement('canvas').getContext('2d');
    pen.font = `${size}px ${getComputedStyle(document.body).fontFamily}`;
    const wide = Math.ceil(pen.measureText(text).width + 1);
    Object.assign(pen.canvas, {width: wide * ratio, height: Math.ceil(size * 1.2) * ratio});
    pen.fillStyle = 'white';
    pen.fillRect(0, 0, pen.canvas.width, pen.canvas.height);
    pen.scale(ratio, ratio);
    pen.font = `${size}px ${getComputedStyle(document.body).fontFamily}`;
    pen.textBaseline = 'middle';
    pen.fillStyle = 'black';
    pen.fillText(text, right, size * 0.6 + down);
    return pen.canvas.toDataURL().split(',')[1];
}"""


def likeness(opened: Visit, picture: bytes, text: str, size: float, ratio: int = 1) -> float:
    """Tell how like the words, written in ``size`` pixels, is the most similar place of a picture.

    1 is the same but for brightness and contrast (normalised cross-correlation).
    """
    seen = _grey(picture)
    written = (opened.evaluate(WRITE, [text, size, ratio, *shift]) for shift in SHIFTS)
    return max(_match(seen, _grey(base64.b64decode(one))) for one in written)


def _match(seen: NDArray[np.float64], wanted: NDArray[np.float64]) -> float:
    wanted = wanted - wanted.mean()
    tall, wide = wanted.shape
    total, squares = _sums(seen, tall, wide), _sums(seen**2, tall, wide)
    spread = np.sqrt(np.clip(squares - total**2 / wanted.size, 1e-6, None) * (wanted**2).sum())
    height, width = np.array(seen.shape) + wanted.shape
    both = np.fft.rfft2(seen, (height, width)) * np.conj(np.fft.rfft2(wanted, (height, width)))
    found = np.fft.irfft2(both, (height, width))[: total.shape[0], : total.shape[1]]
    return float((found / spread).max())


def _grey(picture: bytes) -> NDArray[np.float64]:
    return np.asarray(Image.open(io.BytesIO(picture)).convert("L")).astype(np.float64) / 255


def _sums(values: NDArray[np.float64], tall: int, wide: int) -> NDArray[np.float64]:
    """Give the sum of each part of that size."""
    sums = np.pad(values, ((1, 0), (1, 0))).cumsum(axis=0).cumsum(axis=1)
    return sums[tall:, wide:] - sums[:-tall, wide:] - sums[tall:, :-wide] + sums[:-tall, :-wide]
