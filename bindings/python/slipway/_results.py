# SPDX-FileCopyrightText: 2026 The Slipway Authors
# SPDX-License-Identifier: Apache-2.0
"""Results. Their arrays are read-only views of the library's memory, which lives as long as any of them."""
import ctypes
import json

import numpy as np

from . import _draw
from ._library import ClassesView, Handle, InstancesView, LabelMapView, MaskView, check, lib, text_of


def view_of(owner, address, dtype, shape):
    """An array at an address in the memory of `owner`, which it keeps; None where there is no such column."""
    count = int(np.prod(shape))
    if not address:
        return None
    block = (ctypes.c_char * (count * np.dtype(dtype).itemsize)).from_address(address)
    block.owner = owner
    array = np.frombuffer(block, dtype=dtype).reshape(shape)
    array.flags.writeable = False
    return array


class Mask:
    """A mask over its whole image, run-length encoded column by column, zeros first, as COCO does it."""

    def __init__(self, size, counts):
        self.size, self.counts = size, counts

    def decode(self):
        """bool[H,W]"""
        ends = np.cumsum(self.counts)
        flat = np.zeros(self.size[0] * self.size[1], bool)
        for begin, end in zip(ends[::2], ends[1::2]):
            flat[begin:end] = True
        return flat.reshape(self.size[1], self.size[0]).T

    def to_coco(self):
        return {'size': list(self.size), 'counts': self.counts.tolist()}

    def __repr__(self):
        return f'Mask({self.size[1]}x{self.size[0]} px, {int(self.counts[1::2].sum())} set)'


class Result:
    """What a model found in one image. Of the columns of other kinds of models there are none: they are None. `skeleton`: of deploy.json, with
    `keypoints` (names), `links`, `keypoint_colors`, `link_colors` (RGB) and `sigmas`, where the model directory has one."""
    boxes = scores = labels = keypoints = keypoint_scores = keypoints_visible = masks = ids = None

    def __init__(self, owner, index, names):
        self._owner, self._index = owner, index
        self.classes, self.skeleton = names.get('classes'), names.get('skeleton')

    def name(self, label):
        """Of a class; 'class N' where the model directory has no names."""
        return str(self.classes[label]) if self.classes and 0 <= label < len(self.classes) else f'class {label}'

    def to_dict(self):
        """As results.json of `slipway deploy` has it."""
        return json.loads(text_of(lib.slw_results_json, self._owner.get(), self._index))


class Instances(Result):
    """boxes f32[N,4] (x1,y1,x2,y2 in px of the image), scores f32[N], and as far as the model gives them labels i64[N], keypoints f32[N,K,2],
    keypoint_scores f32[N,K], keypoints_visible f32[N,K], masks (list of Mask), ids i64[N] of tracks. Best first."""

    def __init__(self, owner, index, names):
        super().__init__(owner, index, names)
        view = InstancesView(struct_size=ctypes.sizeof(InstancesView))
        check(lib.slw_results_instances(owner.get(), index, ctypes.byref(view)))
        n, k = view.count, view.keypoint_count
        self.boxes = view_of(owner, view.boxes, np.float32, (n, 4))
        self.scores = view_of(owner, view.scores, np.float32, (n, ))
        if n == 0:
            self.boxes, self.scores = np.zeros((0, 4), np.float32), np.zeros(0, np.float32)
        self.labels = view_of(owner, view.labels, np.int64, (n, ))
        self.keypoints = view_of(owner, view.keypoints, np.float32, (n, k, 2))
        self.keypoint_scores = view_of(owner, view.keypoint_scores, np.float32, (n, k))
        self.keypoints_visible = view_of(owner, view.keypoints_visible, np.float32, (n, k))
        self.ids = view_of(owner, view.track_ids, np.int64, (n, ))
        if view.masks:
            masks = (MaskView * n).from_address(view.masks)
            self.masks = [Mask((m.height, m.width), view_of(owner, m.counts, np.uint32, (m.count, ))) for m in masks]

    def __len__(self):
        return len(self.scores)

    def draw(self, image, threshold=0.3, keypoint_threshold=0.3):
        """A copy of the image, u8[H,W,3], with boxes, keypoints, the skeleton's links and masks of those that score at least `threshold`."""
        return _draw.instances(image, self, threshold, keypoint_threshold)

    def to_coco(self, image_id=0, category_ids=None):
        """Entries of a list of results in COCO's format. category_ids: by label; label + 1 without it."""
        entries = []
        for i in range(len(self)):
            x1, y1, x2, y2 = map(float, self.boxes[i])
            label = int(self.labels[i]) if self.labels is not None else 0
            entry = {'image_id': image_id, 'category_id': category_ids[label] if category_ids is not None else label + 1,
                     'bbox': [x1, y1, x2 - x1, y2 - y1], 'score': float(self.scores[i])}
            if self.keypoints is not None:
                points = np.concatenate([self.keypoints[i], self.keypoint_scores[i][:, None]], axis=1)
                entry['keypoints'] = points.astype(float).ravel().tolist()
            if self.masks is not None:
                entry['segmentation'] = self.masks[i].to_coco()
            entries.append(entry)
        return entries

    def __repr__(self):
        lines = [f'{len(self)} instance' + ('' if len(self) == 1 else 's')]
        for i in range(min(len(self), 5)):
            who = f'#{self.ids[i]} ' if self.ids is not None else ''
            what = self.name(int(self.labels[i])) + ' ' if self.labels is not None else ''
            points = f', {self.keypoints.shape[1]} keypoints' if self.keypoints is not None else ''
            box = ', '.join(f'{value:.1f}' for value in self.boxes[i])
            lines.append(f'  {who}{what}{self.scores[i]:.3f} [{box}]{points}')
        if len(self) > 5:
            lines.append(f'  and {len(self) - 5} more')
        return '\n'.join(lines)


