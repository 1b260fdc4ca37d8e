# SPDX-FileCopyrightText: 2026 The Slipway Authors
# SPDX-License-Identifier: Apache-2.0
# Object detection by TorchScript, one image of a fixed size at a time.
_base_ = ['../_base_/base_torchscript.py', '../../_base_/backends/torchscript.py']
