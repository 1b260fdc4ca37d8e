# SPDX-FileCopyrightText: 2026 The Slipway Authors
# SPDX-License-Identifier: Apache-2.0
"""The ncnn backend from deploy config to metrics, compared with what the real libraries computed."""
import family
import harness
from harness import DATA, ROOT, Case, read_json

POSE = ROOT / 'configs/mmpose/pose-detection_yolox-pose_ncnn_static.py'
CLS = ROOT / 'configs/mmpretrain/classification_ncnn_static.py'
CLS_DYNAMIC = ROOT / 'configs/mmpretrain/classification_ncnn_dynamic.py'


class Family(family.Family):
    backend, files = 'ncnn', ['end2end.param', 'end2end.bin']
    # Asked for eight images at once, `slipway test` says that this model takes one, and goes on.
    serve = ((1, 'cpu'), (8, 'cpu'))


class NcnnNano(Family, Case):
    name, deploy_cfg = 'yoloxpose-nano', POSE

    def test_who_chooses(self):
        """The network gives all candidates, and the model directory says how to choose among them."""
        params = read_json(self.work / 'pipeline.json')['pipeline']['tasks'][2]['params']
        self.assertEqual(params['select'], {'score_threshold': 0.01, 'iou_threshold': 0.65, 'multi_label': False, 'class_agnostic': True,
                                            'drop_empty': False, 'nms_pre': -1, 'nms_pre_of_level': False, 'pre_top_k': 5000,
                                            'max_per_class': 200, 'keep_top_k': 100})
        self.assertIn('1344,5', (self.work / 'end2end.param').read_text())

    def test_files_alone(self):
        """Without the model directory the pipeline comes from the configs."""
        config = harness.model(self.name)[0]
        files = [self.work / name for name in self.files]
        results = [self.run_slipway('test', self.deploy_cfg, config, '--limit', '20', '--json', '--model', *model, cwd=DATA)
                   for model in ([self.work], files)]
        for result in results:
            self.assert_works(result)
        self.assertEqual(results[0].out, results[1].out)


class NcnnProjectNano(Family, Case):
    name, deploy_cfg = 'yoloxpose-project-nano', POSE


class NcnnResNet(Family, Case):
    name, deploy_cfg = 'resnet18-slim', CLS


class NcnnResNetDynamic(Family, Case):
    """Any size, but one image at a time whatever the deploy config allows."""
    name, deploy_cfg = 'resnet18-slim', CLS_DYNAMIC

    def test_sizes(self):
        shapes = {tuple(check['input_shape']) for check in read_json(self.work / 'verify.json')['graph']}
        self.assertEqual(shapes, {(1, 3, 224, 224), (1, 3, 288, 352)})


class NcnnOptions(Case):
    @classmethod
    def setUpClass(cls):
        family.require_backend('ncnn')

    def test_same_input_gives_the_same_model(self):
        for work in ('first', 'second'):
            self.assert_works(self.deploy_nano('--no-verify', deploy_cfg=POSE, work_dir=self.tmp / work))
        for name in ('end2end.param', 'end2end.bin'):
            self.assertEqual((self.tmp / 'first' / name).read_bytes(), (self.tmp / 'second' / name).read_bytes(), name)

    def test_model_that_failed(self):
        """Where the numbers differ too much, all layers are looked at: ncnn runs the graph with them as outputs."""
        result = self.deploy_nano('--rtol', '0', '--atol', '0', deploy_cfg=POSE)
        self.assertEqual(result.code, 3, result.err)
        self.assertFalse((self.tmp / 'work/end2end.param').exists())
        self.assertIn('no layer differs by more than rounding', result.out)


class NcnnBadInput(Case):
    @classmethod
    def setUpClass(cls):
        family.require_backend('ncnn')

    def test_backend_config(self):
        for number, (text, message) in enumerate((('precison="FP16"', "did you mean 'precision'"), ('use_vulkan=True', 'CPU only'),
                                                  ('precision="INT8"', 'not yet supported'))):
            with self.subTest(text):
                cfg = self.file(f'{number}.py', f'_base_ = ["{CLS}"]\nbackend_config = dict({text})\n')
                self.assert_refused(self.deploy_resnet(deploy_cfg=cfg), message)

    def test_no_converter(self):
        self.assert_refused(self.deploy_resnet(deploy_cfg=CLS, env={'SLIPWAY_PNNX': '/absent'}), 'SLIPWAY_PNNX', 'no such program')

    def test_not_installed(self):
        broken = self.file('lib/libslipway_backend_ncnn.so', 'no library').parent
        self.assert_refused(self.deploy_resnet(deploy_cfg=CLS, env={'SLIPWAY_BACKEND_PATH': str(broken)}), "run 'make backends'")

    def test_files_of_another_model(self):
        self.assert_works(self.deploy_resnet('--no-verify', '--dump-info', deploy_cfg=CLS))
        self.assert_works(self.deploy_nano('--no-verify', deploy_cfg=POSE, work_dir=self.tmp / 'nano'))
        (self.tmp / 'work/end2end.bin').write_bytes((self.tmp / 'nano/end2end.bin').read_bytes())
        result = self.run_slipway('test', CLS, harness.model('resnet18-slim')[0], '--model', self.tmp / 'work', cwd=DATA)
        self.assert_refused(result, 'another network', work_dir=None, seconds=None)
