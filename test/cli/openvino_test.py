# SPDX-FileCopyrightText: 2026 The Slipway Authors
# SPDX-License-Identifier: Apache-2.0
"""The OpenVINO backend from deploy config to metrics, compared with what the real libraries computed."""
import family
import harness
from harness import DATA, ROOT, Case, read_json

POSE = ROOT / 'configs/mmpose/pose-detection_yolox-pose_openvino_dynamic.py'
POSE_640 = ROOT / 'configs/mmpose/pose-detection_yolox-pose_openvino_dynamic-640x640.py'
POSE_STATIC = ROOT / 'configs/mmpose/pose-detection_yolox-pose_openvino_static.py'
CLS = ROOT / 'configs/mmpretrain/classification_openvino_dynamic-224x224.py'
CLS_STATIC = ROOT / 'configs/mmpretrain/classification_openvino_static.py'


class Family(family.Family):
    backend, files = 'openvino', ['end2end.xml', 'end2end.bin']


class OpenVinoNano(Family, Case):
    name, deploy_cfg, batches, serve = 'yoloxpose-nano', POSE, [1, 2, 3], ((1, 'cpu'), (3, 'auto'), (8, 'cpu'))


class OpenVinoNanoStatic(Family, Case):
    name, deploy_cfg = 'yoloxpose-nano', POSE_STATIC


class OpenVinoProjectNano(Family, Case):
    name, deploy_cfg, batches, serve = 'yoloxpose-project-nano', POSE, [1, 2, 3], ((2, 'cpu'), )


class OpenVinoResNet(Family, Case):
    name, deploy_cfg, batches, serve = 'resnet18-slim', CLS, [1, 2, 3], ((2, 'cpu'), (8, 'cpu'))


class OpenVinoResNetStatic(Family, Case):
    name, deploy_cfg = 'resnet18-slim', CLS_STATIC


class OpenVinoOptions(Case):
    @classmethod
    def setUpClass(cls):
        family.require_backend('openvino')

    def test_dynamic_height_and_width(self):
        cfg = self.file('hw.py', f'_base_ = ["{POSE}"]\nonnx_config = dict(dynamic_axes=dict('
                        'input={0: "batch", 2: "height", 3: "width"}))\n')
        self.assert_works(self.deploy_nano(deploy_cfg=cfg))
        shapes = {tuple(check['input_shape'][2:]) for check in read_json(self.tmp / 'work/verify.json')['graph']}
        self.assertEqual(shapes, {(256, 256), (320, 384)})

    def test_shape_that_the_model_does_not_take(self):
        """It only says what to prepare for."""
        result = self.deploy_nano(deploy_cfg=POSE_640)
        self.assert_works(result)
        self.assertIn("warning: backend_config.model_inputs: opt_shapes [1,3,640,640] of 'input' is no shape of this model", result.err)

    def test_same_input_gives_the_same_model(self):
        for work in ('first', 'second'):
            self.assert_works(self.deploy_resnet('--no-verify', deploy_cfg=CLS, work_dir=self.tmp / work))
        for name in ('end2end.xml', 'end2end.bin'):
            self.assertEqual((self.tmp / 'first' / name).read_bytes(), (self.tmp / 'second' / name).read_bytes(), name)

    def test_model_that_failed(self):
        """Where the numbers differ too much, the first layer is named: OpenVINO runs the graph with all its layers as outputs."""
        result = self.deploy_nano('--rtol', '0', '--atol', '0', deploy_cfg=POSE)
        self.assertEqual(result.code, 3, result.err)
        self.assertFalse((self.tmp / 'work/end2end.xml').exists())
        self.assertIn('operator', read_json(self.tmp / 'work/failed/verify.json')['first_difference'])


class OpenVinoBadInput(Case):
    @classmethod
    def setUpClass(cls):
        family.require_backend('openvino')

    def test_backend_config(self):
        for number, (text, message) in enumerate((('precison="FP16"', "did you mean 'precision'"),
                                                  ('mo_options=dict(flags=["--disable_fusing"])', "precision='FP16'"),
                                                  ('model_inputs=[dict(opt_shapes=dict(image=[1, 3, 224, 224]))]', "names 'image'"),
                                                  ('model_inputs=[dict(opt_shapes=dict(input=[1, 3, "w", "h"]))]', 'list of sizes'))):
            with self.subTest(text):
                cfg = self.file(f'{number}.py', f'_base_ = ["{CLS_STATIC}"]\nbackend_config = dict({text})\n')
                self.assert_refused(self.deploy_resnet(deploy_cfg=cfg), message, seconds=None)

    def test_not_installed(self):
        """What a machine says that has not OpenVINO, before anything is converted."""
        broken = self.file('lib/libslipway_backend_openvino.so', 'no library').parent
        self.assert_refused(self.deploy_resnet(deploy_cfg=CLS, env={'SLIPWAY_BACKEND_PATH': str(broken)}), "run 'make backends'")

    def test_model_files(self):
        """Not there, empty, cut off, or something else: one error each."""
        self.assert_works(self.deploy_resnet('--no-verify', '--dump-info', deploy_cfg=CLS_STATIC))
        work = self.tmp / 'work'
        net, weights, onnx = ((work / f'end2end.{e}').read_bytes() for e in ('xml', 'bin', 'onnx'))
        for name, content, message in (('xml', None, 'no such model file'), ('xml', b'', 'the model file is empty'),
                                       ('xml', net[:len(net) // 2], 'cannot load'), ('xml', net[:-20], 'cannot load'),
                                       ('xml', b'not a model at all', 'openvino'), ('xml', onnx, 'is an onnx model'),
                                       ('bin', None, 'no such model file'), ('bin', b'', 'cannot load'),
                                       ('bin', weights[:-1], 'cannot load'), ('bin', weights[:1000], 'cannot load')):
            with self.subTest(f'{name}: {message}', size=None if content is None else len(content)):
                (work / 'end2end.xml').write_bytes(net)
                (work / 'end2end.bin').write_bytes(weights)
                file = work / f'end2end.{name}'
                file.unlink()
                if content is not None:
                    file.write_bytes(content)
                result = self.run_slipway('test', CLS_STATIC, harness.model('resnet18-slim')[0], '--model', work, cwd=DATA)
                self.assert_refused(result, message, 'end2end.', work_dir=None, seconds=None)
