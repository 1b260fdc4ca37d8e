# SPDX-FileCopyrightText: 2026 The Slipway Authors
# SPDX-License-Identifier: Apache-2.0
"""The other commands, and what holds for all of them."""
import json
import subprocess

import harness
from harness import DATA, POSE_DEPLOY, ROOT, Case


class Commands(Case):
    def test_version(self):
        result = self.run_slipway('--version')
        self.assert_works(result)
        self.assertIn((ROOT / 'VERSION').read_text().strip(), result.out)

    def test_help(self):
        result = self.run_slipway('--help')
        self.assert_works(result)
        for command in ('deploy', 'config', 'inspect', 'check-env', 'list'):
            self.assertIn(command, result.out)

    def test_help_of_deploy(self):
        result = self.run_slipway('deploy', '--help')
        self.assert_works(result)
        for option in ('--test-img', '--work-dir', '--device', '--log-level', '--show', '--dump-info', '--cfg-options', '--no-verify',
                       '--rtol', '--atol', '--opset', '--json', '--draw-score-thr', '--allow-missing'):
            self.assertIn(option, result.out)

    def test_config_prints_pretty_text(self):
        result = self.run_slipway('config', POSE_DEPLOY)
        self.assert_works(result)
        self.assertEqual(result.out, (DATA / 'yolox-pose_onnxruntime_dynamic.txt').read_text())

    def test_config_as_json(self):
        expected = harness.read_json(DATA / 'deploy_configs.json')
        for name in ('mmpose/pose-detection_yolox-pose_onnxruntime_dynamic.py', 'mmpretrain/classification_tensorrt-int8_static-224x224.py'):
            with self.subTest(name):
                result = self.run_slipway('config', ROOT / 'configs' / name, '--json')
                self.assert_works(result)
                self.assertEqual(json.loads(result.out), expected[name]['values'])

    def test_list(self):
        expected = {'models': ['BottomupPoseEstimator', 'YOLODetector', 'ImageClassifier', 'ResNet', 'YOLOXPoseHead'],
                    'rewriters': ['YOLOXPoseHead'], 'operators': ['aten::'], 'backends': ['onnxruntime'],
                    'transforms': ['mmpose.BottomupResize', 'mmpretrain.CenterCrop', 'mmpretrain.ResizeEdge', 'mmdet.Resize', 'mmdet.Pad']}
        for what, names in expected.items():
            with self.subTest(what):
                result = self.run_slipway('list', what)
                self.assert_works(result)
                for name in names:
                    self.assertIn(name, result.out)
        self.assert_works(self.run_slipway('list', 'metrics'))

    def test_list_of_something_else(self):
        result = self.run_slipway('list', 'modles')
        self.assertEqual(result.code, 2)

    def test_check_env(self):
        result = self.run_slipway('check-env')
        self.assert_works(result)
        for name in ('libtorch', 'opencv', 'onnx', 'protobuf', 'onnxruntime', 'blas'):
            self.assertIn(name, result.out.lower().replace(' ', ''))

    def test_inspect_text(self):
        result = self.run_slipway('inspect', harness.CLS_DYNAMIC, *harness.model('resnet18-slim'), harness.scene(1))
        self.assert_works(result)
        self.assertIn('conv2d', result.out)

    def test_config_of_a_missing_file(self):
        result = self.run_slipway('config', 'absent.py')
        self.assert_refused(result, 'absent.py')


class Startup(Case):
    """Commands that need no LibTorch do not load it and start at once."""

    def test_libtorch_is_not_linked(self):
        linked = subprocess.run(['ldd', harness.program()], capture_output=True, text=True, check=True).stdout
        self.assertNotIn('libtorch', linked)
        self.assertNotIn('not found', linked)

    def test_time(self):
        if harness.SANITIZED:
            self.skipTest('sanitizers make it slower')
        for args in (['--version'], ['config', POSE_DEPLOY], ['list', 'backends']):
            with self.subTest(args=args):
                # The best of several: other processes may be running.
                best = min(self.run_slipway(*args).cpu for _ in range(7))
                self.assertLess(best, 0.050)


class Quiet(Case):
    def test_json(self):
        """--json: standard output is one JSON document."""
        result = self.deploy_nano('--json', '--dump-info')
        self.assert_works(result)
        report = json.loads(result.out)
        self.assertEqual([set(step) >= {'name', 'wall_s', 'cpu_s', 'rss_bytes', 'peak_rss_bytes'} for step in report['steps']],
                         [True] * len(report['steps']))
        self.assertTrue(report['verify']['passed'])
        # The graph of every width with this depth is the same; MMDeploy's has 976 nodes.
        self.assertLessEqual(report['onnx_nodes'], 400)

    def test_log_level(self):
        quiet = self.deploy_nano('--log-level', 'error', work_dir=self.tmp / 'quiet')
        self.assert_works(quiet)
        loud = self.deploy_nano('--log-level', 'debug', work_dir=self.tmp / 'loud')
        self.assert_works(loud)
        self.assertLess(len(quiet.err), len(loud.err))
