# SPDX-FileCopyrightText: 2026 The Slipway Authors
# SPDX-License-Identifier: Apache-2.0
_base_ = ['slipway::mmpose/pose-detection_yolox-pose_onnxruntime_dynamic.py']
codebase_config = dict(post_processing=dict(score_threshold=0.1, keep_top_k=50))
