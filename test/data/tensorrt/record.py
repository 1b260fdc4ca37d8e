#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Slipway Authors
# SPDX-License-Identifier: Apache-2.0
"""Models as `slipway deploy` exports them, without their weights, so that the check of operators can be tested without a conversion.
Usage (onnx 1.16): record.py MODEL.onnx NAME, where MODEL.onnx is of a deploy config with the opset and the dynamic axes of the TensorRT
one; writes NAME.onnx, and its operators into operators.json."""
import json
import sys
from pathlib import Path

import onnx

HERE = Path(__file__).resolve().parent
SMALL = 16  # elements; such constants are sizes and indices


def main():
    source, name = sys.argv[1:]
    model = onnx.load(source)
    for tensor in model.graph.initializer:
        count = 1
        for size in tensor.dims:
            count *= size
        if count > SMALL:
            tensor.ClearField('raw_data')
    onnx.save(model, str(HERE / f'{name}.onnx'))
    listed = HERE / 'operators.json'
    operators = json.loads(listed.read_text()) if listed.exists() else {}
    operators[name] = sorted({node.op_type for node in model.graph.node})
    listed.write_text(json.dumps(operators, indent=1, sort_keys=True) + '\n')


if __name__ == '__main__':
    main()
