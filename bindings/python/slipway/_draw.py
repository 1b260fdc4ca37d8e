# SPDX-FileCopyrightText: 2026 The Slipway Authors
# SPDX-License-Identifier: Apache-2.0
"""Pictures of results by NumPy alone: without text, for a first look. `slipway run --draw` draws names, too."""
import numpy as np

from ._image import as_image


def color(label):
    """BGR of a class; neighbours are far from each other."""
    hue = (label * 0.618034) % 1 * 6
    parts = [abs(hue - 3) - 1, 2 - abs(hue - 2), 2 - abs(hue - 4)]
    return np.array([round(60 + 195 * min(1.0, max(0.0, part))) for part in reversed(parts)], np.uint8)


def _copy(image):
    image = as_image(image)
    array = np.asarray(image.array)
    if image.format in ('RGB', 'RGBA'):
        return np.ascontiguousarray(array[:, :, 2::-1])
    if image.format in ('BGR', 'BGRA'):
        return np.ascontiguousarray(array[:, :, :3]).copy()
    if image.format == 'GRAY':
        return np.repeat(array[:, :, None], 3, axis=2)
    raise ValueError(f'draw() takes no {image.format} images')


def _fill(picture, x1, y1, x2, y2, bgr):
    height, width = picture.shape[:2]
    x1, x2 = max(0, int(x1)), min(width, int(x2))
    y1, y2 = max(0, int(y1)), min(height, int(y2))
    if x1 < x2 and y1 < y2:
        picture[y1:y2, x1:x2] = bgr


def instances(image, result, threshold, keypoint_threshold):
    picture = _copy(image)
    for i in range(len(result)):
        if result.scores[i] < threshold:
            continue
        label = int(result.ids[i]) if result.ids is not None else int(result.labels[i]) if result.labels is not None else 0
        bgr = color(label)
        if result.masks is not None:
            inside = result.masks[i].decode()
            picture[inside] = (picture[inside] // 2 + bgr // 2)
        x1, y1, x2, y2 = np.round(np.nan_to_num(result.boxes[i])).astype(int)
        for edge in ((x1, y1, x2, y1 + 2), (x1, y2 - 2, x2, y2), (x1, y1, x1 + 2, y2), (x2 - 2, y1, x2, y2)):
            _fill(picture, *edge, bgr)
        if result.keypoints is not None:
            for (x, y), score in zip(np.nan_to_num(result.keypoints[i]), result.keypoint_scores[i]):
                if score >= keypoint_threshold:
                    _fill(picture, x - 2, y - 2, x + 3, y + 3, 255 - bgr)
    return picture


def classes(image, result):
    picture = _copy(image)
    _fill(picture, 0, 0, picture.shape[1], max(4, picture.shape[0] // 40), color(max(0, result.label)))
    return picture


def label_map(image, result):
    picture = _copy(image)
    for label in np.unique(result.labels).tolist():
        inside = result.labels == label
        picture[inside] = picture[inside] // 2 + color(label) // 2
    return picture
