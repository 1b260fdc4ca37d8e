# SPDX-FileCopyrightText: 2026 The Slipway Authors
# SPDX-License-Identifier: Apache-2.0
# Classification by TorchScript.
_base_ = ['../_base_/torchscript_config.py', '../_base_/backends/torchscript.py']

codebase_config = {'type': 'mmpretrain', 'task': 'Classification'}
