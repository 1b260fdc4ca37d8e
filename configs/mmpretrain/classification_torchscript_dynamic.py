# SPDX-FileCopyrightText: 2026 The Slipway Authors
# SPDX-License-Identifier: Apache-2.0
# Classification by TorchScript, any batch.
_base_ = ['./classification_torchscript.py']

ir_config = {'dynamic_axes': {'input': {0: 'batch'}, 'output': {0: 'batch'}}}
