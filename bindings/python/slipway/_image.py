# SPDX-FileCopyrightText: 2026 The Slipway Authors
# SPDX-License-Identifier: Apache-2.0
"""Arrays as the library's images, without a copy where their pixels lie as they have to."""
import ctypes

import numpy as np

from ._errors import Error
from ._library import ImageView

FORMATS = {'BGR': 0, 'RGB': 1, 'BGRA': 2, 'RGBA': 3, 'GRAY': 4, 'NV12': 5, 'NV21': 6, 'I420': 7}
_CHANNELS = {'BGR': 3, 'RGB': 3, 'BGRA': 4, 'RGBA': 4}


class Image:
    """An array that says how its pixels are laid out.

    array: u8[H,W,3] for BGR and RGB, u8[H,W,4] for BGRA and RGBA, u8[H,W] for GRAY, u8[H*3/2,W] for NV12, NV21 and I420 (all planes, one
    below the other)
    """

    def __init__(self, array, format='BGR'):  # noqa: A002  pylint: disable=redefined-builtin
        if format not in FORMATS:
            raise Error(f"there is no format '{format}'; known: {', '.join(FORMATS)}")
        self.array, self.format = array, format

    def __repr__(self):
        return f'Image({self.format}, {np.shape(self.array)})'


def as_image(value):
    """An Image of what users have: an Image, an array in OpenCV's order, or a picture of Pillow's."""
    if isinstance(value, Image):
        return value
    if hasattr(value, 'convert') and hasattr(value, 'mode'):
        return Image(np.asarray(value if value.mode == 'RGB' else value.convert('RGB')), 'RGB')
    if not isinstance(value, np.ndarray):
        raise Error(f'an image is an array u8[H,W,3], a slipway.Image or a picture of Pillow, not {type(value).__name__}')
    if value.ndim == 2:
        return Image(value, 'GRAY')
    return Image(value, 'BGRA' if value.ndim == 3 and value.shape[2] == 4 else 'BGR')


def _pixels(image):
    """(array whose rows have no gaps within, width, height) of an Image"""
    array, channels = image.array, _CHANNELS.get(image.format, 0)
    wanted = f'u8[H,W,{channels}]' if channels else 'u8[H*3/2,W]' if FORMATS[image.format] > 4 else 'u8[H,W]'
    if array.dtype != np.uint8 or array.ndim != (3 if channels else 2) or (channels and array.shape[2] != channels):
        raise Error(f'a {image.format} image is an array {wanted}, not {array.dtype}{list(array.shape)}')
    inner = array.strides[1] == max(channels, 1) and (not channels or array.strides[2] == 1)
    if not inner or array.strides[0] < array.shape[1] * max(channels, 1):
        array = np.ascontiguousarray(array)
    height, width = array.shape[:2]
    if FORMATS[image.format] > 4:
        if height % 3:
            raise Error(f'a {image.format} image is an array u8[H*3/2,W], not {list(array.shape)}')
        height = height // 3 * 2
    return array, width, height


def _boxes(boxes):
    array = np.asarray(boxes, dtype=np.float32).reshape(-1, np.shape(boxes)[-1] if len(boxes) else 4)
    if array.shape[1] not in (4, 5):
        raise Error(f'boxes are [N,4] (x1,y1,x2,y2) or [N,5] (and a score), not {list(array.shape)}')
    full = np.ones((len(array), 5), dtype=np.float32)
    full[:, :array.shape[1]] = array
    return full


def views(images, boxes=None):
    """(array of views, what has to live as long as it) of a list of images, with the boxes of each or None"""
    array, alive = (ImageView * max(1, len(images)))(), []
    if boxes is not None and len(boxes) != len(images):
        raise Error(f'there are boxes for {len(boxes)} images, but {len(images)} images')
    for i, value in enumerate(images):
        image = as_image(value)
        pixels, width, height = _pixels(image)
        alive.append(pixels)
        view = array[i]
        view.struct_size = ctypes.sizeof(ImageView)
        view.data = pixels.ctypes.data if pixels.size else None
        view.width, view.height, view.stride, view.format = width, height, pixels.strides[0], FORMATS[image.format]
        if boxes is not None and boxes[i] is not None:
            full = _boxes(boxes[i])
            alive.append(full)
            # Of no boxes the pointer must say that there are none, not that the whole image is one.
            room = full if len(full) else np.zeros((1, 5), np.float32)
            alive.append(room)
            view.boxes, view.box_count = room.ctypes.data, len(full)
    return array, alive
