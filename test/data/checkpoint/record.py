# SPDX-FileCopyrightText: 2026 The Slipway Authors
# SPDX-License-Identifier: Apache-2.0
"""Writes the small checkpoints of this folder with the real torch.save, and recorded.json with what torch.load reads from them
and from the trained checkpoints of the project. Needs torch 2.1, numpy 1 and mmengine 0.10.

    python record.py [FOLDER_WITH_FURTHER_CHECKPOINTS...]
"""
import argparse
import collections
import datetime
import enum
import functools
import json
import pathlib
import sys
import zlib

import numpy as np
import torch
from mmengine.config import ConfigDict
from mmengine.logging import HistoryBuffer

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parents[2]
NAMES = {
    torch.float32: 'f32', torch.float64: 'f64', torch.float16: 'f16', torch.bfloat16: 'bf16', torch.int64: 'i64',
    torch.int32: 'i32', torch.int16: 'i16', torch.int8: 'i8', torch.uint8: 'u8', torch.bool: 'bool'
}


def every_layout():
    """One tensor per element type and per way in which a tensor can lie in its storage."""
    random = torch.Generator().manual_seed(7)
    values = torch.randn(4, 5, 6, generator=random)
    shared = torch.arange(24.)
    result = {}
    for dtype, name in NAMES.items():
        result[f'dtype.{name}'] = (values * 9).to(dtype)
    result['scalar'] = torch.tensor(3.5)
    result['count'] = torch.tensor(12)
    result['empty'] = torch.zeros(0, 3)
    result['transposed'] = values.permute(2, 0, 1)
    result['matrix.t'] = torch.arange(12.).reshape(3, 4).t()
    result['every_second'] = torch.arange(20)[1::2]
    result['expanded'] = torch.tensor([[1.], [2.]]).expand(2, 3)
    result['channels_last'] = torch.randn(2, 3, 4, 5, generator=random).contiguous(memory_format=torch.channels_last)
    result['shared.all'] = shared
    result['shared.tail'] = shared[10:]
    result['shared.column'] = shared.reshape(4, 6)[:, 2]
    result['parameter'] = torch.nn.Parameter(torch.randn(3, generator=random))
    result['half.odd_offset'] = torch.arange(9, dtype=torch.float16)[1:]
    result['one_axis'] = torch.arange(6.).reshape(1, 6, 1)[:, ::3]
    return result


class Colour(enum.Enum):
    RED = 1


class Settings(dict):
    pass


def every_object():
    """What the meta of a training run may hold."""
    buffer = HistoryBuffer([1.0, 2.0], [1, 1])
    return {
        'epoch': 3, 'lr': 0.25, 'big': 2**80, 'negative': -2**40, 'flag': True, 'nothing': None, 'text': 'naïve ✓',
        'bytes': b'\x01abc', 'tuple': (1, (2.5, 'x')), 'set': {7}, 'frozen': frozenset([8]), 'order': collections.OrderedDict(a=1),
        'counter': collections.Counter('aab'), 'default': collections.defaultdict(list, a=[1]), 'keys': {1: 'one', (1, 2): 'pair'},
        'f8': np.float64(0.5), 'i8': np.int64(-3), 'bool_': np.bool_(True), 'array': np.arange(6, dtype=np.float32).reshape(2, 3),
        'half': np.array([1, -0.5, 65504], dtype=np.float16), 'bytes_array': np.array([1, 255], dtype=np.uint8),
        'big_endian': np.array([1, 2], dtype='>i4'), 'objects': np.array(['a', 2], dtype=object), 'large': np.zeros(10000),
        'buffer': buffer, 'config': ConfigDict(type='A', nested=dict(x=1)), 'partial': functools.partial(max, 1),
        'args': argparse.Namespace(lr=1), 'when': datetime.datetime(2024, 1, 2), 'path': pathlib.PurePosixPath('/a'),
        'type': torch.float16, 'device': torch.device('cpu'), 'size': torch.Size([2, 3]), 'class': collections.OrderedDict,
        'settings': Settings(a=1), 'complex': 1 + 2j, 'colour': Colour.RED, 'range': range(3),
    }


