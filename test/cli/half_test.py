# SPDX-FileCopyrightText: 2026 The Slipway Authors
# SPDX-License-Identifier: Apache-2.0
"""Models in float16: what is written, how it is verified, and what accuracy it has."""
import json
import tempfile
from pathlib import Path

import family
import harness
from harness import CLS_STATIC, DATA, POSE_DEPLOY, ROOT, Case, read_json, scene

POSE_ORT = ROOT / 'configs/mmpose/pose-detection_yolox-pose_onnxruntime-fp16_dynamic.py'
POSE_ORT_STATIC = ROOT / 'configs/mmpose/pose-detection_yolox-pose_onnxruntime-fp16_static.py'
POSE_OPENVINO = ROOT / 'configs/mmpose/pose-detection_yolox-pose_openvino-fp16_dynamic.py'
POSE_NCNN = ROOT / 'configs/mmpose/pose-detection_yolox-pose_ncnn-fp16_static.py'
CLS_NCNN = ROOT / 'configs/mmpretrain/classification_ncnn-fp16_static.py'
CLS_ORT = ROOT / 'configs/mmpretrain/classification_onnxruntime-fp16_dynamic.py'
CLS_OPENVINO = ROOT / 'configs/mmpretrain/classification_openvino-fp16_dynamic-224x224.py'
CLS_TORCHSCRIPT = ROOT / 'configs/mmpretrain/classification_torchscript.py'
# What a model in f16 may lose or win.
ACCURACY = 0.005


class Half:
    """Deploys once; the tests look at what came of it."""
    slow = True
    shared = True
    needs = staticmethod(lambda: None)

    @classmethod
    def setUpClass(cls):
        cls.needs()
        folder = tempfile.TemporaryDirectory(prefix='slipway-cli-')
        cls.addClassCleanup(folder.cleanup)
        cls.work = Path(folder.name) / 'work'
        cls.result = harness.run(folder.name, 'deploy', cls.deploy_cfg, *harness.model(cls.name), scene(1), '--test-img', scene(6),
                                 '--work-dir', cls.work, '--dump-info')

    def test_verified(self):
        self.assert_works(self.result)
        report = read_json(self.work / 'verify.json')
        self.assertTrue(report['passed'])
        self.assertEqual(report['precision'], 'FP16')
        self.assertIn('11 bits', report['tolerance']['reason'])
        self.assertIn(f'{self.backend} in FP16 against', self.result.out)
        self.assertIn('f16 may move', self.result.out)

    def test_model_directory(self):
        model = read_json(self.work / 'deploy.json')['models'][0]
        self.assertEqual([model[key] for key in ('backend', 'precision')], [self.backend, 'FP16'])

    def test_half_the_size(self):
        """Weights are most of these files."""
        weights = sum(4 * t['elements'] for t in parameters(self.name))
        files = read_json(self.work / 'deploy.json')['models'][0]
        size = (self.work / (files['weights'] or files['net'])).stat().st_size
        self.assertLess(size, 0.5 * weights + 150_000)

    def test_metrics(self):
        result = self.run_slipway('test', self.deploy_cfg, harness.model(self.name)[0], '--model', self.work, '--batch-size', self.batch,
                                  '--json', cwd=DATA)
        self.assert_works(result)
        row, = json.loads(result.out)['rows']
        for key, value in read_json(DATA / self.name / 'expected_metrics.json').items():
            self.assertAlmostEqual(row['metrics'][key], value, delta=ACCURACY * (100 if key.startswith('accuracy') else 1), msg=key)


