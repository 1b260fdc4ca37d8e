# SPDX-FileCopyrightText: 2026 The Slipway Authors
# SPDX-License-Identifier: Apache-2.0
"""`slipway convert`: programs that PyTorch exported, on the backends that are here."""
import json

import harness
from harness import DATA, Case

PROGRAMS = DATA / 'programs'


class Convert(Case):
    def convert(self, name, *options):
        return self.run_slipway('convert', PROGRAMS / name, '--out', self.tmp / 'out', *options)

    def test_verified_at_several_sizes_and_packaged(self):
        result = self.convert('unet_2.14.1.pt2', '--json')
        self.assert_works(result)
        summary = json.loads(result.out)
        shapes = [sample['inputs'][0] for sample in summary['verify']['samples']]
        self.assertEqual(shapes, ['x=f32[2,3,32,48]', 'x=f32[3,3,36,52]', 'x=f32[1,3,28,44]'])
        self.assertTrue(summary['verify']['passed'])
        deploy = harness.read_json(self.tmp / 'out/deploy.json')
        self.assertEqual(deploy['task'], 'Tensors')
        self.assertEqual(deploy['inputs'], [{'name': 'x', 'dtype': 'f32', 'shape': [-1, 3, -1, -1]}])
        profile = self.run_slipway('profile', self.tmp / 'out', '--shape', '1x3x32x48', '--warmup', '1')
        self.assert_works(profile)

    def test_torchscript_needs_sizes(self):
        result = self.convert('vit-script_2.14.1.pt')
        self.assert_refused(result, 'has no shape in the file; say it: --input x=', seconds=5)
        self.assert_works(self.convert('vit-script_2.14.1.pt', '--input', 'f32[batch=2,3,32,32]'))

    def test_a_failure_says_where(self):
        result = self.convert('mobile_2.14.1.pt2', '--rtol', '1e-12', '--atol', '1e-15')
        self.assertEqual(result.code, 3)
        self.assertIn('no layer differs by more than rounding', result.out)
        self.assertTrue((self.tmp / 'out/failed/verify.json').is_file())

    def test_half_precision(self):
        result = self.convert('mobile_2.6.0.pt2', '--fp16', '--json')
        self.assert_works(result)
        self.assertEqual(json.loads(result.out)['verify']['precision'], 'FP16')

    def test_names_sizes_and_outputs_of_ones_own(self):
        result = self.convert('odd_2.15.0.pt2', '--dynamic', 'none', '--json')
        self.assert_works(result)
        names = [output['name'] for output in json.loads(result.out)['verify']['samples'][0]['outputs']]
        self.assertEqual(names[:3], ['features_0', 'features_1', 'sequence'])
        self.assert_refused(self.convert('vit_2.6.0.pt2', '--input', 'f32[B,3,H,32]'), 'was exported with 32 in dimension 2', seconds=5)
        self.assert_refused(self.convert('vit_2.6.0.pt2', '--dynamic', 'height'), "there is no dynamic size 'height' (there is batch)", seconds=5)
        self.assert_refused(self.convert('vit_2.6.0.pt2', '--input', 'f32[b,'), "has no shape", seconds=5)

    def test_what_is_no_program(self):
        self.assert_refused(self.run_slipway('convert', self.file('a.pt2', 'text')), 'it is no zip archive', seconds=5)
        self.assert_refused(self.run_slipway('convert', harness.model('resnet18-slim')[1]), 'it is a checkpoint', 'slipway deploy', seconds=5)
        self.assert_refused(self.run_slipway('convert', self.file('a.onnx', 'text')), 'it is no ONNX model', seconds=5)
        whole = (PROGRAMS / 'vit_2.6.0.pt2').read_bytes()
        cut = self.tmp / 'cut.pt2'
        cut.write_bytes(whole[:len(whole) // 2])
        self.assert_refused(self.run_slipway('convert', cut), 'cut off', seconds=5)
        self.assert_refused(self.run_slipway('convert', DATA / 'checkpoint/layouts.pth'), 'it is a checkpoint', seconds=5)


class OnnxFiles(Case):
    """As they are, and in f16; against ONNX Runtime in f32."""

    def convert(self, name, *options):
        return self.run_slipway('convert', DATA / 'backend' / name, '--out', self.tmp / 'out', *options)

    def test_verified_and_packaged(self):
        # The same file for ONNX Runtime.
        result = self.convert('conv_means.onnx', '--input', 'f32[batch=2,3,H=8:4,W=8:4]', '--json')
        self.assert_works(result)
        summary = json.loads(result.out)
        self.assertTrue(summary['verify']['passed'])
        self.assertEqual((self.tmp / 'out/end2end.onnx').read_bytes(), (DATA / 'backend/conv_means.onnx').read_bytes())
        self.assertEqual(harness.read_json(self.tmp / 'out/deploy.json')['task'], 'Tensors')

    def test_weights_in_a_file_beside_it(self):
        for options in ((), ('--fp16',)):
            result = self.convert('external.onnx', *options)
            self.assert_works(result)
            self.assertIn('verified', result.out)
            # The directory stands alone.
            self.assertEqual(sorted(p.name for p in (self.tmp / 'out').glob('*.bin')), [])
            self.assertNotIn(b'external.bin', (self.tmp / 'out/end2end.onnx').read_bytes())
        model = (DATA / 'backend/external.onnx').read_bytes()
        alone = self.file('a/alone.onnx', model)
        self.assert_refused(self.run_slipway('convert', alone), "it lies in 'external.bin', which is not beside the model", seconds=5)
        self.file('a/external.bin', (DATA / 'backend/external.bin').read_bytes()[:16])
        self.assert_refused(self.run_slipway('convert', alone), "beyond the end of 'external.bin'", seconds=5)
        self.file('other.bin', (DATA / 'backend/external.bin').read_bytes())
        out_of_it = self.file('a/out.onnx', model.replace(b'external.bin', b'../other.bin'))
        self.assert_refused(self.run_slipway('convert', out_of_it), "which is not in the model's folder", seconds=5)

    def test_half_precision_is_in_the_file(self):
        result = self.convert('conv_means.onnx', '--input', 'f32[batch=2,3,H=8:4,W=8:4]', '--fp16')
        self.assert_works(result)
        self.assertIn('against ONNX Runtime in f32', result.out)
        self.assertNotEqual((self.tmp / 'out/end2end.onnx').read_bytes(), (DATA / 'backend/conv_means.onnx').read_bytes())

    def test_refused(self):
        self.assert_refused(self.convert('conv_means.onnx'), 'nothing says how large', seconds=5)
        self.assert_refused(self.convert('conv_means.onnx', '--backend', 'torchscript'), 'an ONNX file cannot become one', seconds=5)
        self.assert_refused(self.convert('conv_means.onnx', '--opset', '17'), 'an ONNX file keeps its opset', seconds=5)
        self.assert_refused(self.convert('conv_means.onnx', '--dynamic', 'none'), 'an ONNX file says itself', seconds=5)
        whole = (DATA / 'backend/conv_means.onnx').read_bytes()
        self.assert_refused(self.run_slipway('convert', self.file('cut.onnx', whole[:len(whole) // 2])), 'it is no ONNX model, or a damaged one', seconds=5)
