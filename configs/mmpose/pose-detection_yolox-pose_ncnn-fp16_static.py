# SPDX-FileCopyrightText: 2026 The Slipway Authors
# SPDX-License-Identifier: Apache-2.0
# YOLOX-Pose by ncnn, one image at a time, weights stored in float16.
_base_ = ['./pose-detection_yolox-pose_ncnn_static.py']

backend_config = {'precision': 'FP16'}
