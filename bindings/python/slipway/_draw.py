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


def _line(picture, start, end, bgr):
    """Two px wide, as far as it is in the picture."""
    start, end = np.asarray(start, float), np.asarray(end, float)
    if max(np.abs(start).max(), np.abs(end).max()) > 4 * max(picture.shape):
        return
    steps = np.linspace(0, 1, int(np.abs(end - start).max()) + 2)[:, None]
    points = np.round(start + (end - start) * steps).astype(int)
    points = np.concatenate([points + shift for shift in ((0, 0), (1, 0), (0, 1), (1, 1))])
    x, y = points[((points >= 0) & (points < (picture.shape[1], picture.shape[0]))).all(axis=1)].T
    picture[y, x] = bgr


def _rgb(colors, index, fallback):
    """BGR of an entry of a list of RGB."""
    try:
        return np.array([min(255, max(0, int(part))) for part in reversed(colors[index])], np.uint8).reshape(3)
    except (TypeError, ValueError, IndexError, KeyError, OverflowError):
        return fallback


def _skeleton(picture, points, scores, skeleton, bgr, threshold):
    """Links and keypoints of one pose in the colours of deploy.json, which is not trusted; without links where it has none for so many."""
    names, links = (skeleton or {}).get('keypoints'), (skeleton or {}).get('links')
    fits = isinstance(names, list) and len(names) == len(points)
    seen = (scores >= threshold) & np.isfinite(points).all(axis=1)
    for i, link in enumerate(links if fits and isinstance(links, list) else []):
        ends = [k for k in link if isinstance(k, int) and 0 <= k < len(points) and seen[k]] if isinstance(link, list) else []
        if len(ends) == 2:
            _line(picture, points[ends[0]], points[ends[1]], _rgb(skeleton.get('link_colors'), i, bgr))
    for k, (x, y) in enumerate(points):
        if seen[k]:
            _fill(picture, x - 2, y - 2, x + 3, y + 3, _rgb(skeleton.get('keypoint_colors'), k, 255 - bgr) if fits else 255 - bgr)


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
            _skeleton(picture, result.keypoints[i], result.keypoint_scores[i], result.skeleton, bgr, keypoint_threshold)
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
