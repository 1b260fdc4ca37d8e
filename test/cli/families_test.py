# SPDX-FileCopyrightText: 2026 The Slipway Authors
# SPDX-License-Identifier: Apache-2.0
"""Every family of models from its files to a model directory, compared with what its own library computed."""
import re
from pathlib import Path

import golden
import harness
import image
from harness import CLS_DYNAMIC, CLS_STATIC, DATA, POSE_DEPLOY, Case, read_json, scene


class Family:
    """Deploys once; the tests look at what came of it."""
    slow = True
    shared = True
    name = deploy_cfg = ''

    @classmethod
    def setUpClass(cls):
        cls.result, cls.work = harness.shared_deployment(cls, cls.deploy_cfg, cls.name, [scene(i) for i in range(1, 9)])

    def test_exit_code(self):
        self.assert_works(self.result)

    def test_files(self):
        self.assertEqual([n for n in harness.MODEL_FILES + harness.REPORT_FILES if not (self.work / n).is_file()], [])
        strange = [n for n in harness.list_files(self.work) if re.search(r'(tmp|partial|~$|^\.)', n)]
        self.assertEqual(strange, [], 'files under construction')

    def test_results_equal_the_library(self):
        results = read_json(self.work / 'results.json')
        self.assertEqual([Path(r['image']).name for r in results], [scene(i).name for i in range(1, 9)])
        self.assertEqual(golden.compare_results(results, read_json(DATA / self.name / 'golden.json')), [])

    def test_pictures(self):
        ours, theirs, both = (image.jpeg_size(self.work / n)
                              for n in ('output_onnxruntime.jpg', 'output_pytorch.jpg', 'comparison.jpg'))
        self.assertEqual(ours, theirs)
        self.assertGreaterEqual(max(ours), 640, 'a picture of 320x240 is enlarged')
        self.assertGreaterEqual(both[0], 2 * ours[0])

    def test_verification(self):
        report = read_json(self.work / 'verify.json')
        self.assertTrue(report['verified'])
        self.assertTrue(report['passed'])
        batches = [check['batch'] for check in report['graph']]
        self.assertEqual(sorted(set(batches)), [1, 2, 3] if self.dynamic else [1])
        for check in report['graph']:
            self.assertTrue(check['passed'])
            for output in check['outputs']:
                self.assertLess(output['max_abs'], 1e-2)
        self.assertEqual([i['image'] for i in report['images']], [scene(n).name for n in range(1, 9)])
        for entry in report['images']:
            self.assertTrue(entry['passed'])
            self.assertEqual(entry['backend_count'], entry['reference_count'])

    def test_deploy_json(self):
        info = read_json(self.work / 'deploy.json')
        self.assertEqual(info['task'], self.task)
        self.assertEqual(info['customs'], [])
        self.assertEqual(info['version'], read_json(self.work / 'detail.json')['version'])
        self.assertEqual(len(info['models']), 1)
        entry = info['models'][0]
        self.assertEqual({k: entry[k] for k in ('name', 'net', 'weights', 'backend', 'precision', 'batch_size', 'dynamic_shape')},
                         {'name': self.model_name, 'net': 'end2end.onnx', 'weights': '', 'backend': 'onnxruntime',
                          'precision': 'FP32', 'batch_size': 1, 'dynamic_shape': self.dynamic})

    def test_pipeline_json(self):
        pipeline = read_json(self.work / 'pipeline.json')['pipeline']
        self.assertEqual(pipeline['input'], ['img'])
        self.assertEqual(pipeline['output'], ['post_output'])
        prepare, net, post = pipeline['tasks']
        self.assertEqual([prepare['name'], prepare['module'], prepare['input'], prepare['output']],
                         ['Preprocess', 'Transform', ['img'], ['prep_output']])
        self.assertEqual(prepare['transforms'][0]['type'], 'LoadImageFromFile')
        self.assertEqual(prepare['transforms'][-1]['type'], 'Collect')
        self.assertEqual([net['module'], net['input'], net['output'], net['input_map'], net['output_map']],
                         ['Net', ['prep_output'], ['infer_output'], {'img': 'input'}, {}])
        self.assertEqual([post['name'], post['module'], post['output']], ['postprocess', self.codebase_module, ['post_output']])
        self.assertEqual(post['input'], ['infer_output'] if self.task == 'Classifier' else ['prep_output', 'infer_output'])

    def test_detail_json(self):
        detail = read_json(self.work / 'detail.json')
        self.assertEqual(set(detail) - {'version', 'codebase', 'codebase_config', 'onnx_config', 'backend_config', 'calib_config'},
                         set())
        self.assertEqual(detail['backend_config']['type'], 'onnxruntime')
        self.assertEqual(detail['onnx_config']['save_file'], 'end2end.onnx')
        self.assertEqual(detail['codebase']['codebase'], self.codebase)
        self.assertIn('checkpoint.pth', detail['codebase']['pth'])

    def test_progress_names_every_step(self):
        text = self.result.out + self.result.err
        for step in ('config', 'model', 'checkpoint', 'capture', 'optimize', 'lower', 'check', 'run', 'verify', 'draw', 'package'):
            self.assertIn(step, text.lower())


