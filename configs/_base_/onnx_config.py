# SPDX-FileCopyrightText: 2026 The Slipway Authors
# SPDX-License-Identifier: Apache-2.0
# What every export to ONNX starts from. input_shape is [width, height]; None takes the size of the model's own test pipeline.
onnx_config = {
    'type': 'onnx',
    'export_params': True,
    'keep_initializers_as_inputs': False,
    'opset_version': 11,
    'save_file': 'end2end.onnx',
    'input_names': ['input'],
    'output_names': ['output'],
    'input_shape': None,
    'optimize': True,
}
