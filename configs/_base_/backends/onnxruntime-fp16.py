# SPDX-FileCopyrightText: 2026 The Slipway Authors
# SPDX-License-Identifier: Apache-2.0
# ONNX Runtime, weights and activations in float16; operators of op_block_list and nodes of node_block_list stay float32.
backend_config = {
    'type': 'onnxruntime',
    'precision': 'fp16',
    'common_config': {
        'min_positive_val': 1e-07,
        'max_finite_val': 10000.0,
        'keep_io_types': False,
        'disable_shape_infer': False,
        'op_block_list': None,
        'node_block_list': None,
    },
}