def parameters(name):
    """Shapes of the weights, from the archive's records: each is a file of raw numbers."""
    import zipfile
    with zipfile.ZipFile(harness.model(name)[1]) as archive:
        return [{'elements': info.file_size // 4} for info in archive.infolist() if '/data/' in info.filename]


class HalfNano(Half, Case):
    name, deploy_cfg, backend, batch = 'yoloxpose-nano', POSE_ORT, 'onnxruntime', 2


class HalfProjectNanoStatic(Half, Case):
    name, deploy_cfg, backend, batch = 'yoloxpose-project-nano', POSE_ORT_STATIC, 'onnxruntime', 1


class HalfResNet(Half, Case):
    name, deploy_cfg, backend, batch = 'resnet18-slim', CLS_ORT, 'onnxruntime', 3


class HalfNanoOpenVino(Half, Case):
    name, deploy_cfg, backend, batch = 'yoloxpose-nano', POSE_OPENVINO, 'openvino', 2
    needs = staticmethod(lambda: family.require_backend('openvino'))


class HalfResNetOpenVino(Half, Case):
    name, deploy_cfg, backend, batch = 'resnet18-slim', CLS_OPENVINO, 'openvino', 3
    needs = staticmethod(lambda: family.require_backend('openvino'))


class HalfNanoNcnn(Half, Case):
    name, deploy_cfg, backend, batch = 'yoloxpose-nano', POSE_NCNN, 'ncnn', 1
    needs = staticmethod(lambda: family.require_backend('ncnn'))


class HalfResNetNcnn(Half, Case):
    name, deploy_cfg, backend, batch = 'resnet18-slim', CLS_NCNN, 'ncnn', 1
    needs = staticmethod(lambda: family.require_backend('ncnn'))


class HalfOptions(Case):
    def config(self, base, text):
        return self.file('cfg.py', f'_base_ = ["{base}"]\nbackend_config = dict({text})\n')

    def test_blocked_node(self):
        common = 'common_config=dict(node_block_list=["backbone.stem.conv/Conv"])'
        result = self.deploy_nano(deploy_cfg=self.config(POSE_ORT, common.replace('stem.conv', 'stemm.conv')))
        self.assertEqual(result.code, 2)
        self.assertIn("the model has no node 'backbone.stemm.conv/Conv'; did you mean", result.err)

    def test_failed_verification_keeps_the_good_result(self):
        self.assert_works(self.deploy_nano('--dump-info'))
        before = harness.digests(self.tmp / 'work')
        result = self.deploy_nano('--rtol', '1e-7', '--atol', '1e-7', deploy_cfg=POSE_ORT)
        self.assertEqual(result.code, 3, result.err)
        after = harness.digests(self.tmp / 'work')
        self.assertEqual({k: v for k, v in after.items() if not k.startswith('failed/')}, before)
        self.assertEqual(read_json(self.tmp / 'work/failed/verify.json')['precision'], 'FP16')


class HalfRefused(Case):
    """Before anything is converted, with file and line."""

    def refuse(self, base, text, *needles, deploy=None):
        cfg = self.file('cfg.py', f'_base_ = ["{base}"]\nbackend_config = dict({text})\n')
        self.assert_refused((deploy or self.deploy_resnet)(deploy_cfg=cfg), *needles, seconds=None)

    def test_int8(self):
        for text in ('precision="INT8"', 'precision="int8"', 'type="tensorrt", common_config=dict(int8_mode=True)'):
            with self.subTest(text):
                self.refuse(CLS_STATIC, text, 'cfg.py:2', 'int8 is not yet supported')

    def test_unknown(self):
        self.refuse(CLS_STATIC, 'precision="fp8"', 'cfg.py:2', "unknown precision 'fp8'")

    def test_backend_without_it(self):
        self.refuse(CLS_TORCHSCRIPT, 'precision="FP16"', 'cfg.py:2', "backend 'torchscript' has no precision fp16")

    def test_options(self):
        for text, needle in (('max_finite_value=1e4', "did you mean 'max_finite_val'"), ('max_finite_val=1e6', '65504'),
                             ('min_positive_val=0', 'float16 can hold'), ('min_positive_val=2.0, max_finite_val=1.0', 'is above'),
                             ('keep_io_types="yes"', 'true or false'), ('op_block_list="Conv"', 'must be a list'),
                             ('node_block_list=[1]', 'list of names')):
            with self.subTest(text):
                self.refuse(CLS_ORT, f'common_config=dict({text})', 'cfg.py:2', needle)

    def test_coordinates_are_not_rounded(self):
        """Configs of MMDeploy's say False by default, so that it is no error."""
        cfg = self.file('cfg.py', f'_base_ = ["{POSE_ORT}"]\nbackend_config = dict(common_config=dict(keep_io_types=False))\n')
        result = self.deploy_nano(deploy_cfg=cfg)
        self.assert_works(result)
        self.assertIn('keep_io_types=False is not followed', result.err)
