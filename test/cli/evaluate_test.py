# SPDX-FileCopyrightText: 2026 The Slipway Authors
# SPDX-License-Identifier: Apache-2.0
"""`slipway evaluate`: files of results against annotations, by COCO's rules."""
import json

import harness
from harness import DATA, Case

CASE = DATA / 'coco-eval' / 'case1'
GT, DT = CASE / 'gt.json', CASE / 'dt.json'


class Evaluate(Case):
    def evaluate(self, *options, gt=GT, dt=DT):
        return self.run_slipway('evaluate', '--gt', gt, '--dt', dt, *options)

    def test_boxes_as_json(self):
        result = self.evaluate('--type', 'bbox', '--json', '--classwise')
        self.assert_works(result)
        row, = json.loads(result.out)['rows']
        expected = harness.read_json(CASE / 'expected.json')['pycocotools_bbox']
        self.assertEqual(list(row['metrics'])[:4], ['coco/AP', 'coco/AP .5', 'coco/AP .75', 'coco/AP (S)'])
        self.assertEqual(len(row['metrics']), len(expected))
        for found, wanted in zip(row['metrics'].values(), expected):
            self.assertAlmostEqual(found, wanted, delta=1e-9)
        self.assertEqual([c['category'] for c in row['classes']], ['person'])
        self.assertAlmostEqual(row['classes'][0]['mAP'], expected[0], delta=1e-9)

    def test_keypoints_as_text(self):
        result = self.evaluate('--type', 'keypoints', '--rules', 'xtcocotools')
        self.assert_works(result)
        lines = result.out.splitlines()
        self.assertEqual(len(lines), 10)
        self.assertEqual(lines[0], ' Average Precision  (AP) @[ IoU=0.50:0.95 | area=   all | maxDets= 20 ] =  0.420')
        self.assertEqual(lines[-1][:72], ' Average Recall     (AR) @[ IoU=0.50:0.95 | area= large | maxDets= 20 ] ')

    def test_sigmas_matter(self):
        loose = self.evaluate('--type', 'keypoints', '--json', '--sigmas', ','.join(['0.5'] * 17))
        self.assert_works(loose)
        strict = self.evaluate('--type', 'keypoints', '--json', '--sigmas', ','.join(['0.01'] * 17))
        ap = [json.loads(r.out)['rows'][0]['metrics']['coco/AP'] for r in (loose, strict)]
        self.assertGreater(ap[0], ap[1])

    def test_bad_input(self):
        other = self.tmp / 'dt.json'
        other.write_text('[{"image_id": 12345, "category_id": 1, "score": 1, "bbox": [1, 2, 3, 4]}]')
        broken = self.tmp / 'broken.json'
        broken.write_text('[{"image_id": 1,\n "score" 1}]')
        for options, files, message in (
                (['--type', 'box'], {}, 'box'),
                (['--type', 'bbox', '--sigmas', '0.1'], {}, '--sigmas are of keypoints'),
                (['--type', 'bbox', '--no-area'], {}, '--no-area needs --rules xtcocotools'),
                (['--type', 'keypoints', '--classwise'], {}, '--classwise is of --type bbox'),
                (['--type', 'keypoints', '--max-dets', '1,2,3'], {}, '--max-dets'),
                (['--type', 'keypoints', '--sigmas', '0.1,0.2'], {}, '17 keypoints, but there are 2 sigmas'),
                (['--type', 'keypoints', '--sigmas', ','.join(['0'] * 17)], {}, 'sigmas must be positive'),
                (['--type', 'keypoints_crowd'], {}, 'keypoints_crowd needs --rules xtcocotools'),
                (['--type', 'keypoints_crowd', '--rules', 'xtcocotools'], {}, "no 'crowdIndex'"),
                (['--type', 'bbox'], {'dt': other}, 'results[0] is of image 12345'),
                (['--type', 'bbox'], {'dt': broken}, 'line 2, column 10: a colon is missing'),
                (['--type', 'bbox'], {'dt': self.tmp / 'absent.json'}, 'no such file'),
                (['--type', 'bbox'], {'gt': DT}, 'an annotation file must be an object'),
                (['--type', 'bbox'], {'dt': GT}, 'must be a list of detections')):
            with self.subTest(message):
                result = self.evaluate(*options, **files)
                self.assertEqual(result.code, 2)
                self.assertIn(message, result.err)
                self.assertEqual(result.out, '')
