# SPDX-FileCopyrightText: 2026 The Slipway Authors
# SPDX-License-Identifier: Apache-2.0
"""Makes a YOLOX-Pose-s (width 0.5, 640x640, 43 MB) out of the demo's nano model (width 0.125) that computes the same function.

Every channel stands four times in a row, and weights that read four copies of a channel are a quarter of what they were; so
activations, scores and the number of people found are those of a trained model, without a large file in the repository.
"""
import struct
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
sys.dont_write_bytecode = True
sys.path.insert(0, str(ROOT / 'test' / 'cli'))
import pth  # noqa: E402  pylint: disable=wrong-import-position

COPIES = 4
CONFIG = """_base_ = ['{base}']
input_size = (640, 640)
codec = dict(type='YOLOXPoseAnnotationProcessor', input_size=input_size)
model = dict(
    backbone=dict(widen_factor=0.5),
    neck=dict(in_channels=[128, 256, 512], out_channels=128),
    head=dict(head_module_cfg=dict(widen_factor=0.5)))
val_pipeline = [
    dict(type='LoadImage'),
    dict(type='BottomupResize', input_size=input_size, pad_val=(114, 114, 114)),
    dict(type='PackPoseInputs', meta_keys=('id', 'img_id', 'img_path', 'ori_shape', 'img_shape', 'input_size', 'input_center',
                                           'input_scale')),
]
val_dataloader = dict(dataset=dict(pipeline=val_pipeline))
test_dataloader = val_dataloader
"""


def widen(name, tensor):
    """The tensor of the wide model."""
    if tensor.storage != 'FloatStorage' or not tensor.shape:
        return tensor  # num_batches_tracked
    reads_image = name == 'backbone.stem.conv.conv.weight'
    last = 'head_module.out_' in name  # class, objectness, box, keypoints: these channels mean something, there is one of each
    values = struct.unpack(f'<{len(tensor.data) // 4}f', tensor.data)
    if len(tensor.shape) == 1:
        repeat = 1 if last else COPIES
        data = b''.join(struct.pack('<f', v) * repeat for v in values)
        return pth.Tensor(tensor.storage, (tensor.shape[0] * repeat,), data)
    outputs, inputs, height, width = tensor.shape
    area = height * width
    copies_in, copies_out = 1 if reads_image else COPIES, 1 if last else COPIES
    scaled = struct.pack(f'<{len(values)}f', *(v / copies_in for v in values))
    rows = []
    for o in range(outputs):
        row = b''.join(scaled[4 * area * (o * inputs + i):4 * area * (o * inputs + i + 1)] * copies_in for i in range(inputs))
        rows.append(row * copies_out)
    return pth.Tensor(tensor.storage, (outputs * copies_out, inputs * copies_in, height, width), b''.join(rows))


def make(folder):
    """Writes model_cfg.py and checkpoint.pth into `folder`; returns both."""
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    nano = ROOT / 'demo' / 'yoloxpose-nano'
    config, checkpoint = folder / 'model_cfg.py', folder / 'checkpoint.pth'
    config.write_text(CONFIG.format(base=nano / 'model_cfg.py'))
    state = {name: widen(name, tensor) for name, tensor in pth.load_state_dict(nano / 'checkpoint.pth').items()
             if not name.startswith('head.loss')}
    pth.save(checkpoint, {'meta': {}, 'state_dict': state})
    return config, checkpoint


if __name__ == '__main__':
    print(*make(sys.argv[1]))
