# SPDX-FileCopyrightText: 2026 The Slipway Authors
# SPDX-License-Identifier: Apache-2.0
# Top-down pose by TorchScript, any number of boxes at once, at the size of the model.
_base_ = ['../_base_/torchscript_config.py', '../_base_/backends/torchscript.py']

ir_config = {
    'dynamic_axes': {
        'input': {0: 'batch'},
        'output': {0: 'batch'},
    },
}
codebase_config = {'type': 'mmpose', 'task': 'PoseDetection'}
