# SPDX-FileCopyrightText: 2026 The Slipway Authors
# SPDX-License-Identifier: Apache-2.0
"""Classifiers that resize with Pillow, that give labels which do not exclude each other, or that only say how they were trained."""
import golden
import harness
from harness import CLS_DYNAMIC, CLS_STATIC, DATA, Case, read_json, scene

CONFIGS = DATA / 'classifiers'


class Classifiers(Case):
    """Against what the library predicted (test/data/classifiers/record.py)."""

    def deploy_config(self, name, *options, deploy_cfg=CLS_DYNAMIC, work='work', scenes=4):
        tests = [part for i in range(1, scenes + 1) for part in ('--test-img', scene(i))]
        return self.deploy(deploy_cfg, CONFIGS / f'{name}.py', harness.model('resnet18-slim')[1], scene(1), *tests, '--dump-info', *options,
                           work_dir=self.tmp / work)

    def assert_equal_to_library(self, name, expected=None):
        self.assert_works(self.deploy_config(name))
        expected = expected or read_json(CONFIGS / 'recorded.json')[name]
        self.assertEqual(len(expected), 4)
        self.assertEqual(golden.compare_results(read_json(self.tmp / 'work/results.json'), expected), [])
        self.assertTrue(read_json(self.tmp / 'work/verify.json')['passed'])

    def task(self, index):
        return read_json(self.tmp / 'work/pipeline.json')['pipeline']['tasks'][index]

    def test_pillow_bicubic(self):
        self.assert_equal_to_library('pillow-bicubic')
        self.assertEqual(self.task(0)['transforms'][1], {'type': 'Resize', 'keep_ratio': True, 'size': [236, -1], 'interpolation': 'bicubic',
                                                         'backend': 'pillow'})

    def test_pillow_is_not_opencv(self):
        """The same config with OpenCV's bicubic, which gives other pixels and so other scores than the recorded ones."""
        text = (CONFIGS / 'pillow-bicubic.py').read_text().replace("'../resnet18-slim/", f"'{DATA}/resnet18-slim/")
        config = self.file('opencv.py', text.replace("backend='pillow', ", ''))
        self.assert_works(self.deploy_resnet(config=config, deploy_cfg=CLS_DYNAMIC))
        expected = read_json(CONFIGS / 'recorded.json')['pillow-bicubic'][:1]
        self.assertNotEqual(golden.compare_results(read_json(self.tmp / 'work/results.json'), expected), [])

    def test_pillow_both_sides(self):
        self.assert_equal_to_library('pillow-both-sides')

    def test_labels_by_the_usual_threshold(self):
        self.assert_equal_to_library('multi-label')
        self.assertEqual(self.task(2)['component'], 'MultiLabelLinearClsHead')
        self.assertEqual([self.task(2)['params'][key] for key in ('thr', 'positive')], [0.5, 'thr'])

    def test_labels_by_a_threshold(self):
        self.assert_equal_to_library('multi-label-thr')

    def test_labels_by_rank(self):
        self.assert_equal_to_library('multi-label-topk')

    def test_no_label_at_all(self):
        self.assert_works(self.deploy_config('multi-label', '--cfg-options', 'model.head.thr=0.99', scenes=1))
        entry = read_json(self.tmp / 'work/results.json')[0]
        self.assertEqual([entry[side]['pred_label'] for side in ('backend', 'reference')], [[], []])

    def test_more_labels_than_classes(self):
        self.assert_refused(
            self.deploy_config('multi-label-topk', '--cfg-options', 'model.head.topk=11'),
            "model.head.topk: 'topk' of 'mmpretrain.MultiLabelLinearClsHead': 11 must be between 1 and the number of classes, 10")

    def test_static(self):
        for name in ('pillow-bicubic', 'multi-label'):
            with self.subTest(name=name):
                self.assert_works(self.deploy_config(name, deploy_cfg=CLS_STATIC, work=name))
                self.assertEqual(golden.compare_results(read_json(self.tmp / name / 'results.json'),
                                                        read_json(CONFIGS / 'recorded.json')[name]), [])

    def test_config_that_only_trains(self):
        """Gets the test pipeline that its training crop is used with, and says so."""
        expected = read_json(DATA / 'resnet18-slim/golden.json')[:4]
        self.assert_equal_to_library('train-only', expected)
        result = self.deploy_config('train-only', work='again', scenes=1)
        self.assertIn('has no test pipeline', result.err)

    def test_config_that_says_nothing(self):
        self.assert_refused(self.deploy_config('train-only', '--cfg-options', 'train_dataloader.dataset.pipeline.1.scale=(224,192)'),
                            'no test pipeline', 'train-only.py')
