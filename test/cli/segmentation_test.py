# SPDX-FileCopyrightText: 2026 The Slipway Authors
# SPDX-License-Identifier: Apache-2.0
"""Semantic segmentation from deploy config to metrics, on every backend, compared with what mmsegmentation computed; and what it refuses."""
import json
import tempfile
from pathlib import Path

import family
import harness
import png
from harness import DATA, ROOT, Case, read_json

CONFIGS = ROOT / 'configs/mmseg'
ONNX, DYNAMIC = ['end2end.onnx'], CONFIGS / 'segmentation_onnxruntime_dynamic.py'
FIXTURE = DATA / 'seg-nano'


def different(ours, theirs):
    """How many pixels of two files differ; all of them where the sizes do."""
    a, b = png.read_grey(ours), png.read_grey(theirs)
    return sum(x != y for x, y in zip(a[2], b[2])) if a[:2] == b[:2] else len(b[2])


class Segmentor(family.Family):
    """Scores leave the network, as PyTorch's do before it chooses classes in the image."""
    name, image, images = 'seg-nano', staticmethod(harness.street), 12
    metric_delta = 0.005001  # per cent, which mmsegmentation rounds to two digits
    options = ('--cfg-options', 'codebase_config.with_argmax=False')
    most_different = 2  # of 76,800 and more: ties within rounding

    def test_results_equal_the_library(self):
        results = read_json(self.work / 'results.json')
        golden = read_json(FIXTURE / 'golden.json')
        self.assertEqual([r['image'] for r in results], [g['image'] for g in golden])
        for entry, expected in zip(results, golden):
            for side in ('backend', 'reference'):
                with self.subTest(image=entry['image'], side=side):
                    self.assertLessEqual(different(self.work / entry[side]['file'], FIXTURE / expected['sem_seg']), self.most_different)

    def test_package(self):
        task = read_json(self.work / 'pipeline.json')['pipeline']['tasks'][2]
        self.assertEqual([task[key] for key in ('module', 'component')], ['mmseg', 'ResizeMask'])
        self.assertFalse(task['params']['with_argmax'])
        info = read_json(self.work / 'deploy.json')
        self.assertEqual([info['task'], info['models'][0]['name']], ['Segmentor', 'psp'])
        self.assertEqual(info['classes'], ['background', 'person', 'ball', 'crate', 'car'])


class SegOnnxRuntime(Segmentor, Case):
    backend, files, deploy_cfg, batches, serve = 'onnxruntime', ONNX, DYNAMIC, [1, 2, 3], ((1, 'cpu'), (2, 'cpu'), (8, 'cpu'))

    def test_predictions_as_files(self):
        result = self.run_slipway('test', self.deploy_cfg, harness.model(self.name)[0], '--model', self.work, '--out',
                                  self.tmp / 'out.json', '--limit', 2, cwd=DATA)
        self.assert_works(result)
        entries = read_json(self.tmp / 'out.json')
        self.assertEqual(len(entries), 2)
        for entry in entries:
            width, height, pixels = png.read_grey(entry['file'])
            self.assertEqual(entry['shape'], [height, width])
            self.assertEqual(entry['pixels'], {str(label): pixels.count(label) for label in sorted(set(pixels))})

    def test_files_for_cityscapes(self):
        """Classes by Cityscapes' ids; both sides write, each into a folder of its own."""
        config, checkpoint = harness.model(self.name)
        evaluator = 'test_evaluator = dict(_delete_=True, type="CityscapesMetric", output_dir="{}"{})\n'
        cfg = self.file('cfg.py', f'_base_ = ["{config}"]\n' + evaluator.format(self.tmp / 'ids', ', format_only=True, keep_results=True'))
        options = (self.deploy_cfg, cfg, '--model', self.work, '--limit', 2)
        self.assert_works(self.run_slipway('test', *options, '--reference', checkpoint, '--out', self.tmp / 'out.json', cwd=DATA))
        ids = [7, 8, 11, 12, 13]
        for entry in read_json(self.tmp / 'out.json'):
            labels = png.read_grey(entry['file'])
            written = png.read_grey(self.tmp / 'ids' / (Path(entry['image']).stem + '.png'))
            self.assertEqual((written[0], written[1], list(written[2])), (labels[0], labels[1], [ids[label] for label in labels[2]]))
        self.assertEqual(*(sorted(p.name for p in (self.tmp / folder).iterdir()) for folder in ('ids', 'ids_pytorch')))
        refused = self.run_slipway('test', self.deploy_cfg, self.file('numbers.py', f'_base_ = ["{config}"]\n' + evaluator.format('ids', '')),
                                   '--model', self.work, cwd=DATA)
        self.assertEqual(refused.code, 2)
        self.assertIn('cityscapesscripts', refused.err)

    def test_pytorch_has_the_recorded_metrics(self):
        config, checkpoint = harness.model(self.name)
        result = self.run_slipway('test', self.deploy_cfg, config, '--model', self.work, '--reference', checkpoint, '--json', cwd=DATA)
        self.assert_works(result)
        rows = {row['name']: row['metrics'] for row in json.loads(result.out)['rows']}
        for key, value in read_json(FIXTURE / 'expected_metrics.json').items():
            self.assertAlmostEqual(rows['PyTorch'][key], value, delta=self.metric_delta, msg=key)


