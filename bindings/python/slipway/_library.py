# SPDX-FileCopyrightText: 2026 The Slipway Authors
# SPDX-License-Identifier: Apache-2.0
"""libslipway.so by ctypes: what slipway.h declares. ctypes lets other threads of Python run while it is in there."""
import ctypes
import os
from ctypes import POINTER, c_char_p, c_float, c_int32, c_int64, c_size_t, c_void_p

from ._errors import Error, InternalError, QueueFullError, UnavailableError

_HERE = os.path.dirname(os.path.abspath(__file__))


def _find():
    """SLIPWAY_LIBRARY (a file), a wheel's lib/, the build folder of a source tree, or what the system finds."""
    named = os.environ.get('SLIPWAY_LIBRARY')
    if named:
        return named
    for folder in (os.path.join(_HERE, 'lib'), os.path.join(_HERE, '..', '..', '..', 'build', 'lib')):
        path = os.path.join(folder, 'libslipway.so.1')
        if os.path.exists(path):
            return path
    return 'libslipway.so.1'


try:
    lib = ctypes.CDLL(_find())
except OSError as error:
    raise ImportError(f'libslipway.so.1 cannot be loaded ({error}); SLIPWAY_LIBRARY names the file') from None


def _struct(name, *fields):
    return type(name, (ctypes.Structure, ), {'_fields_': list(fields)})


SessionOptions = _struct('SessionOptions', ('struct_size', c_size_t), ('device', c_char_p), ('threads', c_int32), ('contexts', c_int32),
                         ('max_batch', c_int32), ('batch_wait_us', c_int32), ('queue_capacity', c_int32))
Box = _struct('Box', ('x1', c_float), ('y1', c_float), ('x2', c_float), ('y2', c_float), ('score', c_float))
ImageView = _struct('ImageView', ('struct_size', c_size_t), ('data', c_void_p), ('width', c_int32), ('height', c_int32), ('stride', c_int64),
                    ('format', c_int32), ('reserved', c_int32), ('planes', c_void_p * 2), ('plane_strides', c_int64 * 2), ('boxes', c_void_p),
                    ('box_count', c_size_t))
MaskView = _struct('MaskView', ('height', c_int64), ('width', c_int64), ('counts', c_void_p), ('count', c_size_t))
InstancesView = _struct('InstancesView', ('struct_size', c_size_t), ('count', c_size_t), ('boxes', c_void_p), ('scores', c_void_p),
                        ('labels', c_void_p), ('keypoint_count', c_size_t), ('keypoints', c_void_p), ('keypoint_scores', c_void_p),
                        ('masks', c_void_p), ('track_ids', c_void_p), ('keypoints_visible', c_void_p))
ClassesView = _struct('ClassesView', ('struct_size', c_size_t), ('count', c_size_t), ('scores', c_void_p), ('label_count', c_size_t),
                      ('labels', c_void_p), ('exclusive', c_int32), ('threshold', c_float))
LabelMapView = _struct('LabelMapView', ('struct_size', c_size_t), ('height', c_int64), ('width', c_int64), ('labels', c_void_p))
TensorView = _struct('TensorView', ('struct_size', c_size_t), ('name', c_char_p), ('dtype', c_int32), ('reserved', c_int32), ('rank', c_size_t),
                     ('shape', POINTER(c_int64)), ('data', c_void_p))
PipelineOptions = _struct('PipelineOptions', ('struct_size', c_size_t), ('label', c_int64), ('score_threshold', c_float), ('max_boxes', c_int32))
TrackerOptions = _struct(
    'TrackerOptions', ('struct_size', c_size_t), ('det_interval', c_int32), ('det_label', c_int32), ('det_thr', c_float),
    ('det_min_bbox_size', c_float), ('det_nms_thr', c_float), ('pose_max_num_bboxes', c_int32), ('pose_kpt_thr', c_float),
    ('pose_min_keypoints', c_int32), ('pose_bbox_scale', c_float), ('pose_min_bbox_size', c_float), ('pose_nms_thr', c_float),
    ('keypoint_sigmas', POINTER(c_float)), ('keypoint_sigmas_size', c_size_t), ('track_iou_thr', c_float), ('track_max_missing', c_int32),
    ('track_history_size', c_int32), ('std_weight_position', c_float), ('std_weight_velocity', c_float), ('smooth_params', c_float * 3))
