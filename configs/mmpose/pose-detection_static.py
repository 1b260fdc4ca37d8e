# SPDX-FileCopyrightText: 2026 The Slipway Authors
# SPDX-License-Identifier: Apache-2.0
# Pose estimation with a fixed input.
_base_ = ['../_base_/onnx_config.py']

codebase_config = {'type': 'mmpose', 'task': 'PoseDetection'}
