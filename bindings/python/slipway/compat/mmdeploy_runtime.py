# SPDX-FileCopyrightText: 2026 The Slipway Authors
# SPDX-License-Identifier: Apache-2.0
"""MMDeploy's Python runtime, its classes, arguments and returned values, on Slipway's:

    import slipway.compat.mmdeploy_runtime as mmdeploy_runtime

Shapes, types and order are those of mmdeploy_runtime 1.3.1. Numbers are what PyTorch computes; `differences` of a class says where MMDeploy's
runtime computes something else. Errors are RuntimeError, as there, but say what is wrong. An image is a contiguous array u8[H,W,3] in BGR.
"""
import functools

import numpy as np

from .._errors import Error
from .._model import Model as _Model
from .._pipeline import PoseTracker as _PoseTracker
from .._pipeline import TopDown as _TopDown

__version__ = '1.3.1'
__all__ = ['Classifier', 'Detector', 'PoseDetector', 'PoseTracker', 'Segmentor', 'Model', 'Device', 'Context']


def _runtime_error(function):
    @functools.wraps(function)
    def call(*args, **kwargs):
        try:
            return function(*args, **kwargs)
        except Error as error:
            raise RuntimeError(str(error)) from error
    return call


def _image(array):
    # Other types of numbers are cut to u8 there, too.
    array = np.ascontiguousarray(array, np.uint8)
    if array.ndim != 3:
        raise RuntimeError('continuous uint8 HWC array expected')
    return array


class Device:
    """'cpu' or 'cuda', with the number of the device."""

    def __init__(self, name, device_id=0):
        if name not in ('cpu', 'cuda'):
            raise RuntimeError(f"there is no device '{name}'; known: cpu, cuda")
        self.name, self.device_id = name, device_id

    def slipway_name(self):
        return 'cpu' if self.name == 'cpu' else f'cuda:{self.device_id}'


class Model:
    """A model directory, or the bytes of a zip of one."""

    def __init__(self, path):
        self.path = path


class Context:
    """A device; schedulers have no meaning here, as any thread may call a model."""

    def __init__(self, device):
        self.device = device

    def add(self, _name, _scheduler):
        pass


class _Task:
    task = ''

    @_runtime_error
    def __init__(self, model_path, device_name, device_id=0):
        self._model = _open(model_path, device_name, device_id)
        if self._model.task != self.task:
            raise RuntimeError(f"the model directory {model_path} is for '{self._model.task}', not '{self.task}'")

    @property
    def differences(self):
        return self._model.info['differences']

    @_runtime_error
    def __call__(self, image):
        return self._convert(self._model(_image(image)))

    @_runtime_error
    def batch(self, images):
        return [self._convert(result) for result in self._model([_image(image) for image in images])]

    def _convert(self, result):
        raise NotImplementedError


def _open(model_path, device_name, device_id):
    path = model_path.path if isinstance(model_path, Model) else model_path
    return _Model(path, device=Device(device_name, device_id).slipway_name())


class Classifier(_Task):
    """image -> [(label, score)], best first, as many as `topk` of the head, or those above its threshold."""
    task = 'Classifier'

    def _convert(self, result):
        if not result.exclusive:
            return sorted(((int(i), float(result.scores[i])) for i in result.labels), key=lambda entry: -entry[1])
        return result.top((self._model.info['post_processing']['params'] or {}).get('topk') or 1)


class Detector(_Task):
    """image -> (boxes f32[N,5] with scores, labels i32[N], masks: for each box u8[H,W] of the whole image, 255 inside; an empty array where the
    model gives none)"""
    task = 'Detector'

    def _convert(self, result):
        labels = np.zeros(len(result), np.int32) if result.labels is None else result.labels.astype(np.int32)
        masks = [np.zeros(0) for _ in range(len(result))]
        if result.masks is not None:
            masks = [mask.decode().astype(np.uint8) * 255 for mask in result.masks]
        return np.concatenate([result.boxes, result.scores[:, None]], axis=1), labels, masks


class Segmentor(_Task):
    """image -> i32[H,W], the class of each pixel"""
    task = 'Segmentor'

    def _convert(self, result):
        return result.labels.copy()


def _poses(result):
    if result.keypoints is None:
        return np.zeros((0, 0, 3), np.float32)
    return np.concatenate([result.keypoints, result.keypoint_scores[:, :, None]], axis=2)


class PoseDetector(_Task):
    """(image, one box, or a list of boxes) -> f32[N,K,3], x, y and score of each keypoint. Without a box, of the whole image; bottom-up models
    take none."""
    task = 'PoseDetector'

    @_runtime_error
    def __call__(self, img, bboxes=None, box=None):  # pylint: disable=arguments-renamed
        boxes = box if bboxes is None else bboxes
        if boxes is not None and len(boxes) and np.ndim(boxes[0]) == 0:
            boxes = [boxes]
        return _poses(self._model(_image(img), None if boxes is None else np.asarray(boxes, np.float32).reshape(-1, 4)))

    @_runtime_error
    def batch(self, imgs, bboxes=()):  # pylint: disable=arguments-renamed
        boxes = [np.asarray(some, np.float32).reshape(-1, 4) for some in bboxes] if len(bboxes) else None
        return [_poses(result) for result in self._model([_image(img) for img in imgs], boxes)]


class PoseTracker:
    """A detector and a top-down pose model; create_state() for each video, then (state, frame) -> (keypoints f32[N,K,3], boxes f32[N,4],
    ids u32[N])."""

    class State:
        def __init__(self, tracker):
            self._tracker = tracker

    @_runtime_error
    def __init__(self, det_model, pose_model, device_name, device_id=0):
        # The class is chosen by the state's det_label.
        self._models = _TopDown(_open(det_model, device_name, device_id), _open(pose_model, device_name, device_id), label=0)

    @_runtime_error
    def create_state(self, **parameters):
        return PoseTracker.State(_PoseTracker(self._models, **parameters))

    @_runtime_error
    def __call__(self, state, frame, detect=-1):
        # pylint: disable=protected-access
        found = state._tracker(_image(frame), None if detect < 0 else bool(detect))
        ids = np.zeros(0, np.uint32) if found.ids is None else found.ids.astype(np.uint32)
        return _poses(found), found.boxes.copy(), ids

    def batch(self, states, frames, detects=()):
        detects = list(detects) or [-1] * len(frames)
        return [self(state, frame, detect) for state, frame, detect in zip(states, frames, detects)]