class SegOpenVino(Segmentor, Case):
    backend, files, deploy_cfg = 'openvino', ['end2end.xml', 'end2end.bin'], CONFIGS / 'segmentation_openvino_dynamic.py'
    batches, serve = [1, 2, 3], ((1, 'cpu'), (8, 'cpu'))


class SegTorchScript(Segmentor, Case):
    backend, files, deploy_cfg = 'torchscript', ['end2end.pt'], CONFIGS / 'segmentation_torchscript_dynamic.py'
    batches, serve, input_name = [1, 2, 3], ((1, 'cpu'), (8, 'cpu')), '#0'


class SegLabels(Case):
    """Classes leave the network, as MMDeploy's default has it."""
    shared = True

    @classmethod
    def setUpClass(cls):
        folder = tempfile.TemporaryDirectory(prefix='slipway-cli-')
        cls.addClassCleanup(folder.cleanup)
        cls.work = Path(folder.name) / 'work'
        cls.result = harness.run(folder.name, 'deploy', DYNAMIC, *harness.model('seg-nano'), harness.street(1), '--test-img',
                                 harness.street(2), '--work-dir', cls.work, '--dump-info')

    def test_says_what_enlarging_classes_costs(self):
        self.assert_works(self.result)
        self.assertIn('with_argmax=False avoids it', self.result.out + json.dumps(read_json(self.work / 'verify.json')))

    def test_both_sides_are_equal(self):
        for entry in read_json(self.work / 'results.json'):
            self.assertLessEqual(different(self.work / entry['backend']['file'], self.work / entry['reference']['file']), 2)


class SegFixedSize(Case):
    """Nothing dynamic: sizes of pools and of what is enlarged are numbers in the file."""

    def test_equal_to_pytorch(self):
        result = self.deploy(CONFIGS / 'segmentation_onnxruntime_static.py', *harness.model('seg-nano'), harness.street(1), '--dump-info')
        self.assert_works(result)

    def test_half(self):
        """Classes may be others where f16 moves scores past each other, and the report counts them."""
        result = self.deploy(CONFIGS / 'segmentation_onnxruntime-fp16_dynamic.py', *harness.model('seg-nano'), harness.street(1), '--dump-info')
        self.assert_works(result)
        self.assertIn('f16 may move scores by', json.dumps(read_json(self.tmp / 'work/verify.json')) + result.out)


class SegWindows(Case):
    """test_cfg.mode='slide'."""

    def test_equal_to_pytorch(self):
        result = self.deploy(DYNAMIC, *harness.model('seg-nano'), harness.street(1), '--dump-info', '--cfg-options',
                             'model.test_cfg.mode=slide', 'model.test_cfg.crop_size=(160,128)', 'model.test_cfg.stride=(96,72)')
        self.assert_works(result)
        self.assertIn('used in windows', result.err)
        entry, = read_json(self.tmp / 'work/results.json')
        self.assertLessEqual(different(self.tmp / 'work' / entry['backend']['file'], self.tmp / 'work' / entry['reference']['file']), 2)
        task = read_json(self.tmp / 'work/pipeline.json')['pipeline']['tasks'][1]
        self.assertEqual(task['slide'], {'crop_size': [160, 128], 'stride': [96, 72]})

    def test_refused(self):
        self.assert_refused(
            self.deploy(DYNAMIC, *harness.model('seg-nano'), harness.street(1), '--cfg-options', 'model.test_cfg.mode=slide',
                        'model.test_cfg.crop_size=(96,96)', 'model.test_cfg.stride=(100,64)'), "'stride'", 'leaves gaps')


class SegRefused(Case):
    """Before anything is converted, with what to do."""

    def deploy_changed(self, *changes, deploy_cfg=DYNAMIC):
        return self.deploy(deploy_cfg, *harness.model('seg-nano'), harness.street(1), '--cfg-options', *changes)

    def test_all_problems_at_once(self):
        self.assert_refused(
            self.deploy_changed('model.decode_head.type=PSPHeed', 'model.backbone.depth=19', 'model.backbone.dcn=dict(type="DCN")'),
            "did you mean 'mmseg.PSPHead'", '19 is not known', 'deformable')

    def test_another_task(self):
        self.assert_refused(self.deploy_changed('codebase_config.task=ObjectDetection'), 'the model is for Segmentation', 'configs/mmseg')

    def test_classes_of_another_model(self):
        self.assert_refused(self.deploy_changed('model.decode_head.num_classes=7'), 'the checkpoint is for 5 classes, the model config for 7',
                            seconds=None)
