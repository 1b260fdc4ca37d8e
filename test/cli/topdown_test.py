# SPDX-FileCopyrightText: 2026 The Slipway Authors
# SPDX-License-Identifier: Apache-2.0
"""Top-down pose (RTMPose) from deploy config to metrics, on every backend, compared with what mmpose computed; where boxes come from; and what
is refused."""
import json
from pathlib import Path

import accuracy_test
import family
import golden
import harness
from harness import DATA, ROOT, Case, read_json, street

CONFIGS = ROOT / 'configs/mmpose'
DYNAMIC = CONFIGS / 'pose-detection_simcc_onnxruntime_dynamic.py'
BOXES = DATA / 'street/annotations/person_keypoints_val.json'
# What both sides leave out is said in a note, which the other tests do not want to see.
NO_FLIP = ('--cfg-options', 'model:model.test_cfg.flip_test=False')
OWN_SIZE = ('deploy:onnx_config.input_shape=None', )
OWN_SIZE_OF_TEST = ('--cfg-options', *OWN_SIZE)
PEOPLE = (1, 4, 5, 6, 8, 11, 12)  # street scenes with people in them: golden.json has these


class TopDown(family.Family):
    name, image, images = 'rtmpose-nano', staticmethod(street), 12  # that many boxes are in the seven images
    options = ('--bboxes', BOXES, *NO_FLIP)
    golden, metrics = 'golden-noflip.json', 'expected_metrics-noflip.json'

    @classmethod
    def numbers(cls):
        return PEOPLE

    def test_every_box_is_compared(self):
        names = [entry['image'] for entry in read_json(self.work / 'verify.json')['images']]
        self.assertEqual(names[:5], ['000000200001.jpg', '000000200004.jpg', '000000200005.jpg, box 1', '000000200005.jpg, box 2',
                                     '000000200005.jpg, box 3'])

    def test_pipeline(self):
        tasks = read_json(self.work / 'pipeline.json')['pipeline']['tasks']
        transforms = {t['type']: t for t in tasks[0]['transforms']}
        self.assertEqual(transforms['TopDownGetBboxCenterScale'],
                         {'type': 'TopDownGetBboxCenterScale', 'padding': 1.25, 'image_size': [96, 128]})
        self.assertEqual(transforms['TopDownAffine'], {'type': 'TopDownAffine', 'image_size': [96, 128]})
        self.assertEqual(transforms['Collect']['meta_keys'], ['img_shape', 'pad_shape', 'ori_shape', 'img_norm_cfg', 'scale_factor',
                                                              'bbox_score', 'center', 'scale'])
        self.assertEqual((tasks[2]['module'], tasks[2]['component']), ('mmpose', 'SimCCLabelDecode'))
        self.assertEqual(tasks[2]['params'], {
            'flip_test': False, 'type': 'SimCCLabel', 'input_size': [96, 128], 'sigma': [3.46, 4.0], 'simcc_split_ratio': 2.0,
            'normalize': False, 'use_dark': False, 'export_postprocess': False})
        self.assertEqual(read_json(self.work / 'deploy.json')['task'], 'PoseDetector')


class OnnxRuntime(TopDown, Case):
    backend, files, deploy_cfg = 'onnxruntime', ['end2end.onnx'], DYNAMIC
    batches, serve = [1, 2, 3], ((1, 'cpu'), (2, 'cpu'), (8, 'cpu'))
    options = (*TopDown.options, *OWN_SIZE)


class OpenVino(TopDown, Case):
    backend, files = 'openvino', ['end2end.xml', 'end2end.bin']
    deploy_cfg, batches, serve = CONFIGS / 'pose-detection_simcc_openvino_dynamic.py', [1, 2, 3], ((1, 'cpu'), (8, 'cpu'))


class TorchScript(TopDown, Case):
    backend, files, input_name = 'torchscript', ['end2end.pt'], '#0'
    deploy_cfg, batches, serve = CONFIGS / 'pose-detection_simcc_torchscript_dynamic.py', [1, 2, 3], ((1, 'cpu'), (8, 'cpu'))


class Ncnn(TopDown, Case):
    backend, files = 'ncnn', ['end2end.param', 'end2end.bin']
    deploy_cfg = CONFIGS / 'pose-detection_simcc_ncnn_static.py'


