# SPDX-FileCopyrightText: 2026 The Slipway Authors
# SPDX-License-Identifier: Apache-2.0
"""Top-down pose with heatmaps (UDP) from deploy config to metrics, on every backend, compared with what mmpose computed."""
import harness
import topdown_test
from harness import Case, read_json
from topdown_test import CONFIGS, NO_FLIP


class Heatmap(topdown_test.TopDown):
    name = 'heatmap-nano'

    def test_pipeline(self):
        tasks = read_json(self.work / 'pipeline.json')['pipeline']['tasks']
        transforms = {t['type']: t for t in tasks[0]['transforms']}
        self.assertEqual(transforms['TopDownAffine'], {'type': 'TopDownAffine', 'image_size': [96, 128], 'use_udp': True})
        self.assertEqual((tasks[2]['module'], tasks[2]['component']), ('mmpose', 'TopdownHeatmapSimpleHeadDecode'))
        self.assertEqual(tasks[2]['params'], {
            'flip_test': False, 'flip_mode': 'heatmap', 'shift_heatmap': False, 'type': 'UDPHeatmap', 'input_size': [96, 128],
            'heatmap_size': [24, 32], 'sigma': 2, 'post_process': 'default', 'use_udp': True, 'modulate_kernel': 11})


class HeatmapOnnxRuntime(Heatmap, Case):
    backend, files, batches = 'onnxruntime', ['end2end.onnx'], [1, 2, 3]
    deploy_cfg, serve = CONFIGS / 'pose-detection_onnxruntime_dynamic.py', ((1, 'cpu'), (8, 'cpu'))


class HeatmapOpenVino(Heatmap, Case):
    backend, files, batches = 'openvino', ['end2end.xml', 'end2end.bin'], [1, 2, 3]
    deploy_cfg = CONFIGS / 'pose-detection_openvino_dynamic.py'


class HeatmapTorchScript(Heatmap, Case):
    backend, files, input_name, batches = 'torchscript', ['end2end.pt'], '#0', [1, 2, 3]
    deploy_cfg = CONFIGS / 'pose-detection_torchscript_dynamic.py'


class HeatmapNcnn(Heatmap, Case):
    backend, files = 'ncnn', ['end2end.param', 'end2end.bin']
    deploy_cfg = CONFIGS / 'pose-detection_ncnn_static.py'


class HeatmapHalf(Case):
    """In f16 keypoints move by what f16 does to heatmaps."""

    def test_backends(self):
        for backend in ('onnxruntime-fp16_dynamic', 'openvino-fp16_dynamic', 'ncnn-fp16_static'):
            with self.subTest(backend=backend):
                result = self.deploy(CONFIGS / f'pose-detection_{backend}.py', *harness.model('heatmap-nano'), harness.street(5), '--bboxes',
                                     topdown_test.BOXES, *NO_FLIP, work_dir=self.tmp / backend)
                self.assert_works(result)
                self.assertTrue(read_json(self.tmp / backend / 'verify.json')['passed'])


class HeatmapAccuracy(topdown_test.Accuracy):
    """`slipway test`, with the flip test and without."""
    name, deploy_cfg, options = 'heatmap-nano', CONFIGS / 'pose-detection_onnxruntime_dynamic.py', NO_FLIP
    # What does not depend on the form of the outputs.
    test_other_metrics = test_combined_datasets = test_files_of_videos = test_boxes_of_a_file = test_whole_images_are_refused = test_pictures = None
