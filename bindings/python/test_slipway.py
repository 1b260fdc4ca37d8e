# SPDX-FileCopyrightText: 2026 The Slipway Authors
# SPDX-License-Identifier: Apache-2.0
"""Tests of the Python package, run by test/cli/sdk_test.py, which deploys the models: SLIPWAY_TEST_CASES names a JSON file of what is there.

{"library": FILE, "cases": {NAME: {"folder": DIR, "zip": FILE, "images": [{"raw": FILE, "boxes": [...] or null, "found": {...}}]}},
 "pipeline": {"detector": DIR, "pose": DIR, "raw": FILE, "found": {...}}, "networks": [{"folder": DIR,
 "inputs": [(name, dtype, shape, hex)], "outputs": [(name, {...})]}]}
"""
import asyncio
import gc
import json
import os
import subprocess
import sys
import tempfile
import threading
import unittest

import numpy as np

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
with open(os.environ['SLIPWAY_TEST_CASES'], encoding='utf-8') as _file:
    WORLD = json.load(_file)
os.environ['SLIPWAY_LIBRARY'] = WORLD['library']
import slipway  # noqa: E402
import slipway.compat.mmdeploy_runtime as mmdeploy_runtime  # noqa: E402


def read_raw(path):
    with open(path, 'rb') as file:
        width, height = map(int, file.readline().split())
        return np.frombuffer(file.read(), np.uint8).reshape(height, width, 3)


def images_of(name):
    return [(read_raw(i['raw']), i['boxes'], i['found']) for i in WORLD['cases'][name]['images']]


def load(name, **options):
    return slipway.load(WORLD['cases'][name]['folder'], threads=1, **options)