class Boxes(Case):
    """Where the boxes come from."""

    def deploy_pose(self, *options, image=street(5), **more):
        return self.deploy(DYNAMIC, *harness.model('rtmpose-nano'), image, *NO_FLIP, *OWN_SIZE, *options, **more)

    def results(self):
        return read_json(self.tmp / 'work/results.json')

    def boxes(self, image=0):
        return self.results()[image]['backend']['bboxes']

    def expected(self, name):
        return next(e for e in read_json(DATA / 'rtmpose-nano/golden-noflip.json') if e['image'] == name)

    def test_given_one_by_one(self):
        expected = self.expected('000000200005.jpg')
        options = [part for box in expected['boxes_in'] for part in ('--bbox', ','.join(map(str, box)))]
        self.assert_works(self.deploy_pose(*options, '--test-img', street(3)))
        self.assertEqual(golden.compare_results(self.results(), [expected]), [])
        # The other image: the whole of it.
        self.assertEqual(len(self.boxes(1)), 1)
        self.assertEqual(self.boxes(1)[0][:2], [0, 0])

    def test_whole_image(self):
        result = self.deploy_pose(image=street(1))
        self.assert_works(result)
        self.assertEqual(self.boxes(), [[0, 0, 288, 384]])
        self.assertIn('1 instances on 1 image', result.err)

    def test_results_of_a_detector_in_a_file(self):
        found = [{'image_id': 200005, 'category_id': category, 'bbox': [180, 63, 105, 121], 'score': score}
                 for category, score in ((1, 0.9), (2, 0.9), (1, 0.1))]
        boxes = self.file('boxes.json', json.dumps(found))
        self.assert_works(self.deploy_pose('--bboxes', boxes))
        self.assertEqual(self.boxes(), [[180, 63, 285, 184]])
        self.assertAlmostEqual(self.results()[0]['backend']['bbox_scores'][0], 0.9, places=6)

    def test_an_image_without_boxes(self):
        result = self.deploy_pose('--bboxes', BOXES, '--test-img', street(2))
        self.assert_works(result)
        self.assertIn('000000200002.jpg', result.err)
        self.assertEqual(self.boxes(1), [])
        self.assert_refused(self.deploy_pose('--bboxes', BOXES, image=street(2), work_dir=self.tmp / 'none'), 'has no box of it', seconds=4,
                            work_dir='none')

    def test_refused(self):
        for options, *needles in ((('--bbox', '1,2,3'), '--bbox 1,2,3', 'x1,y1,x2,y2'),
                                  (('--bbox', '5,5,5,9'), 'x1 < x2'),
                                  (('--bbox', '1,2,3,4', '--bboxes', BOXES), 'give one of them'),
                                  (('--bboxes', self.tmp / 'no.json'), 'no such file'),
                                  (('--bboxes', self.file('bad.json', '[1, 2')), 'bad.json'),
                                  (('--bboxes', self.file('few.json', '{"images": [], "annotations": [], "categories": []}')),
                                   "no image called '000000200005.jpg'"),
                                  (('--bboxes', DATA / 'street/annotations/instances_val.json', '--det-class', 'bal'),
                                   "no category 'bal'", "did you mean 'ball'"),
                                  (('--detector', self.tmp / 'none'), '--detector', 'no such model directory')):
            with self.subTest(options=options):
                self.assert_refused(self.deploy_pose(*options), *needles, seconds=4)

    def test_for_top_down_models_only(self):
        self.assert_refused(self.deploy_nano('--bbox', '1,2,30,40'), 'boxes', 'this one takes whole images', seconds=4)

    def test_what_flip_test_becomes(self):
        result = self.deploy(DYNAMIC, *harness.model('rtmpose-nano'), street(5), '--bboxes', BOXES)
        self.assert_works(result)
        self.assertIn('flip_test is left out on both sides', result.err)
        self.assertIn('input_shape [192, 256] of the deploy config is not used', result.err)

    def test_deploy_configs_of_another_form(self):
        result = self.deploy(harness.POSE_DEPLOY, *harness.model('rtmpose-nano'), street(5), *NO_FLIP)
        self.assert_refused(result, 'output_names', 'simcc_x (simcc vectors along x), simcc_y', seconds=4)
        swapped = self.deploy_pose('deploy:onnx_config.output_names=["simcc_y","simcc_x"]')
        self.assert_refused(swapped, 'in another order', seconds=4)
        exported = self.deploy_pose('deploy:codebase_config.export_postprocess=True')
        self.assert_refused(exported, 'export_postprocess', 'is not supported', seconds=4)


