# SPDX-FileCopyrightText: 2026 The Slipway Authors
# SPDX-License-Identifier: Apache-2.0
"""A model on a backend from deploy config to metrics, compared with what the real libraries computed: the same for every backend."""
import json
import os
import subprocess
import tempfile
import unittest
from pathlib import Path

import golden
import harness
from harness import DATA, read_json, scene


def require_backend(name):
    """Skips where the backend is not installed, and fails where Slipway does not say how to get it."""
    listed = subprocess.run([os.environ['SLIPWAY_PROGRAM'], 'list', 'backends'], capture_output=True, text=True, check=True).stdout
    line = next(line for line in listed.splitlines() if line.startswith(name + ' '))
    if not line.endswith(' installed'):
        if 'make ' not in line:
            raise AssertionError(f'does not say how to get it: {line}')
        raise unittest.SkipTest(line)


class Family:
    """Deploys once; the tests look at what came of it."""
    slow = True
    shared = True
    backend = None           # as deploy configs name it
    files = []               # what a session loads
    name = None              # of the fixture
    deploy_cfg = None
    batches = [1]            # at which the graph is compared
    serve = ((1, 'cpu'), )   # (batch, device) of `slipway test`
    input_name = 'input'     # in pipeline.json
    max_instances = None     # of the deployed model
    metric_delta = 0.0005
    image, images = staticmethod(scene), 8
    size = None              # that the deploy config is to have instead of its own
    options = ()             # of `deploy`, besides
    program_file = None      # in the place of the checkpoint
    golden, metrics = 'golden.json', 'expected_metrics.json'

    @classmethod
    def setUpClass(cls):
        require_backend(cls.backend)
        if cls.size is not None:
            folder = tempfile.TemporaryDirectory(prefix='slipway-cli-')
            cls.addClassCleanup(folder.cleanup)
            derived = Path(folder.name) / 'sized.py'
            ir = 'ir_config' if cls.backend == 'torchscript' else 'onnx_config'
            derived.write_text(f'_base_ = ["{cls.deploy_cfg}"]\n{ir} = dict(input_shape={list(cls.size)})\n')
            cls.deploy_cfg = derived
        cls.result, cls.work = harness.shared_deployment(cls, cls.deploy_cfg, cls.name, [cls.image(i) for i in cls.numbers()],
                                                         cls.options, cls.program_file)

    @classmethod
    def numbers(cls):
        return range(1, cls.images + 1)

    def test_files(self):
        self.assert_works(self.result)
        for name in (*self.files, 'deploy.json', 'pipeline.json', 'detail.json', 'verify.json', 'results.json',
                     f'output_{self.backend}.jpg', 'output_pytorch.jpg', 'comparison.jpg'):
            self.assertTrue((self.work / name).is_file(), name)
        self.assertEqual([n for n in harness.list_files(self.work) if 'partial' in n or 'tmp' in n], [])
        self.assertIn(self.files[0], self.result.out)
        self.assertNotIn('warning', self.result.err)

    def test_results_equal_the_library(self):
        self.assertEqual(golden.compare_results(read_json(self.work / 'results.json'), read_json(DATA / self.name / self.golden),
                                                self.max_instances), [])

    def test_verification(self):
        report = read_json(self.work / 'verify.json')
        self.assertTrue(report['passed'])
        self.assertEqual(sorted({check['batch'] for check in report['graph']}), self.batches)
        self.assertEqual(len(report['images']), self.images)

    def test_model_directory(self):
        model = read_json(self.work / 'deploy.json')['models'][0]
        self.assertEqual([model[k] for k in ('net', 'weights', 'backend', 'precision')],
                         [*self.files, *[''] * (2 - len(self.files)), self.backend, 'FP32'])
        self.assertEqual(model['dynamic_shape'], len(self.batches) > 1)
        self.assertEqual(read_json(self.work / 'pipeline.json')['pipeline']['tasks'][1]['input_map'], {'img': self.input_name})

    def test_metrics(self):
        """`slipway test` serves the directory, at every batch size and on every device."""
        for batch, device in self.serve:
            with self.subTest(batch=batch, device=device):
                result = self.run_slipway('test', self.deploy_cfg, harness.model(self.name)[0], '--model', self.work, '--batch-size',
                                          batch, '--device', device, '--json', cwd=DATA)
                self.assert_works(result)
                row, = json.loads(result.out)['rows']
                self.assertEqual(row['name'], self.backend)
                for key, value in read_json(DATA / self.name / self.metrics).items():
                    self.assertAlmostEqual(row['metrics'][key], value, delta=self.metric_delta, msg=key)
