# SPDX-FileCopyrightText: 2026 The Slipway Authors
# SPDX-License-Identifier: Apache-2.0
# What every export to TorchScript starts from. input_shape is [width, height]; None takes the size of the model's own test pipeline.
ir_config = {
    'type': 'torchscript',
    'save_file': 'end2end.pt',
    'input_names': ['input'],
    'output_names': ['output'],
    'input_shape': None,
}