class Chain(Case):
    """A detector finds the people, and the pose model looks at each."""
    shared = True

    def test_detector(self):
        detector = self.tmp / 'detector'
        self.assert_works(self.deploy(ROOT / 'configs/mmdet/detection/detection_onnxruntime_dynamic.py', *harness.model('rtmdet-nano'),
                                      street(5), '--dump-info', '--no-verify', work_dir=detector))
        options = ('--detector', detector, *NO_FLIP, *OWN_SIZE)
        pose = harness.model('rtmpose-nano')
        self.assert_works(self.deploy(DYNAMIC, *pose, street(5), *options))
        entry, = read_json(self.tmp / 'work/results.json')
        found = read_json(detector / 'results.json')[0]['backend']
        people = [box for box, score, label in zip(found['bboxes'], found['bbox_scores'], found['labels']) if label == 0 and score >= 0.3]
        self.assertEqual(len(people), 3)
        self.assertEqual(entry['backend']['bboxes'], people)
        balls = self.deploy(DYNAMIC, *pose, street(5), *options, '--det-class', 'bal', work_dir=self.tmp / 'balls')
        self.assert_refused(balls, "no class 'bal'", "did you mean 'ball'", seconds=4, work_dir='balls')
        none = self.deploy(DYNAMIC, *pose, street(2), *options, '--det-score-thr', '0.99999', work_dir=self.tmp / 'none')
        self.assert_refused(none, "found no 'person'", seconds=4, work_dir='none')
        self.assert_works(self.deploy(DYNAMIC, *pose, street(5), '--bboxes', BOXES, *NO_FLIP, *OWN_SIZE, '--dump-info', '--no-verify',
                                      work_dir=self.tmp / 'pose'))
        backwards = self.deploy(DYNAMIC, *pose, street(5), '--detector', self.tmp / 'pose', *NO_FLIP, *OWN_SIZE, work_dir=self.tmp / 'backwards')
        self.assert_refused(backwards, 'needs boxes itself', seconds=4, work_dir='backwards')


