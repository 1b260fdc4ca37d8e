# SPDX-FileCopyrightText: 2026 The Slipway Authors
# SPDX-License-Identifier: Apache-2.0
"""`slipway export-repository`: what inference servers load."""
import re

import harness
from harness import read_json
from sdk_test import SdkCase


class Repository(SdkCase):
    def export(self, name, *options, form='triton'):
        folder = self.deployed(name)
        return folder, self.run_slipway('export-repository', folder, self.tmp / 'models', '--format', form, '--name', 'm', *options)

    def test_triton(self):
        folder, done = self.export('rtmdet-nano', '--max-batch', '4')
        self.assert_works(done)
        self.assertEqual(harness.list_files(self.tmp / 'models'), ['m', 'm/1', 'm/1/model.onnx', 'm/config.pbtxt', 'm/deploy.json', 'm/pipeline.json'])
        self.assertEqual((self.tmp / 'models/m/1/model.onnx').read_bytes(), (folder / 'end2end.onnx').read_bytes())
        text = (self.tmp / 'models/m/config.pbtxt').read_text()
        self.assertIn('name: "m"\nbackend: "onnxruntime"\nmax_batch_size: 4\n', text)
        self.assertIn('max_queue_delay_microseconds: 2000', text)
        tensors = re.findall(r'(input|output) \[\n  \{\n    name: "(\w+)"\n    data_type: (\w+)\n    dims: \[ ([-\d, ]*) \]\n  \}\n\]', text)
        names = [(kind, name, dtype) for kind, name, dtype, _ in tensors]
        self.assertEqual(names, [('input', 'input', 'TYPE_FP32'), ('output', 'dets', 'TYPE_FP32'), ('output', 'labels', 'TYPE_INT64')])
        self.assertEqual(tensors[0][3], '3, -1, -1', 'the batch is no dimension')

    def test_openvino_model_server(self):
        _, done = self.export('resnet18-slim', form='ovms')
        self.assert_works(done)
        self.assertEqual(harness.list_files(self.tmp / 'models'),
                         ['config.json', 'm', 'm/1', 'm/1/deploy.json', 'm/1/model.onnx', 'm/1/pipeline.json'])
        self.assertEqual(read_json(self.tmp / 'models/config.json'),
                         {'model_config_list': [{'config': {'name': 'm', 'base_path': '/models/m', 'batch_size': 'auto'}}]})

    def test_refusals(self):
        folder = self.deployed('resnet18-slim')
        done = self.run_slipway('export-repository', folder, self.tmp / 'models', '--format', 'ovms', '--name', 'a b')
        self.assert_refused(done, "'a b' is no name", work_dir='models')
        copy = self.tmp / 'torchscript'
        copy.mkdir()
        for name in ('deploy.json', 'pipeline.json'):
            (copy / name).write_text((folder / name).read_text().replace('end2end.onnx', 'end2end.pt'))
        self.assert_refused(self.run_slipway('export-repository', copy, self.tmp / 'models', '--format', 'triton'), 'no server of these formats',
                            work_dir='models')
        self.assert_refused(self.run_slipway('export-repository', folder, self.tmp / 'models', '--format', 'kserve'), 'triton', work_dir='models')