class Results(unittest.TestCase):
    def assert_found(self, result, found):
        for key, array in (('bboxes', result.boxes), ('bbox_scores', result.scores), ('keypoints', result.keypoints),
                           ('keypoint_scores', result.keypoint_scores), ('pred_score', result.scores)):
            if key in found and len(found[key]):
                expected = np.asarray(found[key], np.float32)
                np.testing.assert_array_equal(array.view(np.uint32), expected.view(np.uint32), key)
        if 'labels' in found:
            self.assertEqual(result.labels.tolist(), found['labels'])
        if 'pred_label' in found:
            self.assertEqual(result.label, found['pred_label'])
        if 'pixels' in found:
            labels, counts = np.unique(result.labels, return_counts=True)
            self.assertEqual({str(i): int(c) for i, c in zip(labels, counts)}, found['pixels'])

    def test_same_bits_as_deploy_alone_together_and_in_the_background(self):
        for name in WORLD['cases']:
            with self.subTest(name), load(name) as model:
                entries = images_of(name)
                for image, boxes, found in entries:
                    self.assert_found(model(image, boxes), found)
                    self.assert_found(model.submit(image, boxes).result(60), found)
                boxes = [b for _, b, _ in entries] if entries[0][1] else None
                for result, (_, _, found) in zip(model([i for i, _, _ in entries], boxes), entries):
                    self.assert_found(result, found)
                    self.assertEqual(json.dumps(result.to_dict(), sort_keys=True), json.dumps(found, sort_keys=True))

                async def several(model=model, entries=entries):
                    return await asyncio.gather(*(model.arun(image, some) for image, some, _ in entries))
                for result, (_, _, found) in zip(asyncio.run(several()), entries):
                    self.assert_found(result, found)

    def test_zips(self):
        case = WORLD['cases']['resnet18-slim']
        image, _, found = images_of('resnet18-slim')[0]
        with open(case['zip'], 'rb') as file:
            content = file.read()
        for source in (case['zip'], content):
            with slipway.load(source, threads=1) as model:
                self.assert_found(model(image), found)

    def test_arrays_outlive_all_else(self):
        model = load('rtmdet-nano')
        image, _, found = images_of('rtmdet-nano')[0]
        boxes = model(image).boxes
        model.close()
        del model
        gc.collect()
        np.testing.assert_array_equal(boxes, np.asarray(found['bboxes'], np.float32))
        self.assertFalse(boxes.flags.writeable)

    def test_a_model_may_go_before_its_futures(self):
        image, _, found = images_of('resnet18-slim')[0]
        for _ in range(5):
            self.assert_found(load('resnet18-slim').submit(image).result(60), found)
            gc.collect()

    def test_the_interpreter_may_end_while_a_future_tells_others(self):
        # The thread that calls back is still at it when the last line has run. Where nobody waits for it, Python ends it, and C++ the process.
        with tempfile.TemporaryDirectory() as folder:
            script = ('import sys, time, numpy, slipway\n'
                      'model = slipway.load(sys.argv[1], threads=1)\n'
                      'future = model.submit(numpy.zeros((64, 64, 3), numpy.uint8))\n'
                      'future.add_done_callback(lambda f: (time.sleep(0.5), open(sys.argv[2], "w").close()))\n'
                      'future.result()\n')
            told = os.path.join(folder, 'told')
            done = subprocess.run([sys.executable, '-c', script, WORLD['cases']['resnet18-slim']['folder'], told], capture_output=True, text=True,
                                  env={**os.environ, 'PYTHONPATH': os.path.dirname(os.path.abspath(__file__))}, timeout=60, check=False)
            self.assertEqual((done.returncode, done.stderr, os.path.exists(told)), (0, '', True))

    def test_threads(self):
        image, _, found = images_of('resnet18-slim')[0]
        problems = []
        with load('resnet18-slim', contexts=2, batch_wait_us=200) as model:
            def work():
                try:
                    for _ in range(20):
                        self.assert_found(model(image), found)
                except BaseException as error:  # pylint: disable=broad-except
                    problems.append(error)
            threads = [threading.Thread(target=work) for _ in range(8)]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
        self.assertEqual(problems, [])

    def test_images_of_other_kinds(self):
        image, _, found = images_of('resnet18-slim')[0]
        with load('resnet18-slim') as model:
            self.assert_found(model(slipway.Image(np.ascontiguousarray(image[:, :, ::-1]), 'RGB')), found)
            with_alpha = np.concatenate([image, np.full(image.shape[:2] + (1, ), 7, np.uint8)], axis=2)
            self.assert_found(model(with_alpha), found)
            self.assert_found(model(slipway.Image(image[:, :, ::-1], 'RGB')), found)  # not contiguous
            wide = np.zeros((image.shape[0], image.shape[1] + 9, 3), np.uint8)
            wide[:, :image.shape[1]] = image
            self.assert_found(model(wide[:, :image.shape[1]]), found)
            self.assertEqual(len(model(image[:, :, 0]).scores), len(found['pred_score']))
            height, width = image.shape[0] // 2 * 2, image.shape[1] // 2 * 2
            model(slipway.Image(np.zeros((height * 3 // 2, width), np.uint8), 'NV12'))
            for wrong in (np.zeros((4, 4, 3)), np.zeros((4, 4, 2), np.uint8), 'a.jpg', None, np.zeros((0, 4, 3), np.uint8)):
                with self.assertRaises(slipway.Error):
                    model(wrong)

    def test_errors(self):
        with self.assertRaisesRegex(slipway.Error, 'no such model directory'):
            slipway.load('/nonexistent')
        with self.assertRaisesRegex(slipway.UnavailableError, 'cuda:5'):
            load('resnet18-slim', device='cuda:5')
        image = images_of('resnet18-slim')[0][0]
        with load('resnet18-slim', queue_capacity=1) as model:
            with self.assertRaisesRegex(slipway.Error, 'no boxes'):
                model(image, [[0, 0, 4, 4]])
            with self.assertRaises(slipway.QueueFullError):
                for _ in range(500):
                    model.submit(image)
        with self.assertRaisesRegex(slipway.Error, 'closed'):
            model(image)

    def test_what_users_print_and_draw(self):
        for name in WORLD['cases']:
            with self.subTest(name), load(name) as model:
                image, boxes, _ = images_of(name)[0]
                result = model(image, boxes)
                self.assertIn(model.task, repr(model))
                self.assertRegex(repr(result), r'\d')
                drawn = result.draw(image)
                self.assertEqual((drawn.shape, drawn.dtype), (image.shape, image.dtype))
                self.assertTrue((drawn != image).any())
                self.assertTrue(json.dumps(result.to_coco(7)))
        x1, y1, x2, y2 = (float(v) for v in result.boxes[0]) if result.boxes is not None else (0, 0, 0, 0)
        if result.boxes is not None:
            self.assertEqual(result.to_coco(7)[0]['bbox'], [x1, y1, x2 - x1, y2 - y1])

    def test_skeletons_are_drawn(self):
        image, boxes, _ = images_of('rtmpose-nano')[0]
        with load('rtmpose-nano') as model:
            result, skeleton = model(image, boxes), model.info['skeleton']
        self.assertEqual((skeleton['dataset'], len(skeleton['keypoints']), len(skeleton['links'])), ('coco', 17, 19))
        self.assertEqual(len(skeleton['sigmas']), 17)
        pictures = {}
        for name, value in (('links', skeleton), ('none', None), ('no links', {**skeleton, 'links': []}), ('another', {**skeleton, 'keypoints': ['a']}),
                            ('broken', {'keypoints': skeleton['keypoints'], 'links': [[0, 99], 7, [0], ['a', 'b'], None], 'link_colors': 'x'})):
            result.skeleton = value
            pictures[name] = result.draw(image, threshold=0, keypoint_threshold=0)
        np.testing.assert_array_equal(pictures['none'], pictures['another'])
        for name in ('none', 'no links', 'broken'):
            self.assertTrue((pictures[name] != pictures['links']).any(), name)
        # In the middle of a limb lies its colour.
        result.skeleton = skeleton
        shoulder, elbow = result.keypoints[0][5], result.keypoints[0][7]
        x, y = np.round((shoulder + elbow) / 2).astype(int)
        near = result.draw(image, threshold=0, keypoint_threshold=0)[y - 2:y + 3, x - 2:x + 3]
        self.assertTrue((near == [0, 255, 0]).all(axis=-1).any())

    def test_masks_decode(self):
        mask = slipway.Mask((2, 3), np.array([1, 2, 3], np.uint32))
        np.testing.assert_array_equal(mask.decode(), np.array([[0, 1, 0], [1, 0, 0]], bool))


class Tensors(unittest.TestCase):
    def test_by_name_and_by_place(self):
        with load('resnet18-slim') as model:
            wanted = model.info['session']['inputs'][0]
            shape = [2 if size < 0 else size for size in wanted['shape']]
            array = np.random.default_rng(1).standard_normal(shape).astype(np.float32)
            outputs = model.run_tensors({wanted['name']: array})
            self.assertEqual(list(outputs), [o['name'] for o in model.info['session']['outputs']])
            scores = next(iter(outputs.values()))
            self.assertEqual((scores.dtype, len(scores)), (np.float32, 2))
            self.assertFalse(scores.flags.writeable)
            np.testing.assert_array_equal(scores, next(iter(model.run_tensors([array]).values())))
            np.testing.assert_array_equal(scores[1:], next(iter(model.run_tensors([array[1:]]).values())))
            np.testing.assert_array_equal(scores, next(iter(model.run_tensors([array.transpose(0, 1, 3, 2).copy().transpose(0, 1, 3, 2)]).values())))
            for wrong, text in (({'x': array}, "no input 'x'"), ([array.astype(np.float64)], 'another element type'), ([array[0]], '3 dimension'),
                                ([], 'got 0'), ([array.astype(complex)], 'complex128')):
                with self.assertRaisesRegex(slipway.Error, text):
                    model.run_tensors(wrong)
        np.testing.assert_array_equal(scores, scores.copy())  # its memory outlives the model

    def test_network_alone(self):
        dtypes = {0: np.float32, 4: np.int64}
        for network in WORLD['networks']:
            inputs = {name: np.frombuffer(bytes.fromhex(data), dtypes[dtype]).reshape(shape) for name, dtype, shape, data in network['inputs']}
            with slipway.load(network['folder'], threads=1) as model:
                self.assertEqual(model.task, 'Tensors')
                for given in (dict(reversed(list(inputs.items()))), list(inputs.values())):
                    outputs = model.run_tensors(given)
                    self.assertEqual(list(outputs), [name for name, _ in network['outputs']])
                    for value, (_, wanted) in zip(outputs.values(), network['outputs']):
                        self.assertEqual((value.dtype, list(value.shape)), (dtypes[wanted['dtype']], wanted['shape']))
                        self.assertEqual(value.tobytes().hex(), wanted['data'])
                with self.assertRaisesRegex(slipway.Error, 'takes tensors, not images'):
                    model(np.zeros((8, 8, 3), np.uint8))


class Pipelines(unittest.TestCase):
    def setUp(self):
        self.image, self.found = read_raw(WORLD['pipeline']['raw']), WORLD['pipeline']['found']
        self.models = slipway.TopDown(WORLD['pipeline']['detector'], WORLD['pipeline']['pose'], threads=1)

    def test_top_down(self):
        self.assertEqual(self.models(self.image).to_dict(), self.found)
        self.assertEqual([r.to_dict() for r in self.models([self.image, self.image])], [self.found] * 2)
        with self.assertRaisesRegex(slipway.Error, "no class 'horse'"):
            slipway.TopDown(self.models.detector, self.models.pose, label='horse')

    def test_tracker_keeps_ids_of_what_moves(self):
        tracker = self.models.tracker(det_thr=0.3, det_interval=3, keypoint_sigmas=[0.05] * 17)
        first = None
        for step in range(8):
            moved = np.roll(self.image, 2 * step, axis=1)
            result = tracker(moved)
            ids = set(result.ids.tolist()) if result.ids is not None else set()
            first = ids if first is None else first
            self.assertEqual(len(ids), len(result))
            self.assertGreaterEqual(len(ids & first), len(first) - 1, f'step {step}: {ids}, at first {first}')
        # Who leaves is not seen; who comes back within track_max_missing frames is known again.
        nothing = np.zeros_like(self.image)
        self.assertEqual(len(tracker(nothing, detect=True)), 0)
        again = tracker(moved, detect=True)
        self.assertTrue(set(again.ids.tolist()) & first)
        short = self.models.tracker(det_thr=0.3, track_max_missing=0)
        before = set(short(self.image).ids.tolist())
        short(nothing)
        self.assertFalse(set(short(self.image).ids.tolist()) & before)

    def test_tracker_parameters(self):
        with self.assertRaisesRegex(TypeError, "no parameter 'foo'"):
            self.models.tracker(foo=1)
        with self.assertRaisesRegex(slipway.Error, '3 numbers for the 17 keypoints'):
            self.models.tracker(det_thr=0.3, keypoint_sigmas=[1, 1, 1])(self.image)
        with self.assertRaisesRegex(slipway.Error, 'det_interval'):
            self.models.tracker(det_interval=0)


class Compatible(unittest.TestCase):
    """Shapes and types; the numbers are compared with the real module by tools/conformance/sdk.py."""

    def test_classifier(self):
        image, _, found = images_of('resnet18-slim')[0]
        classifier = mmdeploy_runtime.Classifier(WORLD['cases']['resnet18-slim']['folder'], 'cpu', 0)
        result = classifier(image)
        self.assertEqual(len(result), 5)
        self.assertEqual(result[0], (found['pred_label'], max(found['pred_score'])))
        self.assertEqual(classifier.batch([image, image]), [result, result])
        with self.assertRaisesRegex(RuntimeError, "is for 'Classifier', not 'Detector'"):
            mmdeploy_runtime.Detector(WORLD['cases']['resnet18-slim']['folder'], 'cpu')
        with self.assertRaisesRegex(RuntimeError, 'no such model directory'):
            mmdeploy_runtime.Detector('/nonexistent', 'cpu')

    def test_detector(self):
        image, _, found = images_of('rtmdet-nano')[0]
        boxes, labels, masks = mmdeploy_runtime.Detector(WORLD['cases']['rtmdet-nano']['folder'], 'cpu', 0)(image)
        self.assertEqual((boxes.shape, boxes.dtype, labels.dtype, len(masks)), ((len(labels), 5), np.float32, np.int32, len(labels)))
        self.assertEqual(labels.tolist(), found['labels'])
        self.assertEqual({(mask.shape, mask.dtype) for mask in masks}, {((0, ), np.dtype(np.float64))})

    def test_masks(self):
        detector = mmdeploy_runtime.Detector(WORLD['cases']['rtmdet-nano']['folder'], 'cpu', 0)

        class Found:
            boxes, scores, labels = np.array([[0, 0, 3, 2]], np.float32), np.array([0.5], np.float32), np.array([1])
            masks = [slipway.Mask((2, 3), np.array([1, 2, 3], np.uint32))]

            def __len__(self):
                return 1
        _, _, masks = detector._convert(Found())  # pylint: disable=protected-access
        self.assertEqual([(mask.tolist(), mask.dtype) for mask in masks], [([[0, 255, 0], [255, 0, 0]], np.uint8)])

    def test_poses(self):
        image, boxes, found = images_of('rtmpose-nano')[0]
        detector = mmdeploy_runtime.PoseDetector(WORLD['cases']['rtmpose-nano']['folder'], 'cpu', 0)
        box = boxes[0][:4]
        points = detector(image, box)
        self.assertEqual((points.shape, points.dtype), ((1, 17, 3), np.float32))
        np.testing.assert_array_equal(points[0, :, :2], np.asarray(found['keypoints'][0], np.float32))
        self.assertEqual(detector(image, [box, box]).shape, (2, 17, 3))
        self.assertEqual([p.shape for p in detector.batch([image, image], [[box], [box, box]])], [(1, 17, 3), (2, 17, 3)])
        self.assertEqual(detector(image).shape, (1, 17, 3))

    def test_tracker(self):
        image = read_raw(WORLD['pipeline']['raw'])
        tracker = mmdeploy_runtime.PoseTracker(WORLD['pipeline']['detector'], WORLD['pipeline']['pose'], 'cpu', 0)
        state = tracker.create_state(det_thr=0.3, keypoint_sigmas=[0.05] * 17)
        for _ in range(2):
            points, boxes, ids = tracker(state, image)
        self.assertEqual((points.dtype, boxes.dtype, ids.dtype), (np.float32, np.float32, np.uint32))
        self.assertEqual((points.shape, boxes.shape), ((len(ids), 17, 3), (len(ids), 4)))
        self.assertGreater(len(ids), 0)

    def test_segmentor(self):
        image = images_of('seg-nano')[0][0]
        labels = mmdeploy_runtime.Segmentor(WORLD['cases']['seg-nano']['folder'], 'cpu', 0)(image)
        self.assertEqual((labels.shape, labels.dtype), (image.shape[:2], np.int32))


if __name__ == '__main__':
    unittest.main()
