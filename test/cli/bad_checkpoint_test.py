# SPDX-FileCopyrightText: 2026 The Slipway Authors
# SPDX-License-Identifier: Apache-2.0
"""Bad checkpoints: refused without running anything that they hold."""
import builtins
import io
import json
import math
import os
import struct
import subprocess
import zipfile

import pth
from harness import Case, model

NANO_CFG, NANO_PTH = model('yoloxpose-nano')
_, RESNET_PTH = model('resnet18-slim')


class Damaged(Case):
    def refused(self, content, *needles):
        self.assert_refused(self.deploy_nano(checkpoint=self.file('bad.pth', content)), 'bad.pth', *needles)

    def test_empty(self):
        self.refused(b'', 'empty')

    def test_truncated(self):
        data = NANO_PTH.read_bytes()
        for size in (1, 3, 100, len(data) // 2, len(data) - 1000, len(data) - 1):
            with self.subTest(size=size):
                self.refused(data[:size])

    def test_not_a_zip(self):
        self.refused(b'this is no checkpoint\n' * 100)

    def test_random_bytes(self):
        self.refused(bytes((i * 7919 + i // 251) % 256 for i in range(50_000)))

    def test_image_in_its_place(self):
        self.refused(b'\xff\xd8\xff\xe0' + b'\0' * 500)

    def test_zip_of_something_else(self):
        stream = io.BytesIO()
        with zipfile.ZipFile(stream, 'w') as archive:
            archive.writestr('readme.txt', 'hello')
        self.refused(stream.getvalue(), 'data.pkl')

    def test_damaged_pickle(self):
        self.refused(rewrite(NANO_PTH, lambda name, data: data[:len(data) // 2] if name.endswith('data.pkl') else data))

    def test_damaged_weights(self):
        """A flipped bit in a stored tensor breaks the checksum of the zip entry."""
        data = bytearray(NANO_PTH.read_bytes())
        with zipfile.ZipFile(NANO_PTH) as archive:
            info = next(i for i in archive.infolist() if i.filename.endswith('/data/0'))
            at = bytes(data).index(archive.read(info.filename), info.header_offset)
        data[at + info.file_size // 2] ^= 0x10
        self.refused(bytes(data))

    def test_missing_storage(self):
        self.refused(rewrite(NANO_PTH, lambda name, data: None if name.endswith('/data/0') else data), 'data/0')

    def test_short_storage(self):
        self.refused(rewrite(NANO_PTH, lambda name, data: data[:8] if name.endswith('/data/0') else data), "storage '0'")

    def test_no_dict(self):
        for value in ([1, 2, 3], 'text', 5, None):
            with self.subTest(value=value):
                path = pth.save(self.tmp / 'bad.pth', value)
                self.assert_refused(self.deploy_nano(checkpoint=path), 'bad.pth')

    def test_recursion(self):
        """Deeply nested values must not overflow the stack."""
        pickled = b'\x80\x02' + b']' * 200_000 + b'a' * 199_999 + b'.'
        stream = io.BytesIO()
        with zipfile.ZipFile(stream, 'w') as archive:
            archive.writestr('archive/data.pkl', pickled)
            archive.writestr('archive/version', '3\n')
        self.refused(stream.getvalue())


class Malicious(Case):
    def refused(self, *where):
        """`where` are functions that put a value into a checkpoint."""
        marker = self.tmp / 'pwned'
        state = pth.load_state_dict(RESNET_PTH)
        calls = {
            'os.system': (os.system, (f'touch {marker}',)),
            'subprocess.Popen': (subprocess.Popen, (['touch', str(marker)],)),
            'eval': (builtins.eval, (f"open({str(marker)!r}, 'w')",)),
            'exec': (builtins.exec, (f"open({str(marker)!r}, 'w')",)),
            '__import__': (builtins.__import__, ('os',)),
        }
        for name, call in calls.items():
            for place in where:
                with self.subTest(call=name, place=place.__name__):
                    path = pth.save(self.tmp / 'evil.pth', place(state, Call(*call)))
                    work = f'{place.__name__}-{name}'
                    result = self.deploy_resnet(checkpoint=path, work_dir=self.tmp / work)
                    self.assert_refused(result, 'evil.pth', name.split('.')[-1], work_dir=work)
                    self.assertFalse(marker.exists(), 'the checkpoint ran a program')

    def test_at_the_top(self):
        def instead(state, call):
            return call

        def beside(state, call):
            return {'state_dict': state, 'x': call}
        self.refused(instead, beside)

    def test_deep_inside(self):
        def in_meta(state, call):
            return {'state_dict': state, 'meta': {'hook': [1, {'a': (call,)}]}}

        def as_weight(state, call):
            return {'state_dict': {**state, 'backbone.conv1.weight': call}}
        self.refused(in_meta, as_weight)


class Call:
    def __init__(self, function, args):
        self.call = (function, args)

    def __reduce__(self):
        return self.call


class Unusual(Case):
    """What real checkpoints hold besides weights does no harm and does not run."""

    def test_unknown_classes(self):
        state = pth.load_state_dict(RESNET_PTH)
        meta = {'cfg': pth.Reduce('somelib.config', 'Config', {'a': 1}), 'hooks': [pth.Reduce('mylib.hooks', 'Hook')]}
        path = pth.save(self.tmp / 'unknown.pth', {'meta': meta, 'state_dict': state, 'optimizer': {'state': {}, 'lr': 0.1}})
        self.assert_works(self.deploy_resnet(checkpoint=path))


class Formats(Case):
    """Whatever way PyTorch wrote the weights, they are the same weights."""

    def scores(self, checkpoint):
        self.assert_works(self.deploy_resnet(checkpoint=checkpoint))
        return json.loads((self.tmp / 'work/results.json').read_text())[0]['backend']['pred_score']

    def test_negative_bit(self):
        state = pth.load_state_dict(RESNET_PTH)
        right = self.scores(RESNET_PTH)
        weight = state['head.fc.weight']
        values = struct.unpack(f'<{len(weight.data) // 4}f', weight.data)
        negated = struct.pack(f'<{len(values)}f', *[-v for v in values])
        state['head.fc.weight'] = pth.Tensor(weight.storage, weight.shape, negated, {'neg': True})
        self.assertEqual(self.scores(pth.save(self.tmp / 'neg.pth', {'state_dict': state})), right)
        state['head.fc.weight'] = pth.Tensor(weight.storage, weight.shape, negated, {'conj': True})
        result = self.deploy_resnet(checkpoint=pth.save(self.tmp / 'conj.pth', {'state_dict': state}), work_dir=self.tmp / 'other')
        self.assert_refused(result, 'conj.pth', 'head.fc.weight', "'conj'", work_dir='other')

    def test_legacy_of_every_protocol(self):
        state = pth.load_state_dict(RESNET_PTH)
        right = self.scores(RESNET_PTH)
        for protocol in (1, 2, 3, 4, 5):
            with self.subTest(protocol=protocol):
                path = pth.save_legacy(self.tmp / 'old.pth', {'meta': {'epoch': 3}, 'state_dict': state}, protocol)
                self.assertEqual(self.scores(path), right)


class Values(Case):
    """NaN and infinity are the checkpoint's fault, not the conversion's."""

    def changed(self, values):
        state = pth.load_state_dict(RESNET_PTH)
        for name, value in values.items():
            tensor = state[name]
            first = struct.pack('<f', value)
            state[name] = pth.Tensor(tensor.storage, tensor.shape, first + tensor.data[4:])
        return pth.save(self.tmp / 'diverged.pth', {'state_dict': state})

    def test_all_tensors_are_named(self):
        path = self.changed({'backbone.conv1.weight': math.nan, 'head.fc.bias': -math.inf, 'backbone.bn1.running_var': math.inf})
        self.assert_refused(self.deploy_resnet(checkpoint=path), 'diverged.pth', 'backbone.conv1.weight: 1 of', 'NaN', 'head.fc.bias: 1 of 10',
                            'backbone.bn1.running_var: 1 of', 'infinite', 'earlier checkpoint')

    def test_allow_missing_does_not_help(self):
        path = self.changed({'head.fc.bias': math.nan})
        self.assert_refused(self.deploy_resnet('--allow-missing', checkpoint=path), 'head.fc.bias')


class Keys(Case):
    def changed(self, change, path=RESNET_PTH):
        state = pth.load_state_dict(path)
        change(state)
        return pth.save(self.tmp / 'changed.pth', {'meta': {}, 'state_dict': state})

    def test_missing_and_misshaped_in_one_message(self):
        def change(state):
            del state['backbone.layer1.0.conv1.weight']
            del state['head.fc.bias']
            state['backbone.layer2.0.conv1.weight'] = pth.Tensor.f32((16, 8, 1, 1))
            state['backbone.strange.weight'] = pth.Tensor.f32((3,))
        result = self.deploy_resnet(checkpoint=self.changed(change))
        self.assert_refused(result, 'changed.pth', 'backbone.layer1.0.conv1.weight', 'head.fc.bias', 'backbone.layer2.0.conv1.weight',
                            'backbone.strange.weight')
        self.assertRegex(result.err, r'16,\s*8,\s*1,\s*1')
        self.assertRegex(result.err, r'16,\s*8,\s*3,\s*3')

    def test_unexpected_alone_is_a_warning(self):
        def change(state):
            state['backbone.strange.weight'] = pth.Tensor.f32((3,))
        result = self.deploy_resnet(checkpoint=self.changed(change))
        self.assert_works(result)
        self.assertIn('backbone.strange.weight', result.err + result.out)

    def test_allow_missing(self):
        def change(state):
            del state['head.fc.bias']
        checkpoint = self.changed(change)
        self.assert_refused(self.deploy_resnet(checkpoint=checkpoint), 'head.fc.bias', '--allow-missing')
        result = self.deploy_resnet('--allow-missing', checkpoint=checkpoint)
        self.assert_works(result)
        self.assertIn('head.fc.bias', result.err + result.out)

    def test_training_only_buffers(self):
        """Known leftovers of training are no error, and nothing to warn of."""
        def change(state):
            state['head.loss_oks.sigmas'] = pth.Tensor.f32((17,))
        state_path = self.changed(change, NANO_PTH)
        self.assert_works(self.deploy_nano(checkpoint=state_path))

    def test_weights_of_another_model(self):
        self.assert_refused(self.deploy_nano(checkpoint=RESNET_PTH), 'checkpoint.pth', 'missing')

    def test_prefix_of_data_parallel(self):
        """Weights saved from a wrapped model carry `module.` in front, which mmengine strips."""
        state = {f'module.{k}': v for k, v in pth.load_state_dict(RESNET_PTH).items()}
        path = pth.save(self.tmp / 'parallel.pth', {'state_dict': state})
        self.assert_works(self.deploy_resnet(checkpoint=path))


def rewrite(path, change):
    """The zip again with every entry passed through `change(name, data)`; None drops it."""
    stream = io.BytesIO()
    with zipfile.ZipFile(path) as source, zipfile.ZipFile(stream, 'w', zipfile.ZIP_STORED) as target:
        for name in source.namelist():
            data = change(name, source.read(name))
            if data is not None:
                target.writestr(name, data)
    return stream.getvalue()
