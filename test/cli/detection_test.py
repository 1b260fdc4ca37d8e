# SPDX-FileCopyrightText: 2026 The Slipway Authors
# SPDX-License-Identifier: Apache-2.0
"""Object detection from deploy config to metrics, on every backend, compared with what mmdet computed; and what it refuses."""
import family
import harness
from harness import DATA, ROOT, Case, read_json

CONFIGS = ROOT / 'configs/mmdet/detection'
ONNX, DYNAMIC = ['end2end.onnx'], CONFIGS / 'detection_onnxruntime_dynamic.py'


class Detector(family.Family):
    name, image, images = 'rtmdet-nano', staticmethod(harness.street), 12
    metric_delta = 0.000501  # mmdet rounds them to three digits

    def test_classes(self):
        self.assertEqual(read_json(self.work / 'deploy.json')['classes'], ['person', 'ball', 'crate', 'car'])


class OnnxRuntime(Detector, Case):
    backend, files, deploy_cfg, batches, serve = 'onnxruntime', ONNX, DYNAMIC, [1, 2, 3], ((1, 'cpu'), (2, 'cpu'), (8, 'cpu'))


class OnnxRuntimeStatic(Detector, Case):
    backend, files, deploy_cfg = 'onnxruntime', ONNX, CONFIGS / 'detection_onnxruntime_static.py'


class OpenVino(Detector, Case):
    backend, files, deploy_cfg = 'openvino', ['end2end.xml', 'end2end.bin'], CONFIGS / 'detection_openvino_dynamic.py'
    batches, serve = [1, 2, 3], ((1, 'cpu'), (2, 'cpu'), (8, 'cpu'))


class TorchScript(Detector, Case):
    backend, files, deploy_cfg = 'torchscript', ['end2end.pt'], CONFIGS / 'detection_torchscript_dynamic.py'
    batches, serve, input_name = [1, 2, 3], ((1, 'cpu'), (2, 'cpu'), (8, 'cpu')), '#0'


class TorchScriptStatic(Detector, Case):
    backend, files, deploy_cfg, input_name = 'torchscript', ['end2end.pt'], CONFIGS / 'detection_torchscript.py', '#0'


class Ncnn(Detector, Case):
    """Its file gives all candidates; the runtime chooses."""
    backend, files, size = 'ncnn', ['end2end.param', 'end2end.bin'], (256, 256)
    deploy_cfg = CONFIGS / 'single-stage_ncnn_static-320x320.py'


class NcnnOfAnySize(Ncnn):
    size, deploy_cfg = None, CONFIGS / 'single-stage_ncnn_dynamic.py'

    def test_two_sizes(self):
        shapes = {tuple(check['input_shape'][2:]) for check in read_json(self.work / 'verify.json')['graph']}
        self.assertEqual(shapes, {(256, 256), (320, 384)})


class Refused(Case):
    """Before anything is converted, with what to do."""

    def deploy_changed(self, *changes, deploy_cfg=DYNAMIC, options=()):
        config, checkpoint = harness.model('rtmdet-nano')
        text = config.read_text()
        for old, new in changes:
            self.assertIn(old, text)
            text = text.replace(old, new)
        return self.deploy(deploy_cfg, self.file('model_cfg.py', text), checkpoint, harness.street(1), *options)

    def test_unknown_types_all_at_once(self):
        result = self.deploy_changed(("'RTMDetSepBNHead'", "'RTMDetSepBNHed'"), ("'CSPNeXtPAFPN'", "'CSPNextPAFPN'"))
        self.assert_refused(result, "unknown model type 'mmdet.cspnextpafpn'", "did you mean 'mmdet.cspnextpafpn'",
                            "unknown model type 'mmdet.rtmdetsepbnhed'", "did you mean 'mmdet.rtmdetsepbnhead'")

    def test_parts_of_a_head_all_at_once(self):
        result = self.deploy_changed(("'DistancePointBBoxCoder'", "'DeltaXYWHBBoxCoder'"), ("'MlvlPointGenerator'", "'AnchorGenerator'"))
        self.assert_refused(result, "coder of boxes 'deltaxywhbboxcoder' is not supported", "prior generator 'anchorgenerator' is not supported")

    def test_misspelt_key(self):
        self.assert_refused(self.deploy_changed(('stacked_convs', 'stackd_convs')), "has no argument 'stackd_convs'; did you mean 'stacked_convs'?")

    def test_suppression(self):
        self.assert_refused(self.deploy_changed(("type='nms'", "type='soft_nms'")), "suppression 'soft_nms' is not supported")

    def test_other_number_of_classes(self):
        self.assert_refused(self.deploy_changed(('num_classes=len(classes)', 'num_classes=7')), 'the checkpoint is for 4 classes', '7')

    def test_deploy_config_of_another_task(self):
        pose = self.deploy_changed(deploy_cfg=harness.POSE_DEPLOY)
        self.assert_refused(pose, 'the model is for objectdetection', 'configs/mmdet/detection')

    def test_output_names(self):
        swapped = self.deploy_changed(options=('--cfg-options', "onnx_config.output_names=['labels','dets']"))
        self.assert_refused(swapped, 'in another order than the outputs')
        three = self.deploy_changed(options=('--cfg-options', "onnx_config.output_names=['dets','labels','masks']"))
        self.assert_refused(three, '3 output_names (dets, labels, masks)', 'have 2 outputs')


class Limits(Case):
    """Limits of a deploy config that cut what PyTorch keeps are named, and the rest is compared."""

    def test_cut(self):
        cfg = self.file('cut.py', f'_base_ = ["{DYNAMIC}"]\ncodebase_config = dict(post_processing=dict(pre_top_k=40))\n')
        result = self.deploy(cfg, *harness.model('rtmdet-nano'), harness.street(1))
        self.assert_works(result)
        self.assertIn('pre_top_k', result.out)
        report = read_json(self.tmp / 'work/verify.json')
        self.assertTrue(report['passed'])
        entry, = read_json(self.tmp / 'work/results.json')
        self.assertLessEqual(len(entry['backend']['bboxes']), 40)

    def test_half_keeps_coordinates(self):
        """MMDeploy's own config asks for outputs in f16, which would round them."""
        result = self.deploy(CONFIGS / 'detection_onnxruntime-fp16_dynamic.py', *harness.model('rtmdet-nano'), harness.street(1))
        self.assert_works(result)
        self.assertIn('keep_io_types=False is not followed', result.err)
