# SPDX-FileCopyrightText: 2026 The Slipway Authors
# SPDX-License-Identifier: Apache-2.0
"""Makes the small ONNX models beside this file (onnx 1.16): python make_models.py"""
import os

import numpy as np
import onnx
from onnx import TensorProto as T
from onnx import helper as h
from onnx import numpy_helper

HERE = os.path.dirname(os.path.abspath(__file__))


def save(name, nodes, inputs, outputs, initializers=(), check=True, opset=13):
    graph = h.make_graph(list(nodes), name, inputs, outputs, list(initializers))
    model = h.make_model(graph, opset_imports=[h.make_opsetid('', opset)], producer_name='slipway-test')
    model.ir_version = 8
    if check:
        onnx.checker.check_model(model, full_check=True)
    with open(os.path.join(HERE, name + '.onnx'), 'wb') as f:
        f.write(model.SerializeToString())


info = h.make_tensor_value_info
const = lambda name, values, dtype=np.float32: numpy_helper.from_array(np.array(values, dtype), name)

# y = x * 2 + [10, 20, 30], any batch
save('affine', [h.make_node('Mul', ['x', 'two'], ['m']), h.make_node('Add', ['m', 'b'], ['y'])],
     [info('x', T.FLOAT, ['batch', 3])], [info('y', T.FLOAT, ['batch', 3])], [const('two', 2), const('b', [10, 20, 30])])
# sum and difference of two inputs, fixed shape, outputs not in the order of their nodes
save('sum_and_difference', [h.make_node('Add', ['a', 'b'], ['sum']), h.make_node('Sub', ['a', 'b'], ['difference'])],
     [info('a', T.INT64, [2]), info('b', T.INT64, [2])], [info('difference', T.INT64, [2]), info('sum', T.INT64, [2])])
# every element type through an Identity
TYPES = dict(f32=T.FLOAT, f64=T.DOUBLE, f16=T.FLOAT16, bf16=T.BFLOAT16, i64=T.INT64, i32=T.INT32, i16=T.INT16, i8=T.INT8,
             u8=T.UINT8, bool=T.BOOL)
save('identity', [h.make_node('Identity', ['in_' + t], ['out_' + t]) for t in TYPES],
     [info('in_' + t, code, ['n', 2]) for t, code in TYPES.items()], [info('out_' + t, code, ['n', 2]) for t, code in TYPES.items()])
# a number of rows that depends on the data, none for all zeros
save('nonzero', [h.make_node('NonZero', ['x'], ['y'])], [info('x', T.FLOAT, ['n'])], [info('y', T.INT64, [1, 'k'])])
# fails while it runs, where n is no divisor of 6
save('reshape', [h.make_node('Reshape', ['x', 'shape'], ['y'])], [info('x', T.FLOAT, ['n']), info('shape', T.INT64, [2])],
     [info('y', T.FLOAT, ['p', 'q'])])
# as large as the caller wants it, beyond any memory
save('expand', [h.make_node('Expand', ['x', 'shape'], ['y'])], [info('x', T.FLOAT, [1]), info('shape', T.INT64, [2])],
     [info('y', T.FLOAT, ['p', 'q'])])
save('unknown_operator', [h.make_node('NoSuchOperator', ['x'], ['y'])], [info('x', T.FLOAT, [1])], [info('y', T.FLOAT, [1])],
     check=False)
save('sequence', [h.make_node('SequenceConstruct', ['x'], ['y'])], [info('x', T.FLOAT, [1])],
     [h.make_tensor_sequence_value_info('y', T.FLOAT, None)])
# "classifiers" of a picture: softmax of the means of its channels, of any and of a fixed batch size
for name, batch in (('channel_means', 'batch'), ('channel_means_batch2', 2)):
    save(name, [h.make_node('ReduceMean', ['input'], ['means'], axes=[2, 3], keepdims=0),
                h.make_node('Softmax', ['means'], ['output'], axis=1)],
         [info('input', T.FLOAT, [batch, 3, 'height', 'width'])], [info('output', T.FLOAT, [batch, 3])])
# the same by a convolution that changes nothing: it tells a converter which axis is the batch
save('conv_means', [h.make_node('Conv', ['input', 'weight'], ['same']), h.make_node('GlobalAveragePool', ['same'], ['pooled']),
                    h.make_node('Flatten', ['pooled'], ['output'], axis=1)],
     [info('input', T.FLOAT, ['batch', 3, 'height', 'width'])], [info('output', T.FLOAT, ['batch', 3])],
     [h.make_tensor('weight', T.FLOAT, [3, 3, 1, 1], [1, 0, 0, 0, 1, 0, 0, 0, 1])])
# weights that show how they are stored in f16: one that rounds up, two that are denormal there
save('small_weights', [h.make_node('Conv', ['input', 'weight'], ['output'])], [info('input', T.FLOAT, [1, 3, 1, 1])],
     [info('output', T.FLOAT, [1, 1, 1, 1])], [h.make_tensor('weight', T.FLOAT, [1, 3, 1, 1], [0.7, 1e-5, 3.3e-7])])
# the mean of each channel, added up with a weight, in every place of a map, as a pooling pyramid has it
save('pooled', [h.make_node('Conv', ['x', 'w1'], ['a'], kernel_shape=[1, 1]), h.make_node('GlobalAveragePool', ['a'], ['m']),
                h.make_node('Conv', ['m', 'w2'], ['s'], kernel_shape=[1, 1]),
                h.make_node('Resize', ['s', '', '', 'size'], ['r'], mode='linear'), h.make_node('Add', ['r', 'a'], ['y'])],
     [info('x', T.FLOAT, [1, 3, 4, 6])], [info('y', T.FLOAT, [1, 3, 4, 6])],
     [const('w1', np.eye(3).reshape(3, 3, 1, 1)), const('w2', np.diag([1, 2, 4]).reshape(3, 3, 1, 1)), const('size', [1, 3, 4, 6], np.int64)])
# layer norms of rows of 24 numbers, in a list and in a map
save('layer_norms', [h.make_node('LayerNormalization', ['x', 'weight', 'bias'], ['rows'], axis=-1),
                     h.make_node('Reshape', ['rows', 'map'], ['folded']), h.make_node('LayerNormalization', ['folded', 'ones', 'zeros'], ['y'], axis=-1)],
     [info('x', T.FLOAT, [1, 32, 24])], [info('rows', T.FLOAT, [1, 32, 24]), info('y', T.FLOAT, [1, 4, 8, 24])],
     [const('weight', np.arange(1, 25) / 8), const('bias', np.arange(24) - 12), const('map', [1, 4, 8, 24], np.int64), const('ones', np.ones(24)),
      const('zeros', np.zeros(24))], opset=17)
# `affine` with its weights in a file beside it, not at its beginning
with open(os.path.join(HERE, 'external.bin'), 'wb') as f:
    f.write(b'\0' * 4 + np.float32(2).tobytes() + np.float32([10, 20, 30]).tobytes())
affine = onnx.load(os.path.join(HERE, 'affine.onnx'))
for weight, offset in zip(affine.graph.initializer, (4, 8)):
    length = len(weight.raw_data)
    weight.ClearField('raw_data')
    weight.data_location = T.EXTERNAL
    for key, value in (('location', 'external.bin'), ('offset', offset), ('length', length)):
        weight.external_data.add(key=key, value=str(value))
with open(os.path.join(HERE, 'external.onnx'), 'wb') as f:
    f.write(affine.SerializeToString())