Callback = ctypes.CFUNCTYPE(None, c_void_p, c_void_p, c_void_p)


def _declare(name, *arguments, result=c_void_p):
    function = getattr(lib, name)
    function.argtypes = arguments
    function.restype = result


_handle, _out = c_void_p, POINTER(c_void_p)
_declare('slw_version', POINTER(c_int32), result=c_char_p)
_declare('slw_error_code', c_void_p, result=c_int32)
_declare('slw_error_message', c_void_p, result=c_char_p)
_declare('slw_error_context', c_void_p, result=c_char_p)
_declare('slw_model_open', c_char_p, _out)
_declare('slw_model_open_memory', c_char_p, c_size_t, _out)
_declare('slw_model_info_json', _handle, POINTER(c_char_p))
_declare('slw_session_create', _handle, POINTER(SessionOptions), _out)
_declare('slw_session_info_json', _handle, POINTER(c_char_p))
_declare('slw_run', _handle, POINTER(ImageView), c_size_t, _out)
_declare('slw_submit', _handle, POINTER(ImageView), c_size_t, Callback, c_void_p)
_declare('slw_wait_callbacks')
_declare('slw_run_tensors', _handle, POINTER(TensorView), c_size_t, _out)
_declare('slw_results_tensor', _handle, c_size_t, POINTER(TensorView))
_declare('slw_results_count', _handle, POINTER(c_size_t))
_declare('slw_results_kind', _handle, c_size_t, POINTER(c_int32))
_declare('slw_results_instances', _handle, c_size_t, POINTER(InstancesView))
_declare('slw_results_classes', _handle, c_size_t, POINTER(ClassesView))
_declare('slw_results_label_map', _handle, c_size_t, POINTER(LabelMapView))
_declare('slw_results_json', _handle, c_size_t, POINTER(c_char_p))
_declare('slw_pipeline_create', _handle, _handle, POINTER(PipelineOptions), _out)
_declare('slw_pipeline_run', _handle, POINTER(ImageView), c_size_t, _out)
_declare('slw_tracker_defaults', POINTER(TrackerOptions))
_declare('slw_tracker_create', _handle, POINTER(TrackerOptions), _out)
_declare('slw_tracker_run', _handle, POINTER(ImageView), c_int32, _out)
for _name in ('error_free', 'model_close', 'session_close', 'results_free', 'pipeline_close', 'tracker_close'):
    _declare('slw_' + _name, _handle, result=None)

_ERRORS = {1: Error, 2: UnavailableError, 3: None, 4: QueueFullError, 5: InternalError}


def exception_of(error):
    """The exception of a slw_error*, which is freed."""
    code = lib.slw_error_code(error)
    message = lib.slw_error_message(error).decode(errors='replace')
    context = lib.slw_error_context(error).decode(errors='replace')
    lib.slw_error_free(error)
    if code == 3:
        return MemoryError(message)
    if code == 5:
        return InternalError(message)
    return _ERRORS[code](message, context)


def check(error):
    if error:
        raise exception_of(error)


def made(function, *arguments):
    """The handle that a function gives through its last parameter."""
    handle = c_void_p()
    check(function(*arguments, ctypes.byref(handle)))
    return handle.value


def text_of(function, *arguments):
    text = c_char_p()
    check(function(*arguments, ctypes.byref(text)))
    return text.value.decode()


class Handle:
    """A handle that closes itself, once; also as a context."""

    def __init__(self, value, close):
        self.value, self._close = value, close

    def close(self):
        value, self.value = self.value, None
        if value:
            self._close(value)

    def get(self):
        if not self.value:
            raise Error('this was closed already')
        return self.value

    def __del__(self):
        self.close()
