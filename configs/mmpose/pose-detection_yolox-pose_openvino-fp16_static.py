# SPDX-FileCopyrightText: 2026 The Slipway Authors
# SPDX-License-Identifier: Apache-2.0
# YOLOX-Pose by OpenVINO with weights in float16, one image at a time.
_base_ = ['./pose-detection_yolox-pose_openvino_static.py']

backend_config = {'precision': 'FP16'}
