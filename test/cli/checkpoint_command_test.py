# SPDX-FileCopyrightText: 2026 The Slipway Authors
# SPDX-License-Identifier: Apache-2.0
"""`slipway checkpoint`, and .safetensors files wherever a checkpoint is."""
import json
import struct

import harness
from harness import DATA, Case

import pth


def safetensors(tensors, data):
    header = json.dumps(tensors).encode()
    return struct.pack('<Q', len(header)) + header + data


class CheckpointCommand(Case):
    def test_overview(self):
        _, checkpoint = harness.model('yoloxpose-nano')
        result = self.run_slipway('checkpoint', checkpoint)
        self.assert_works(result)
        for text in ('PyTorch zip', '547 (461 f32, 86 i64)', '548 raw tensors', 'message_hub', 'epoch: 60', 'dataset_name: coco'):
            self.assertIn(text, result.out)
        self.assertLess(max(map(len, result.out.splitlines())), 200)
        self.assertIn('legacy', self.run_slipway('checkpoint', DATA / 'checkpoint/layouts_legacy.pth').out)

    def test_list(self):
        """Names, shapes and sums are those that torch.load gives."""
        recorded = harness.read_json(DATA / 'checkpoint/recorded.json')['layouts.pth']['state_dict']
        result = self.run_slipway('checkpoint', DATA / 'checkpoint/layouts.pth', '--list', '--json')
        self.assert_works(result)
        found = {entry['name']: entry for entry in json.loads(result.out)['list']}
        self.assertEqual(len(found), recorded['count'])
        for name, dtype, shape, total, _ in recorded['samples']:
            self.assertEqual((found[name]['dtype'], found[name]['shape']), (dtype, shape))
            self.assertAlmostEqual(found[name]['sum'], total, places=9)
        text = self.run_slipway('checkpoint', DATA / 'checkpoint/layouts.pth', '--list').out
        self.assertTrue(all(name in text for name in found))

    def test_diff(self):
        folder = DATA / 'checkpoint'
        result = self.run_slipway('checkpoint', folder / 'layouts.pth', '--diff', folder / 'layouts.safetensors')
        self.assert_works(result)
        self.assertIn('they hold the same weights', result.out)
        result = self.run_slipway('checkpoint', folder / 'layouts.pth', '--diff', folder / 'data_parallel.pth')
        self.assertIn('they differ', result.out)
        changed = pth.load_state_dict(harness.model('resnet18-slim')[1])
        name, tensor = next((name, value) for name, value in changed.items() if value.storage == 'FloatStorage')
        first, = struct.unpack_from('<f', tensor.data)
        changed[name] = pth.Tensor(tensor.storage, tensor.shape, struct.pack('<f', first + 0.5) + tensor.data[4:])
        pth.save(self.tmp / 'changed.pth', {'state_dict': changed})
        result = self.run_slipway('checkpoint', harness.model('resnet18-slim')[1], '--diff', self.tmp / 'changed.pth', '--json')
        difference = json.loads(result.out)['diff']
        self.assertFalse(difference['same'])
        self.assertEqual([entry['name'] for entry in difference['values']], [name])
        self.assertEqual(difference['values'][0]['count'], 1)
        self.assertAlmostEqual(difference['values'][0]['largest'], 0.5, places=6)

    def test_converts_there_and_back(self):
        _, checkpoint = harness.model('yoloxpose-nano')
        first = self.run_slipway('checkpoint', checkpoint, '--to', self.tmp / 'a.safetensors')
        self.assert_works(first)
        self.assertIn('left out: ema_state_dict, message_hub', first.out)
        self.assert_works(self.run_slipway('checkpoint', self.tmp / 'a.safetensors', '--to', self.tmp / 'b.pth'))
        shown = json.loads(self.run_slipway('checkpoint', self.tmp / 'b.pth', '--diff', checkpoint, '--json').out)
        self.assertTrue(shown['diff']['same'])
        self.assertEqual(shown['meta'], json.loads(self.run_slipway('checkpoint', checkpoint, '--json').out)['meta'])
        # An independent reader agrees.
        ours, theirs = pth.load_state_dict(self.tmp / 'b.pth'), pth.load_state_dict(checkpoint)
        self.assertEqual(set(ours), set(theirs))
        self.assertTrue(all(ours[name].data == theirs[name].data and ours[name].shape == theirs[name].shape for name in ours))
        before = (self.tmp / 'b.pth').read_bytes()
        self.assert_refused(self.run_slipway('checkpoint', checkpoint, '--to', self.tmp / 'b.pth'), 'b.pth is there already')
        self.assertEqual((self.tmp / 'b.pth').read_bytes(), before)
        self.assert_refused(self.run_slipway('checkpoint', checkpoint, '--to', self.tmp / 'c.onnx'), '.safetensors or .pth')

    def test_deploys(self):
        """The same weights from a .safetensors file make the same model."""
        _, checkpoint = harness.model('resnet18-slim')
        self.assert_works(self.run_slipway('checkpoint', checkpoint, '--to', self.tmp / 'weights.safetensors'))
        self.assert_works(self.deploy_resnet(work_dir=self.tmp / 'pth'))
        self.assert_works(self.deploy_resnet(checkpoint=self.tmp / 'weights.safetensors', work_dir=self.tmp / 'safetensors'))
        self.assertEqual((self.tmp / 'pth/end2end.onnx').read_bytes(), (self.tmp / 'safetensors/end2end.onnx').read_bytes())

    def test_bad_files(self):
        overlapping = {'a': {'dtype': 'F32', 'shape': [1], 'data_offsets': [0, 4]}, 'b': {'dtype': 'F32', 'shape': [1], 'data_offsets': [0, 4]}}
        file = self.file('bad.safetensors', safetensors(overlapping, bytes(4)))
        self.assert_refused(self.run_slipway('checkpoint', file), 'bad.safetensors', 'tensor b', 'overlap')
        self.assert_refused(self.run_slipway('checkpoint', self.tmp / 'absent.pth'), 'absent.pth')
        self.assert_refused(self.run_slipway('checkpoint', DATA / 'checkpoint/torchscript.pth'), 'TorchScript')
        self.assert_refused(self.run_slipway('checkpoint', DATA / 'checkpoint/layouts.pth', '--diff', file), 'overlap')

    def test_nothing_is_run(self):
        file = self.file('hostile.pth', b'\x80\x02cos\nsystem\nX\x04\x00\x00\x00true\x85R.')
        self.assert_refused(self.run_slipway('checkpoint', file), 'os.system')


class KeyMap(Case):
    """Weights under the names of another library."""

    def setUp(self):
        super().setUp()
        _, checkpoint = harness.model('resnet18-slim')
        self.foreign = self.tmp / 'foreign.safetensors'
        away = self.file('away.py', "revise_keys = [(r'^', 'net.')]\n")
        self.assert_works(self.run_slipway('checkpoint', checkpoint, '--key-map', away, '--to', self.foreign))
        self.map = self.file('map.py', r"revise_keys = [(r'^net\.(\w+)\.', r'\1.')]")

    def test_deploy(self):
        self.assert_refused(self.deploy_resnet(checkpoint=self.foreign), 'does not fit the model', "extra prefix 'net.'", seconds=3)
        self.assert_works(self.deploy_resnet('--key-map', self.map, checkpoint=self.foreign))

    def test_mistakes(self):
        self.assert_refused(self.deploy_resnet('--key-map', self.tmp / 'absent.py', checkpoint=self.foreign), '--key-map', 'no such file')
        same = self.file('same.py', "revise_keys = [('.*', 'same')]\n")
        self.assert_refused(self.deploy_resnet('--key-map', same, checkpoint=self.foreign), "would both be called 'samesame'", seconds=3)
