# SPDX-FileCopyrightText: 2026 The Slipway Authors
# SPDX-License-Identifier: Apache-2.0
"""A detector with a top-down pose model, and tracking."""
import ctypes

from ._errors import Error
from ._image import views
from ._library import Handle, PipelineOptions, TrackerOptions, check, lib, made
from ._model import Model
from ._results import results_of


def _session(model, **options):
    # pylint: disable=protected-access
    model = model if isinstance(model, Model) else Model(model, **options)
    return model, model._session.get()


class TopDown:
    """The boxes of a detector, of all images of a call, go through a pose model together.

    det, pose: models, or directories that are loaded with the options
    label: class of the detector, its number or name; by default the one called 'person'
    """

    def __init__(self, det, pose, label=None, score_threshold=0.3, max_boxes=0, **options):
        self.detector, det_session = _session(det, **options)
        self.pose, pose_session = _session(pose, **options)
        if isinstance(label, str):
            if label not in (self.detector.classes or []):
                raise Error(f"the detector has no class '{label}'; it has: {', '.join(map(str, self.detector.classes or ['no names']))}")
            label = self.detector.classes.index(label)
        settings = PipelineOptions(ctypes.sizeof(PipelineOptions), -1 if label is None else label, score_threshold, max_boxes)
        self._pipeline = Handle(made(lib.slw_pipeline_create, det_session, pose_session, ctypes.byref(settings)), lib.slw_pipeline_close)

    def __call__(self, images):
        """Instances with the detector's boxes and scores, and keypoints."""
        several = isinstance(images, (list, tuple))
        array, _alive = views(list(images) if several else [images])
        results = results_of(made(lib.slw_pipeline_run, self._pipeline.get(), array, len(images) if several else 1), self._names())
        return results if several else results[0]

    def _names(self):
        # Instances are the detector's, of one class; their keypoints are the pose model's.
        return {'skeleton': self.pose.info.get('skeleton')}

    def tracker(self, **parameters):
        """A PoseTracker of one video; its parameters are those of MMDeploy."""
        return PoseTracker(self, **parameters)

    def close(self):
        self._pipeline.close()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()


class PoseTracker:
    """The people of one video, with ids. Parameters are MMDeploy's (det_interval, det_thr, keypoint_sigmas, ...)."""

    def __init__(self, pipeline, **parameters):
        options = TrackerOptions(struct_size=ctypes.sizeof(TrackerOptions))
        check(lib.slw_tracker_defaults(ctypes.byref(options)))
        known = [name for name, _ in TrackerOptions._fields_ if not name.endswith('_size') or name.endswith(('bbox_size', 'history_size'))]
        for name, value in parameters.items():
            if name not in known:
                raise TypeError(f"PoseTracker has no parameter '{name}'; it has: {', '.join(known)}")
            if name == 'keypoint_sigmas':
                sigmas = (ctypes.c_float * len(value))(*value)
                options.keypoint_sigmas, options.keypoint_sigmas_size = sigmas, len(value)
            elif name == 'smooth_params':
                options.smooth_params = (ctypes.c_float * 3)(*value)
            else:
                setattr(options, name, value)
        # pylint: disable=protected-access
        self._tracker = Handle(made(lib.slw_tracker_create, pipeline._pipeline.get(), ctypes.byref(options)), lib.slw_tracker_close)
        self._names = pipeline._names()

    def __call__(self, frame, detect=None):
        """Instances of the next frame: keypoints, boxes around them, ids. detect: True or False; by default as det_interval says."""
        array, _alive = views([frame])
        wanted = -1 if detect is None else int(bool(detect))
        return results_of(made(lib.slw_tracker_run, self._tracker.get(), array, wanted), self._names)[0]

    def close(self):
        self._tracker.close()
