# SPDX-FileCopyrightText: 2026 The Slipway Authors
# SPDX-License-Identifier: Apache-2.0
"""The TorchScript backend from deploy config to metrics, compared with what the real libraries computed."""
import json
import tempfile
import zipfile
from pathlib import Path

import golden
import harness
from harness import DATA, POSE_DEPLOY, ROOT, Case, read_json, scene

POSE = ROOT / 'configs/mmpose/pose-detection_yolox-pose_torchscript_dynamic.py'
CLS = ROOT / 'configs/mmpretrain/classification_torchscript.py'
CLS_ANY_BATCH = ROOT / 'configs/mmpretrain/classification_torchscript_dynamic.py'


class Family:
    """Deploys once; the tests look at what came of it."""
    shared = True

    @classmethod
    def setUpClass(cls):
        folder = tempfile.TemporaryDirectory(prefix='slipway-cli-')
        cls.addClassCleanup(folder.cleanup)
        cls.work = Path(folder.name) / 'work'
        images = [scene(i) for i in range(1, 9)]
        tests = [part for path in images for part in ('--test-img', path)]
        cls.result = harness.run(folder.name, 'deploy', cls.deploy_cfg, *harness.model(cls.name), images[0], *tests, '--work-dir',
                                 cls.work, '--dump-info')

    def test_files(self):
        self.assert_works(self.result)
        for name in ('end2end.pt', 'deploy.json', 'pipeline.json', 'detail.json', 'verify.json', 'results.json', 'output_torchscript.jpg',
                     'output_pytorch.jpg', 'comparison.jpg'):
            self.assertTrue((self.work / name).is_file(), name)
        self.assertFalse((self.work / 'end2end.onnx').exists())

    def test_results_equal_the_library(self):
        self.assertEqual(golden.compare_results(read_json(self.work / 'results.json'), read_json(DATA / self.name / 'golden.json')), [])

    def test_verification(self):
        report = read_json(self.work / 'verify.json')
        self.assertTrue(report['passed'])
        self.assertEqual(sorted({check['batch'] for check in report['graph']}), self.batches)
        self.assertEqual(len(report['images']), 8)

    def test_model_directory(self):
        model = read_json(self.work / 'deploy.json')['models'][0]
        self.assertEqual([model['net'], model['backend'], model['weights']], ['end2end.pt', 'torchscript', ''])
        net = read_json(self.work / 'pipeline.json')['pipeline']['tasks'][1]
        self.assertEqual(net['input_map'], {'img': '#0'})
        self.assertEqual(net['output_map'], {name: f'#{i}' for i, name in enumerate(self.outputs)})

    def test_constants_are_data(self):
        """Weights lie in files of their own inside the archive, and the code calls nothing but PyTorch's own operators."""
        with zipfile.ZipFile(self.work / 'end2end.pt') as archive:
            names = archive.namelist()
            code = ''.join(archive.read(n).decode() for n in names if '/code/' in n and n.endswith('.py'))
        self.assertGreater(sum('/data/' in n for n in names), 10)
        self.assertLess(len(code), 200_000)
        self.assertNotIn('ops.', code)

    def test_metrics(self):
        """`slipway test` serves the directory, eight images at once where the batch may vary."""
        batch = 8 if len(self.batches) > 1 else 1
        result = self.run_slipway('test', self.deploy_cfg, harness.model(self.name)[0], '--model', self.work, '--batch-size', batch,
                                  '--json', cwd=DATA)
        self.assert_works(result)
        row, = json.loads(result.out)['rows']
        self.assertEqual(row['name'], 'torchscript')
        for key, value in read_json(DATA / self.name / 'expected_metrics.json').items():
            self.assertAlmostEqual(row['metrics'][key], value, delta=0.0005, msg=key)


class TorchScriptNano(Family, Case):
    name, deploy_cfg, batches, outputs = 'yoloxpose-nano', POSE, [1, 2, 3], ['dets', 'keypoints']


class TorchScriptProjectNano(Family, Case):
    name, deploy_cfg, batches, outputs = 'yoloxpose-project-nano', POSE, [1, 2, 3], ['dets', 'keypoints']


class TorchScriptResNet(Family, Case):
    name, deploy_cfg, batches, outputs = 'resnet18-slim', CLS_ANY_BATCH, [1, 2, 3], ['output']


class TorchScriptResNetStatic(Family, Case):
    name, deploy_cfg, batches, outputs = 'resnet18-slim', CLS, [1], ['output']


class TorchScriptOptions(Case):
    def test_dynamic_height_and_width(self):
        cfg = self.file('hw.py', f'_base_ = ["{POSE}"]\nir_config = dict(dynamic_axes=dict('
                        'input={0: "batch", 2: "height", 3: "width"}))\n')
        self.assert_works(self.deploy_nano(deploy_cfg=cfg))
        shapes = {tuple(check['input_shape'][2:]) for check in read_json(self.tmp / 'work/verify.json')['graph']}
        self.assertEqual(shapes, {(256, 256), (320, 384)})

    def test_same_input_gives_the_same_model(self):
        for work in ('first', 'second'):
            self.assert_works(self.deploy_resnet('--no-verify', deploy_cfg=CLS, work_dir=self.tmp / work))
        self.assertEqual((self.tmp / 'first/end2end.pt').read_bytes(), (self.tmp / 'second/end2end.pt').read_bytes())

    def test_json(self):
        result = self.deploy_resnet('--json', deploy_cfg=CLS)
        self.assert_works(result)
        summary = json.loads(result.out)
        self.assertEqual(summary['ir'], 'torchscript')
        self.assertGreater(summary['torchscript_calls'], 10)
        self.assertEqual(summary['torchscript_calls'], sum(summary['operators'].values()))
        self.assertNotIn('opset', summary)


class TorchScriptBadInput(Case):
    def test_opset(self):
        self.assert_refused(self.deploy_nano('--opset', '13', deploy_cfg=POSE), '--opset 13', 'TorchScript')

    def test_ir_of_another_backend(self):
        for name, base, ours in (('a.py', 'torchscript', POSE_DEPLOY), ('b.py', 'onnxruntime', POSE)):
            with self.subTest(name):
                cfg = self.file(name, f'_base_ = ["{ours}"]\nbackend_config = dict(_delete_=True, type="{base}")\n')
                self.assert_refused(self.deploy_nano(deploy_cfg=cfg), f"backend '{base}' takes models of IR")

    def test_model_files(self):
        """Not there, empty, cut off, or something else: one error each."""
        self.assert_works(self.deploy_resnet('--no-verify', '--dump-info', deploy_cfg=CLS))
        file = self.tmp / 'work/end2end.pt'
        whole = file.read_bytes()
        checkpoint = harness.model('resnet18-slim')[1].read_bytes()
        for content, message in ((None, 'no such model file'), (b'', 'the model file is empty'), (whole[:1000], 'cannot load'),
                                 (whole[:-30], 'cannot load'), (b'not a model at all', 'cannot load'), (checkpoint, 'cannot load')):
            with self.subTest(message, size=None if content is None else len(content)):
                file.unlink(missing_ok=True)
                if content is not None:
                    file.write_bytes(content)
                result = self.run_slipway('test', CLS, harness.model('resnet18-slim')[0], '--model', self.tmp / 'work', cwd=DATA)
                self.assert_refused(result, message, 'end2end.pt', work_dir=None, seconds=None)
