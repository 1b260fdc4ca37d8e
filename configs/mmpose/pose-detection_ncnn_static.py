# SPDX-FileCopyrightText: 2026 The Slipway Authors
# SPDX-License-Identifier: Apache-2.0
# Top-down pose by ncnn, one box at a time, at the size of the model.
_base_ = ['./pose-detection_static.py', '../_base_/backends/ncnn.py']
