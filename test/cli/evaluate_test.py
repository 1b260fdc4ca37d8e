# SPDX-FileCopyrightText: 2026 The Slipway Authors
# SPDX-License-Identifier: Apache-2.0
"""`slipway evaluate`: files of results against annotations, by COCO's rules."""
import json
import sys

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

    def test_boxes_without_areas(self):
        """xtcocotools takes those of the boxes, less what a person does not cover of its own."""
        gt = harness.read_json(GT)
        for annotation in gt['annotations']:
            annotation.pop('area', None)
        path = self.file('gt.json', json.dumps(gt))
        for options in ((), ('--no-area',)):
            result = self.evaluate('--type', 'bbox', '--rules', 'xtcocotools', '--json', *options, gt=path)
            self.assert_works(result)
            metrics = json.loads(result.out)['rows'][0]['metrics']
            # What COCOeval(truth, results, 'bbox', use_area=False) of xtcocotools 1.14.3 says.
            for key, wanted in (('AP (S)', 0.5109280406062585), ('AP (M)', 0.6363027190615776), ('AP (L)', 0.5524667350635586)):
                self.assertAlmostEqual(metrics[f'coco/{key}'], wanted, delta=1e-9)
        self.assert_refused(self.evaluate('--type', 'bbox', gt=path), "has no 'area'")

    def test_sigmas_matter(self):
        loose = self.evaluate('--type', 'keypoints', '--json', '--sigmas', ','.join(['0.5'] * 17))
        self.assert_works(loose)
        strict = self.evaluate('--type', 'keypoints', '--json', '--sigmas', ','.join(['0.01'] * 17))
        ap = [json.loads(r.out)['rows'][0]['metrics']['coco/AP'] for r in (loose, strict)]
        self.assertGreater(ap[0], ap[1])

    def test_nan_and_infinity(self):
        """Python writes them, and pycocotools computes with them; a warning says where they are."""
        sys.path.insert(0, str(DATA / 'coco-eval'))
        import odd_numbers
        recorded = harness.read_json(DATA / 'coco-eval' / 'odd_numbers.json')
        for change, expected in recorded.items():
            gt, dt = (self.file(name, json.dumps(value)) for name, value in zip(('gt.json', 'dt.json'), odd_numbers.files(change)))
            for kind, wanted in expected.items():
                with self.subTest(change=change, kind=kind):
                    result = self.evaluate('--type', kind, '--json', gt=gt, dt=dt)
                    self.assert_works(result)
                    self.assertRegex(result.err, r'[gd]t.json: \d+ entries with NaN or infinite values \(the first: \w+\[')
                    found = list(json.loads(result.out)['rows'][0]['metrics'].values())
                    self.assertEqual(len(found), len(wanted))
                    for a, b in zip(found, wanted):
                        self.assertAlmostEqual(a, b, delta=1e-9)

    def test_nan_where_nobody_looks(self):
        gt = harness.read_json(GT)
        for annotation in gt['annotations']:
            annotation['attributes'] = {'score': float('nan'), 'range': [float('-inf'), 1e400]}
        result = self.evaluate('--type', 'keypoints', '--json', gt=self.file('gt.json', json.dumps(gt)))
        self.assert_works(result)
        self.assertEqual(result.err, '')
        self.assertAlmostEqual(json.loads(result.out)['rows'][0]['metrics']['coco/AP'],
                               harness.read_json(CASE / 'expected.json')['pycocotools_keypoints'][0], delta=1e-9)

    def test_encodings(self):
        plain = self.evaluate('--type', 'bbox', '--json').out
        self.assertIn('coco/AP', plain)
        for encoding in ('utf-8-sig', 'utf-16', 'utf-16-le', 'utf-16-be', 'utf-32', 'utf-32-le', 'utf-32-be'):
            with self.subTest(encoding=encoding):
                gt = self.file('gt.json', GT.read_text().encode(encoding))
                result = self.evaluate('--type', 'bbox', '--json', gt=gt)
                self.assert_works(result)
                self.assertEqual(result.out, plain)
        cut = self.file('cut.json', GT.read_text().encode('utf-16')[:-1])
        self.assert_refused(self.evaluate('--type', 'bbox', gt=cut), 'cut.json', 'utf-16')

    def test_all_broken_annotations_are_named(self):
        gt = harness.read_json(GT)
        with_points = [i for i, a in enumerate(gt['annotations']) if a.get('keypoints')]
        del gt['annotations'][with_points[0]]['area']
        del gt['annotations'][with_points[1]]['num_keypoints']
        gt['annotations'][with_points[2]]['keypoints'] = []
        path = self.file('gt.json', json.dumps(gt))
        self.assert_refused(self.evaluate('--type', 'keypoints', gt=path), 'gt.json: 3 annotations lack', "has no 'area'",
                            "has no 'num_keypoints'", 'has 0 keypoints, but there are 17 sigmas', *[f'annotations[{i}]' for i in with_points[:3]])
        for change, message in (({'id': '7'}, "ids that are texts"), ({'image_id': 1e30}, 'of at most 64 bits'), ({'id': 1.5}, 'whole number')):
            gt = harness.read_json(GT)
            gt['annotations'][4].update(change)
            self.assert_refused(self.evaluate('--type', 'bbox', gt=self.file('gt.json', json.dumps(gt))), 'annotations[4]', message)

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