class NanoDeploy(Family, Case):
    """YOLOX-Pose of mmpose 1.3."""
    name, deploy_cfg, task, model_name = 'yoloxpose-nano', POSE_DEPLOY, 'PoseDetector', 'bottomupposeestimator'
    dynamic, codebase_module, codebase = True, 'mmpose', 'mmpose'


class ProjectNanoDeploy(Family, Case):
    """YOLOX-Pose of the mmpose project: other types, other keys, other transforms, other thresholds."""
    name, deploy_cfg, task, model_name = 'yoloxpose-project-nano', POSE_DEPLOY, 'PoseDetector', 'yolodetector'
    dynamic, codebase_module, codebase = True, 'mmpose', 'mmpose'


class ResNetStaticDeploy(Family, Case):
    name, deploy_cfg, task, model_name = 'resnet18-slim', CLS_STATIC, 'Classifier', 'resnet'
    dynamic, codebase_module, codebase = False, 'mmcls', 'mmpretrain'

    def test_transforms(self):
        """The transforms that MMDeploy's own runtime knows, with the sizes of this model config."""
        transforms = read_json(self.work / 'pipeline.json')['pipeline']['tasks'][0]['transforms']
        self.assertEqual([t['type'] for t in transforms],
                         ['LoadImageFromFile', 'Resize', 'CenterCrop', 'Normalize', 'ImageToTensor', 'Collect'])
        self.assertEqual([transforms[1]['keep_ratio'], transforms[1]['size']], [True, [256, -1]])
        self.assertIn(transforms[2]['crop_size'], (224, [224, 224]))
        self.assertEqual([transforms[3]['mean'], transforms[3]['std'], transforms[3]['to_rgb']],
                         [[123.675, 116.28, 103.53], [58.395, 57.12, 57.375], True])

    def test_head(self):
        post = read_json(self.work / 'pipeline.json')['pipeline']['tasks'][2]
        self.assertEqual(post['component'], 'LinearClsHead')
        self.assertIsInstance(post['params']['topk'], int)


class ResNetDynamicDeploy(Family, Case):
    name, deploy_cfg, task, model_name = 'resnet18-slim', CLS_DYNAMIC, 'Classifier', 'resnet'
    dynamic, codebase_module, codebase = True, 'mmcls', 'mmpretrain'


