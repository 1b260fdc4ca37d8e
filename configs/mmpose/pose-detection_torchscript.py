# SPDX-FileCopyrightText: 2026 The Slipway Authors
# SPDX-License-Identifier: Apache-2.0
# Top-down pose by TorchScript, 256x192.
_base_ = ['../_base_/torchscript_config.py', '../_base_/backends/torchscript.py']

ir_config = {'input_shape': [192, 256]}
codebase_config = {'type': 'mmpose', 'task': 'PoseDetection'}
