# SPDX-FileCopyrightText: 2026 The Slipway Authors
# SPDX-License-Identifier: Apache-2.0
# YOLOX-Pose by TensorRT in float16 where it is faster, 640x640. MMDeploy has none; this one is called as it would be.
_base_ = ['./pose-detection_yolox-pose_tensorrt_dynamic-640x640.py']

backend_config = {'common_config': {'fp16_mode': True}}
