# SPDX-FileCopyrightText: 2026 The Slipway Authors
# SPDX-License-Identifier: Apache-2.0
"""`slipway deploy` with a program in the place of the checkpoint: what the exporter made of the real libraries' models, decoded as the model
config says, compared with what these libraries computed."""
import json
import zipfile

import family
import harness
from harness import DATA, ROOT, Case, read_json

PROGRAMS = DATA / 'programs'
# Types that Slipway does not know: the program stands for them.
OWN_BACKBONE = ('--cfg-options', 'model:model.backbone.type=MyBackbone', 'model:model.neck.type=MyNeck')
DETECTION = ROOT / 'configs/mmdet/detection'


class ProgramDetector(family.Family, Case):
    name, image, images = 'rtmdet-nano', staticmethod(harness.street), 12
    metric_delta = 0.000501  # mmdet rounds them to three digits
    backend, files, deploy_cfg = 'onnxruntime', ['end2end.onnx'], DETECTION / 'detection_onnxruntime_dynamic.py'
    batches, serve = [1, 2, 3], ((8, 'cpu'), )
    program_file, options = PROGRAMS / 'rtmdet-nano.pt', OWN_BACKBONE

    def test_the_program_is_the_reference(self):
        report = read_json(self.work / 'verify.json')
        self.assertLess(max(image['max_box_px'] for image in report['images']), 0.01)
        self.assertEqual(read_json(self.work / 'deploy.json')['classes'], ['person', 'ball', 'crate', 'car'])
        result = self.run_slipway('test', self.deploy_cfg, harness.model(self.name)[0], '--model', self.work, '--reference', self.program_file,
                                  '--limit', 8, '--json', '--cfg-options', *OWN_BACKBONE[1:], cwd=DATA)
        self.assert_works(result)
        reference, converted = json.loads(result.out)['rows']
        self.assertEqual(reference['name'], 'PyTorch')
        for key, value in reference['metrics'].items():
            self.assertAlmostEqual(converted['metrics'][key], value, delta=1e-3, msg=key)


class ProgramDetectorOnNcnn(ProgramDetector):
    """Its file gives all candidates; the runtime chooses."""
    backend, files = 'ncnn', ['end2end.param', 'end2end.bin']
    deploy_cfg, size, batches, serve = DETECTION / 'single-stage_ncnn_static-320x320.py', (256, 256), [1], ((1, 'cpu'), )


class ProgramClassifier(family.Family, Case):
    name = 'resnet18-slim'
    backend, files, deploy_cfg = 'onnxruntime', ['end2end.onnx'], harness.CLS_STATIC
    program_file, options = PROGRAMS / 'resnet18-slim.pt2', OWN_BACKBONE[:2]


class ProgramRefused(Case):
    def deploy_program(self, name, program, *options, deploy_cfg=DETECTION / 'detection_onnxruntime_dynamic.py'):
        return self.deploy(deploy_cfg, harness.model(name)[0], program, harness.street(1), *options)

    def test_other_outputs(self):
        static = ('--cfg-options', 'deploy:onnx_config.dynamic_axes=None', 'model:model.head.num_classes=11')
        result = self.deploy_program('resnet18-slim', PROGRAMS / 'resnet18-slim.pt2', *static, deploy_cfg=harness.CLS_STATIC)
        self.assert_refused(result, 'its outputs are not those that the head', 'output f32[1,10] should be logits f32[1,11]', "mode='tensor'",
                            seconds=5)

    def test_sizes_that_are_to_be_dynamic(self):
        result = self.deploy_program('resnet18-slim', PROGRAMS / 'resnet18-slim.pt2', deploy_cfg=harness.CLS_DYNAMIC)
        self.assert_refused(result, 'the deploy config wants a dynamic size in dimension 2 (height)', 'slipway_export.py --dynamic', seconds=5)

    def test_outputs_without_names(self):
        """Scores of four classes and boxes have the same shapes: which is which, only their order says then."""
        plain = self.tmp / 'plain.pt'
        with zipfile.ZipFile(PROGRAMS / 'rtmdet-nano.pt') as whole, zipfile.ZipFile(plain, 'w') as rest:
            for entry in whole.infolist():
                if not entry.filename.endswith('slipway.json'):
                    rest.writestr(entry, whole.read(entry))
        result = self.deploy_program('rtmdet-nano', plain, '--log-level', 'WARNING')
        self.assert_works(result)
        self.assertIn('taken in its order (cls_scores_0, cls_scores_1, cls_scores_2, bbox_preds_0', result.err)
        named = self.deploy_program('rtmdet-nano', PROGRAMS / 'rtmdet-nano.pt', '--log-level', 'WARNING')
        self.assertNotIn('taken in its order', named.err)

    def test_unknown_head(self):
        result = self.deploy_program('rtmdet-nano', PROGRAMS / 'rtmdet-nano.pt', '--cfg-options', 'model:model.bbox_head.type=MyHead')
        self.assert_refused(result, "unknown model type 'mmdet.myhead'", 'the head must be one that Slipway knows', seconds=5)

    def test_sizes_that_it_was_not_exported_for(self):
        result = self.deploy_program('rtmdet-nano', PROGRAMS / 'rtmdet-nano.pt', '--cfg-options', 'deploy:onnx_config.input_shape=[250, 250]')
        self.assert_refused(result, 'the configs give 250 in dimension 2', seconds=5)

    def test_key_map(self):
        result = self.deploy_program('rtmdet-nano', PROGRAMS / 'rtmdet-nano.pt', '--key-map', self.file('map.py', 'revise_keys = []'))
        self.assert_refused(result, '--key-map is for checkpoints', seconds=5)