class Options(Case):
    """What a deploy config and the command line may ask for."""

    def test_inputs_stay_untouched(self):
        before = harness.digests(harness.DEMO) | harness.digests(harness.DATA)
        self.assert_works(self.deploy_nano('--dump-info'))
        self.assert_works(self.deploy_resnet('--dump-info'))
        self.assertEqual(harness.digests(harness.DEMO) | harness.digests(harness.DATA), before)

    def assert_equal_to_library(self, name):
        expected = read_json(DATA / name / 'golden.json')[:1]
        self.assertEqual(golden.compare_results(read_json(self.tmp / 'work/results.json'), expected), [])

    def test_original_texts_of_another_user(self):
        """The same values in a user's own spelling, bases by relative path."""
        self.file('configs/_base_/ort.py', 'backend_config = dict(type="onnxruntime")')
        self.file('configs/_base_/onnx.py', 'onnx_config = dict(type="onnx", export_params=True, keep_initializers_as_inputs=False,'
                  ' opset_version=11, save_file="end2end.onnx", input_names=["input"], output_names=["output"], input_shape=None)')
        cfg = self.file('configs/mine/pose.py', '_base_ = ["../_base_/onnx.py", "../_base_/ort.py"]\n'
                        'onnx_config = dict(output_names=["dets", "keypoints"], dynamic_axes=dict(input={0: "batch"}))\n'
                        'codebase_config = dict(type="mmpose", task="PoseDetection", post_processing=dict('
                        'score_threshold=0.05, iou_threshold=0.5, max_output_boxes_per_class=200, pre_top_k=5000, keep_top_k=100,'
                        'background_label_id=-1))\n')
        self.assert_works(self.deploy_nano(deploy_cfg=cfg))
        self.assert_equal_to_library('yoloxpose-nano')

    def test_dynamic_height_and_width(self):
        cfg = self.file('hw.py', f'_base_ = ["{POSE_DEPLOY}"]\nonnx_config = dict(dynamic_axes=dict(\n'
                        'input={0: "batch", 2: "height", 3: "width"}, dets={0: "batch"}, keypoints={0: "batch"}))\n')
        self.assert_works(self.deploy_nano(deploy_cfg=cfg))
        self.assert_equal_to_library('yoloxpose-nano')

    def test_dynamic_axes_as_lists(self):
        cfg = self.file('list.py', f'_base_ = ["{POSE_DEPLOY}"]\n'
                        'onnx_config = dict(dynamic_axes=dict(_delete_=True, input=[0], dets=[0], keypoints=[0]))\n')
        self.assert_works(self.deploy_nano(deploy_cfg=cfg))
        self.assert_equal_to_library('yoloxpose-nano')

    def test_static_pose(self):
        cfg = self.file('static.py', f'_base_ = ["{POSE_DEPLOY}"]\nonnx_config = dict(dynamic_axes=None)\n')
        self.assert_works(self.deploy_nano('--dump-info', deploy_cfg=cfg))
        self.assertFalse(read_json(self.tmp / 'work/deploy.json')['models'][0]['dynamic_shape'])
        self.assert_equal_to_library('yoloxpose-nano')

    def test_opsets(self):
        for opset in (11, 12, 13, 14, 15, 16, 17):
            with self.subTest(opset=opset):
                work = self.tmp / str(opset)
                self.assert_works(self.deploy_nano('--opset', opset, work_dir=work))
                self.assertEqual(onnx_opset(work / 'end2end.onnx'), opset)

    def test_names_and_file(self):
        cfg = self.file('names.py', f'_base_ = ["{CLS_DYNAMIC}"]\nonnx_config = dict(save_file="net.onnx", input_names=["image"],\n'
                        'output_names=["prob"], dynamic_axes=dict(_delete_=True, image={0: "batch"}, prob={0: "batch"}))\n')
        self.assert_works(self.deploy_resnet('--dump-info', deploy_cfg=cfg))
        self.assertEqual(read_json(self.tmp / 'work/deploy.json')['models'][0]['net'], 'net.onnx')
        self.assertEqual(read_json(self.tmp / 'work/pipeline.json')['pipeline']['tasks'][1]['input_map'], {'img': 'image'})
        self.assertFalse((self.tmp / 'work/end2end.onnx').exists())
        self.assert_equal_to_library('resnet18-slim')

    def test_input_shape(self):
        """[W, H] of the deploy config sets the size of a static model; the model's own pipeline has to give that size."""
        cfg = self.file('shape.py', f'_base_ = ["{CLS_STATIC}"]\nonnx_config = dict(input_shape=[224, 224])\n')
        self.assert_works(self.deploy_resnet(deploy_cfg=cfg))
        self.assert_equal_to_library('resnet18-slim')

    def test_cfg_options_of_the_model(self):
        self.assert_works(self.deploy_nano('--cfg-options', 'model.test_cfg.score_thr=0.5'))
        found = read_json(self.tmp / 'work/results.json')[0]
        expected = read_json(DATA / 'yoloxpose-nano/golden.json')[0]
        count = sum(score > 0.5 for score in expected['bbox_scores'])
        self.assertEqual([len(found[side]['bbox_scores']) for side in ('backend', 'reference')], [count, count])

    def test_cfg_options_of_the_deploy_config(self):
        self.assert_works(self.deploy_resnet('--cfg-options', 'onnx_config.opset_version=14', 'onnx_config.save_file=a.onnx'))
        self.assertEqual(onnx_opset(self.tmp / 'work/a.onnx'), 14)

    def test_no_verify(self):
        self.assert_works(self.deploy_nano('--no-verify'))
        self.assertTrue((self.tmp / 'work/end2end.onnx').is_file())
        report = read_json(self.tmp / 'work/verify.json')
        self.assertEqual(report.pop('rewriters')[0]['kind'], 'function')
        self.assertEqual(report, {'verified': False, 'passed': None})

    def test_without_dump_info(self):
        self.assert_works(self.deploy_nano())
        self.assertFalse((self.tmp / 'work/pipeline.json').exists())

    def test_impossible_tolerance_fails_loudly(self):
        result = self.deploy_nano('--rtol', '0', '--atol', '0')
        self.assertEqual(result.code, 3, result.err)
        self.assertRegex(result.out + result.err, r'(?i)(verif|differ)')
        self.assertFalse((self.tmp / 'work/end2end.onnx').exists(), 'a model that failed stands where a good one belongs')
        report = read_json(self.tmp / 'work/failed/verify.json')
        self.assertFalse(report['passed'])
        self.assertIn('operator', report['first_difference'])

    def test_same_input_gives_the_same_model(self):
        first, second = self.tmp / 'first', self.tmp / 'second'
        self.assert_works(self.deploy_nano(work_dir=first))
        self.assert_works(self.deploy_nano(work_dir=second))
        self.assertEqual(harness.digests(first)['end2end.onnx'], harness.digests(second)['end2end.onnx'])

    def test_bare_state_dict(self):
        import pth
        state = pth.load_state_dict(harness.model('resnet18-slim')[1])
        checkpoint = pth.save(self.tmp / 'bare.pth', state)
        self.assert_works(self.deploy_resnet(checkpoint=checkpoint))
        self.assert_equal_to_library('resnet18-slim')


def onnx_opset(path):
    """Version of the default operator set, read off the file's protobuf fields."""
    data, at, versions = Path(path).read_bytes(), 0, []

    def varint(position):
        value = shift = 0
        while True:
            byte = data[position]
            value |= (byte & 0x7f) << shift
            position, shift = position + 1, shift + 7
            if byte < 0x80:
                return value, position

    while at < len(data):
        key, at = varint(at)
        if key & 7 == 0:
            _, at = varint(at)
        elif key & 7 == 2:
            size, at = varint(at)
            if key >> 3 == 8:  # opset_import: domain = field 1, version = field 2
                end, inner, domain, version = at + size, at, b'', 0
                while inner < end:
                    field, inner = varint(inner)
                    if field & 7 == 2:
                        length, inner = varint(inner)
                        domain, inner = data[inner:inner + length], inner + length
                    else:
                        version, inner = varint(inner)
                if domain in (b'', b'ai.onnx'):
                    versions.append(version)
            at += size
        else:
            raise ValueError('no ONNX file')
    assert len(versions) == 1, versions
    return versions[0]