def save_samples():
    torch.save(every_layout(), HERE / 'layouts.pth')
    torch.save(every_layout(), HERE / 'layouts_legacy.pth', _use_new_zipfile_serialization=False)
    weights = torch.nn.Linear(2, 3).state_dict()
    for key in weights:
        weights[key] = torch.arange(weights[key].numel(), dtype=torch.float32).reshape(weights[key].shape)
    for protocol in (2, 3, 4, 5):
        torch.save(dict(meta=every_object(), state_dict=weights), HERE / f'objects_protocol{protocol}.pth', pickle_protocol=protocol)
    parallel = collections.OrderedDict((f'module.{key}', value) for key, value in weights.items())
    torch.save(dict(model=parallel, epoch=1), HERE / 'data_parallel.pth')
    torch.save(dict(state_dict=dict(a=torch.eye(3).to_sparse(), b=torch.zeros(2, dtype=torch.complex64),
                                    c=torch.quantize_per_tensor(torch.zeros(2), 0.1, 0, torch.qint8), d=torch.ones(1),
                                    e=torch.empty(2, device='meta'))), HERE / 'unsupported.pth')
    torch.save(torch.ones(2), HERE / 'single_tensor.pth')
    torch.save(torch.nn.Linear(2, 2), HERE / 'whole_module.pth')
    torch.jit.save(torch.jit.script(torch.nn.Linear(2, 2)), HERE / 'torchscript.pth')
    torch.save(dict(epoch=1, meta={}), HERE / 'no_tensors.pth')


def raw_bytes(tensor):
    tensor = tensor.detach().contiguous()
    if tensor.dtype == torch.bfloat16:
        tensor = tensor.view(torch.int16)
    return tensor.numpy().tobytes()


def describe(state_dict):
    tensors = {name: value for name, value in state_dict.items() if isinstance(value, torch.Tensor)}
    step = max(len(tensors) // 40, 1)
    names_crc = data_crc = 0
    rows = []
    for i, (name, value) in enumerate(tensors.items()):
        name = name[len('module.'):] if name.startswith('module.') else name
        names_crc = zlib.crc32(f'{name}:{NAMES[value.dtype]}{list(value.shape)};'.replace(' ', '').encode(), names_crc)
        data_crc = zlib.crc32(raw_bytes(value), data_crc)
        if i % step == 0:
            flat = value.detach().flatten().double()
            rows.append([name, NAMES[value.dtype], list(value.shape), flat.sum().item(), flat[:3].tolist()])
    return dict(count=len(tensors), names_crc=names_crc, data_crc=data_crc, samples=rows)


def record(path):
    checkpoint = torch.load(path, map_location='cpu')
    state_dict = checkpoint.get('state_dict', checkpoint.get('model', checkpoint))
    entry = dict(state_dict=describe(state_dict), keys=list(checkpoint)[:8])
    if 'ema_state_dict' in checkpoint:
        entry['ema_state_dict'] = describe(checkpoint['ema_state_dict'])
    meta = checkpoint.get('meta', {})
    entry['meta'] = {key: meta[key] for key in ('epoch', 'iter', 'seed', 'mmengine_version', 'experiment_name') if key in meta}
    if 'cfg' in meta and isinstance(meta['cfg'], str):
        entry['cfg_crc'] = zlib.crc32(meta['cfg'].encode())
    return entry


def main():
    save_samples()
    files = {name: HERE / name for name in ('layouts.pth', 'layouts_legacy.pth', 'data_parallel.pth')}
    data = ROOT / 'test/data'
    folders = [ROOT / 'demo/yoloxpose-nano', data / 'yoloxpose-nano', data / 'yoloxpose-project-nano', data / 'resnet18-slim']
    for folder in folders + [pathlib.Path(argument) for argument in sys.argv[1:]]:
        for name in ('checkpoint.pth', 'golden.pth'):
            if (folder / name).exists():
                files[f'{folder.name}/{name}'] = folder / name
    lines = [f'{json.dumps(name)}: {json.dumps(record(path))}' for name, path in files.items()]
    (HERE / 'recorded.json').write_text('{\n' + ',\n'.join(lines) + '\n}\n')


if __name__ == '__main__':
    main()