class Accuracy(accuracy_test.Family, accuracy_test.TestRun):
    """`slipway test`: one sample is one person."""
    name, deploy_cfg, image, count, metrics = 'rtmpose-nano', DYNAMIC, staticmethod(street), 69, 'expected_metrics-noflip.json'
    options = (*NO_FLIP, *OWN_SIZE)

    def run_test(self, *options, **more):
        """Without the notes that the other tests are about."""
        return super().run_test(*options, *NO_FLIP, *OWN_SIZE, **more)

    def config(self, text):
        return self.file('cfg.py', f'_base_ = ["{harness.model(self.name)[0]}"]\n{text}\n')

    def test_predictions_equal_the_library(self):
        out = self.tmp / 'out.json'
        self.assert_works(self.run_test('--out', out))
        entries = read_json(out)
        self.assertEqual(len(entries), self.count)
        self.assertEqual(len({entry['instance_id'] for entry in entries}), self.count)
        by_image = {}
        for entry in entries:
            found = by_image.setdefault(entry['image'], {'bboxes': [], 'bbox_scores': [], 'keypoints': [], 'keypoint_scores': []})
            for key, values in found.items():
                values += entry[key]
        sizes = {i['file_name']: (i['width'], i['height']) for i in read_json(BOXES)['images']}
        expected, left_out = read_json(DATA / self.name / 'golden-noflip.json'), 0
        for entry in expected:
            # The library was asked with boxes that reach the image's edge, which its dataset clips by a pixel.
            width, height = sizes[Path(entry['image']).name]
            whole = [box[2] <= width - 1 and box[3] <= height - 1 for box in entry['bboxes']]
            left_out += whole.count(False)
            ours = next(found for image, found in by_image.items() if Path(image).name == Path(entry['image']).name)
            for side in (entry, ours):
                for key in ('bboxes', 'bbox_scores', 'keypoints', 'keypoint_scores'):
                    side[key] = [value for value, keep in zip(side[key], whole, strict=True) if keep]
        self.assertEqual(left_out, 2)
        results = [{'backend': found, 'reference': found, 'image': image} for image, found in by_image.items()]
        self.assertEqual(golden.compare_results(results, expected), [])

    def test_other_metrics(self):
        """record.py asked mmpose for the same."""
        recorded = read_json(DATA / self.name / 'other_metrics.json')
        rows = self.rows(self.run_test('--json', '--reference', harness.model(self.name)[1],
                                       config=self.config(f'test_evaluator = {recorded["test_evaluator"]}')))
        for row in rows:
            self.assertEqual(list(row['metrics']), list(recorded['metrics']))
            for key, value in recorded['metrics'].items():
                self.assertAlmostEqual(row['metrics'][key], value, delta=accuracy_test.TOLERANCE, msg=key)

    def test_combined_datasets(self):
        """One of them with keypoints in another order; record.py asked mmpose for the same."""
        recorded = read_json(DATA / self.name / 'combined_metrics.json')
        dataset = ', '.join(f'{key}={value!r}' for key, value in recorded['dataset'].items())
        cfg = self.config(f'test_dataloader = dict(dataset=dict(_delete_=True, pipeline={{{{_base_.val_pipeline}}}}, {dataset}))\n'
                          f'test_evaluator = {recorded["test_evaluator"]}')
        rows = self.rows(self.run_test('--json', '--reference', harness.model(self.name)[1], config=cfg))
        self.assertEqual(len(rows), 2)
        for row in rows:
            self.assertEqual(list(row['metrics']), list(recorded['metrics']))
            for key, value in recorded['metrics'].items():
                self.assertAlmostEqual(row['metrics'][key], value, delta=accuracy_test.TOLERANCE, msg=f'{row["name"]}: {key}')
        refused = self.run_test('--ann-file', BOXES, config=cfg)
        self.assertEqual(refused.code, 2)
        self.assertIn('say it of each of its `datasets`', refused.err)

    def test_files_of_videos(self):
        """Both sides write what another program judges, each into a folder of its own."""
        truth = read_json(DATA / 'street/annotations/person_keypoints_val.json')
        ann_file = self.file('posetrack18_val.json', json.dumps(truth))
        (ann_file.parent / 'val').mkdir()
        images = [dict(id=image['id'], file_name=image['file_name']) for image in truth['images'][:5]]
        ids = {image['id'] for image in images}
        (ann_file.parent / 'val/000001_mpii_test.json').write_text(json.dumps(dict(images=images)))

        def evaluator(more):
            return self.config(f'test_evaluator = dict(_delete_=True, type="PoseTrack18Metric", ann_file="{ann_file}"{more})')

        cfg = evaluator(f', format_only=True, outfile_prefix="{self.tmp}/found/some"')
        for row in self.rows(self.run_test('--json', '--reference', harness.model(self.name)[1], config=cfg)):
            self.assertEqual(row['metrics'], {})
        sides = [read_json(self.tmp / folder / '000001_mpii_test.json') for folder in ('found', 'found_pytorch')]
        for side in sides:
            self.assertEqual(side['images'], images)
            self.assertEqual([a['image_id'] for a in side['annotations']], [a['image_id'] for a in sides[0]['annotations']])
            self.assertEqual({a['image_id'] for a in side['annotations']}, {a['image_id'] for a in truth['annotations'] if a['image_id'] in ids})
            for annotation in side['annotations']:
                self.assertEqual([len(annotation['keypoints']), len(annotation['scores'])], [51, 17])
        refused = self.run_test(config=evaluator(''))
        self.assertEqual(refused.code, 2)
        for needle in ('poseval', 'format_only=True', 'CocoMetric'):
            self.assertIn(needle, refused.err)

    def test_boxes_of_a_file(self):
        """A detector's boxes: each is a sample, and scores with the person."""
        truth = read_json(BOXES)
        sizes = {i['id']: (i['width'], i['height']) for i in truth['images']}

        def clipped(annotation):
            """As the dataset clips annotated boxes, and no detector's."""
            (x, y, w, h), (width, height) = annotation['bbox'], sizes[annotation['image_id']]
            left, top = max(x, 0), max(y, 0)
            return [left, top, min(x + w, width - 1) - left, min(y + h, height - 1) - top]

        found = [{'image_id': a['image_id'], 'category_id': 1, 'bbox': clipped(a), 'score': 0.5} for a in truth['annotations']]
        found.append(dict(found[0], category_id=2))
        cfg = self.config(f'test_dataloader = dict(dataset=dict(bbox_file="{self.file("found.json", json.dumps(found))}"))')
        row, = self.rows(self.run_test('--json', config=cfg))
        # The same score for all changes no order, so the numbers are those of the annotated boxes.
        self.assert_expected([row], ['onnxruntime'])
        refused = self.run_test('--json', config=self.file(
            'epe.py', cfg.read_text() + 'test_evaluator = dict(_delete_=True, type="EPE")\n'))
        self.assertEqual(refused.code, 2)
        self.assertIn("data_mode='topdown' without a bbox_file", refused.err)

    def test_flip_test(self):
        """On both sides, with the numbers that mmpose has with it."""
        result = super().run_test('--json', '--flip-test', '--reference', harness.model(self.name)[1], *OWN_SIZE_OF_TEST)
        self.assertEqual(result.err, '')
        expected = read_json(DATA / self.name / 'expected_metrics.json')
        for row in self.rows(result):
            for key, value in expected.items():
                self.assertAlmostEqual(row['metrics'][key], value, delta=accuracy_test.TOLERANCE, msg=f"{row['name']}: {key}")
        left_out = super().run_test('--json', *OWN_SIZE_OF_TEST)
        self.assertIn('--flip-test does it', left_out.err)
        self.assert_expected(self.rows(left_out), ['onnxruntime'])

    def test_whole_images_are_refused(self):
        result = self.run_test(config=self.config('test_dataloader = dict(dataset=dict(data_mode="bottomup"))'))
        self.assertEqual(result.code, 2)
        self.assertIn('takes one box of an image at a time', result.err)

    def test_pictures(self):
        self.assert_works(self.run_test('--show-dir', self.tmp / 'pictures', '--limit', '6', '--interval', '2'))
        self.assertEqual(sorted(p.name for p in (self.tmp / 'pictures').iterdir()),
                         ['000000_000000200001.jpg', '000002_000000200005.jpg', '000004_000000200005.jpg'])
