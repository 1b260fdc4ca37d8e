# SPDX-FileCopyrightText: 2026 The Slipway Authors
# SPDX-License-Identifier: Apache-2.0
"""What is answered where TensorRT or CUDA is missing, before anything is converted; mistakes in backend_config with file and line."""
import json
import os
import subprocess
import unittest

from harness import DATA, ROOT, Case, read_json

POSE = ROOT / 'configs/mmpose/pose-detection_yolox-pose_tensorrt_dynamic-640x640.py'
POSE_FP16 = ROOT / 'configs/mmpose/pose-detection_yolox-pose_tensorrt-fp16_dynamic-640x640.py'
CLS = ROOT / 'configs/mmpretrain/classification_tensorrt_dynamic-224x224-224x224.py'
OPENVINO = ROOT / 'configs/mmpose/pose-detection_yolox-pose_openvino_dynamic.py'


def listed(backend):
    out = subprocess.run([os.environ['SLIPWAY_PROGRAM'], 'check-env'], capture_output=True, text=True, check=False).stdout
    return next(line for line in out.splitlines() if line.startswith(f'  {backend} '))


class TensorRt(Case):
    def setUp(self):
        super().setUp()
        if 'not available' not in listed('tensorrt'):
            raise unittest.SkipTest('TensorRT is there')

    def test_is_not_available(self):
        for cfg in (POSE, POSE_FP16):
            self.assert_refused(self.deploy_nano('--device', 'cuda:0', deploy_cfg=cfg), f'{cfg.name}: TensorRT is not available: ', 'install')
        self.assert_refused(self.deploy_resnet(deploy_cfg=CLS), 'TensorRT is not available: ')

    def test_list(self):
        self.assertIn('not available: ', listed('tensorrt'))

    def test_int8_comes_later(self):
        cfg = ROOT / 'configs/mmpretrain/classification_tensorrt-int8_static-224x224.py'
        self.assert_refused(self.deploy_resnet(deploy_cfg=cfg), 'INT8', 'not yet supported')


class Operators(Case):
    """The models whose operators are checked against TensorRT's (src/backend/tensorrt) are still those that are exported."""

    def check(self, result, name):
        self.assert_works(result)
        known = read_json(DATA / 'tensorrt' / 'operators.json')[name]
        self.assertEqual(set(json.loads(result.out)['operators']) - set(known), set())

    def test_pose(self):
        cfg = self.file('deploy.py', f"_base_ = ['{ROOT}/configs/mmpose/pose-detection_yolox-pose_onnxruntime_dynamic.py']\n")
        self.check(self.deploy_nano('--json', '--no-verify', deploy_cfg=cfg), 'yoloxpose-nano')

    def test_classifier(self):
        self.check(self.deploy_resnet('--json', '--no-verify'), 'resnet18-slim')


class Devices(Case):
    def test_names(self):
        for device, needle in (('gpu', "'cuda:N'"), ('cuda:x', 'number of the device'), ('cpu:1', "one device, 'cpu'"), ('cuda-0', "'cuda:N'")):
            self.assert_refused(self.deploy_nano('--device', device), f"--device: unknown device '{device}'", needle)

    def test_without_cuda(self):
        if os.path.exists('/dev/nvidia0'):
            self.skipTest('there is a CUDA device')
        for device in ('cuda', 'cuda:0', 'cuda:3'):
            self.assert_refused(self.deploy_nano('--device', device), 'is not available: ', 'CUDA', 'SLIPWAY_ONNXRUNTIME')


class BackendConfig(Case):
    def test_mistakes_have_a_place(self):
        cfg = self.file('deploy.py', f"_base_ = ['{OPENVINO}']\nbackend_config = dict(\n    precison='FP16',\n"
                        "    model_inputs=[dict(opt_shapes=dict(input=[1, 3, 0, 640]))])\n")
        result = self.deploy_nano(deploy_cfg=cfg)
        if 'not available' in result.err:
            self.skipTest(result.err)
        self.assert_refused(result, 'deploy.py:3:', 'backend_config.precison', "did you mean 'precision'", 'deploy.py:4:',
                            'backend_config.model_inputs.0.opt_shapes.input', 'a list of sizes')

    def test_keys_of_other_backends(self):
        cfg = self.file('deploy.py', f"_base_ = ['{ROOT}/configs/mmpose/pose-detection_yolox-pose_onnxruntime_dynamic.py']\n"
                        "backend_config = dict(use_vulkan=False)\n")
        self.assert_refused(self.deploy_nano(deploy_cfg=cfg), 'deploy.py:2:', "backend_config.use_vulkan: 'ONNX Runtime' has no argument 'use_vulkan'")