class Classes(Result):
    """scores f32[C] of all classes, labels i64[P] of the positive ones."""

    def __init__(self, owner, index, names):
        super().__init__(owner, index, names)
        view = ClassesView(struct_size=ctypes.sizeof(ClassesView))
        check(lib.slw_results_classes(owner.get(), index, ctypes.byref(view)))
        self.scores = view_of(owner, view.scores, np.float32, (view.count, ))
        self.labels = view_of(owner, view.labels, np.int64, (view.label_count, ))
        if self.labels is None:
            self.labels = np.zeros(0, np.int64)
        self.exclusive, self.threshold = bool(view.exclusive), None if view.exclusive else view.threshold

    @property
    def label(self):
        """The first positive class, -1 where there is none."""
        return int(self.labels[0]) if len(self.labels) else -1

    def top(self, count=5):
        """[(label, score)], best first."""
        order = np.argsort(-self.scores, kind='stable')[:count]
        return [(int(i), float(self.scores[i])) for i in order]

    def draw(self, image, *_args, **_options):
        """A copy of the image with a bar in the colour of the class."""
        return _draw.classes(image, self)

    def to_coco(self, image_id=0, category_ids=None):
        return [{'image_id': image_id, 'category_id': category_ids[i] if category_ids is not None else i + 1, 'score': float(self.scores[i])}
                for i in self.labels.tolist()]

    def __repr__(self):
        return '\n'.join(f'{self.name(label)} {score:.3f}' for label, score in
                         (self.top(5) if self.exclusive else [(i, self.scores[i]) for i in self.labels.tolist()])) or 'no class'


class LabelMap(Result):
    """labels i32[H,W], the class of each pixel."""

    def __init__(self, owner, index, names):
        super().__init__(owner, index, names)
        view = LabelMapView(struct_size=ctypes.sizeof(LabelMapView))
        check(lib.slw_results_label_map(owner.get(), index, ctypes.byref(view)))
        self.labels = view_of(owner, view.labels, np.int32, (view.height, view.width))

    def draw(self, image, *_args, **_options):
        """A copy of the image with the classes' colours over it."""
        return _draw.label_map(image, self)

    def to_coco(self, image_id=0, category_ids=None):
        """Each class that there is as one mask."""
        entries = []
        for label in np.unique(self.labels).tolist():
            flat = np.concatenate([[0], (self.labels == label).T.ravel(), [0]])
            ends = np.flatnonzero(np.diff(flat))
            counts = np.diff(np.concatenate([[0], ends, [self.labels.size]]))
            counts = counts if counts[-1] else counts[:-1]
            entries.append({'image_id': image_id, 'category_id': category_ids[label] if category_ids is not None else label + 1,
                            'segmentation': {'size': list(self.labels.shape), 'counts': counts.tolist()}, 'score': 1.0})
        return entries

    def __repr__(self):
        found, counts = np.unique(self.labels, return_counts=True)
        height, width = self.labels.shape
        return f'{width}x{height} px: ' + ', '.join(f'{self.name(int(i))} {100 * c / self.labels.size:.1f} %' for i, c in zip(found, counts))


_KINDS = (Instances, Classes, LabelMap)


def results_of(handle, names):
    """A list of Result of a slw_results*, which they own. names: what is known of the model, of which its `classes` and `skeleton` are looked at"""
    owner = Handle(handle, lib.slw_results_free)
    count, kind = ctypes.c_size_t(), ctypes.c_int32()
    check(lib.slw_results_count(owner.get(), ctypes.byref(count)))
    results = []
    for index in range(count.value):
        check(lib.slw_results_kind(owner.get(), index, ctypes.byref(kind)))
        results.append(_KINDS[kind.value](owner, index, names))
    return results
