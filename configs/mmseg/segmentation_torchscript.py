# SPDX-FileCopyrightText: 2026 The Slipway Authors
# SPDX-License-Identifier: Apache-2.0
# Semantic segmentation by TorchScript with a fixed input.
_base_ = ['../_base_/torchscript_config.py', '../_base_/backends/torchscript.py']

codebase_config = {'type': 'mmseg', 'task': 'Segmentation'}
