# SPDX-FileCopyrightText: 2026 The Slipway Authors
# SPDX-License-Identifier: Apache-2.0
"""`slipway test` of a detector: the numbers of mmdet's own evaluators, on its kinds of datasets, and what it refuses."""
import accuracy_test
import harness
from accuracy_test import TestRun
from harness import DATA, ROOT, read_json

DEPLOY = ROOT / 'configs/mmdet/detection/detection_onnxruntime_dynamic.py'
STREET = DATA / 'street'


class Detector(TestRun):
    name, deploy_cfg, image, count, goldens = 'rtmdet-nano', DEPLOY, staticmethod(harness.street), 60, 12


class DetectorAccuracy(accuracy_test.Family, Detector):
    pass


class DetectorMetrics(Detector):
    shared = True

    @classmethod
    def setUpClass(cls):
        accuracy_test.deploy(cls)

    def config(self, text):
        return self.file('cfg.py', f'_base_ = ["{harness.model(self.name)[0]}"]\n{text}\n')

    def metrics(self, text, *options):
        row, = self.rows(self.run_test('--json', *options, config=self.config(text)))
        return row['metrics']

    def test_all_metrics(self):
        """record.py asked mmdet for the same."""
        recorded = read_json(DATA / self.name / 'other_metrics.json')
        found = self.metrics(f'test_evaluator = {recorded["test_evaluator"]}')
        self.assertEqual(list(found), list(recorded['metrics']))
        for key, value in recorded['metrics'].items():
            self.assertAlmostEqual(found[key], value, delta=accuracy_test.TOLERANCE, msg=key)

    def test_report(self):
        result = self.run_test('--reference', harness.model(self.name)[1], config=self.config(
            'test_evaluator = dict(classwise=True, outfile_prefix="' + str(self.tmp / 'found') + '")'))
        self.assert_works(result)
        for needle in ('| person   |', 'bbox_mAP_copypaste: 0.876 1.000', 'coco/crate_precision', '60 of 60 samples of CocoDataset'):
            self.assertIn(needle, result.out)
        for side in ('', '_pytorch'):
            self.assertEqual(set(read_json(self.tmp / f'found{side}.bbox.json')[0]), {'bbox', 'category_id', 'image_id', 'score'})

    def write_voc(self):
        truth = read_json(STREET / 'annotations/instances_val.json')
        names = {c['id']: c['name'] for c in truth['categories']}
        for image in truth['images']:
            objects = ''
            for one in truth['annotations']:
                x, y, w, h = one['bbox']
                corners = ''.join(f'<{k}>{round(v) + 1}</{k}>' for k, v in zip(('xmin', 'ymin', 'xmax', 'ymax'), (x, y, x + w, y + h)))
                if one['image_id'] == image['id']:
                    objects += f'<object><name>{names[one["category_id"]]}</name><difficult>0</difficult><bndbox>{corners}</bndbox></object>'
            name = image['file_name'].removesuffix('.jpg')
            self.file(f'VOC2007/Annotations/{name}.xml', f'<annotation><size><width>{image["width"]}</width>'
                      f'<height>{image["height"]}</height></size>{objects}</annotation>')
        (self.tmp / 'VOC2007/JPEGImages').symlink_to(STREET / 'images')
        self.file('VOC2007/list.txt', ''.join(i['file_name'].removesuffix('.jpg') + '\n' for i in truth['images']))
        return (f'data_root = "{self.tmp}"\nclasses = ("person", "ball", "crate", "car")\n'
                'test_dataloader = dict(dataset=dict(_delete_=True, type="VOCDataset", data_root=data_root, ann_file="VOC2007/list.txt", '
                'data_prefix=dict(sub_data_root="VOC2007"), metainfo=dict(classes=classes), test_mode=True, '
                'pipeline={{_base_.test_pipeline}}))\n')

    def test_voc(self):
        metrics = self.metrics(self.write_voc() + 'test_evaluator = dict(_delete_=True, type="VOCMetric", iou_thrs=[0.5, 0.95])')
        self.assertEqual(list(metrics), ['pascal_voc/mAP', 'pascal_voc/AP50', 'pascal_voc/AP95'])
        self.assertEqual(metrics['pascal_voc/AP50'], 1)
        self.assertLess(metrics['pascal_voc/AP95'], 0.9)
        moved = self.metrics(self.write_voc_elsewhere(), '--ann-file', self.tmp / 'VOC2007/list.txt', '--data-prefix', self.tmp / 'VOC2007')
        self.assertEqual(moved['pascal_voc/AP50'], 1)

    def write_voc_elsewhere(self):
        return ('test_dataloader = dict(dataset=dict(_delete_=True, type="VOCDataset", data_root="nowhere", '
                'metainfo=dict(classes=("person", "ball", "crate", "car")), test_mode=True, pipeline={{_base_.test_pipeline}}))\n'
                'test_evaluator = dict(_delete_=True, type="VOCMetric")')

    def refused(self, text, *needles):
        result = self.run_test(config=self.config(text))
        self.assert_refused(result, *needles, work_dir=None, seconds=None)
        self.assertEqual(result.out, '')

    def test_classes_that_do_not_fit(self):
        self.refused('test_dataloader = dict(dataset=dict(metainfo=dict(classes=("person", "car"))))',
                     'the model has 4 classes, but the dataset has 2')
        self.refused('test_dataloader = dict(dataset=dict(metainfo=dict(classes=("cat", "dog", "cow", "hen"))))',
                     'none of its categories (person, ball, crate, car) is a class of the dataset (cat, dog, cow, hen)')
        self.refused('test_evaluator = dict(metric=["bbox", "segm"])', "'segm' is not supported", "'bbox'")
        self.refused('test_evaluator = dict(_delete_=True, type="mmpose.CocoMetric")', 'keypoints')
