# SPDX-FileCopyrightText: 2026 The Slipway Authors
# SPDX-License-Identifier: Apache-2.0
"""Bad configs and options: one error that names file and place, exit code 2, nothing left behind."""
import harness
from harness import CLS_STATIC, POSE_DEPLOY, Case, model, scene

NANO_CFG, NANO_PTH = model('yoloxpose-nano')
RESNET_CFG, _ = model('resnet18-slim')


class MissingFiles(Case):
    def test_deploy_config(self):
        self.assert_refused(self.deploy_nano(deploy_cfg='absent/deploy.py'), 'absent/deploy.py', 'no such file')

    def test_model_config(self):
        self.assert_refused(self.deploy_nano(config='absent/model.py'), 'absent/model.py', 'no such file')

    def test_checkpoint(self):
        self.assert_refused(self.deploy_nano(checkpoint='absent/model.pth'), 'absent/model.pth', 'no such file')

    def test_image(self):
        self.assert_refused(self.deploy_nano(image='absent/image.jpg'), 'absent/image.jpg', 'no such file')

    def test_test_image(self):
        self.assert_refused(self.deploy_nano('--test-img', 'absent/image.jpg'), 'absent/image.jpg', 'no such file')

    def test_base(self):
        cfg = self.file('a.py', "_base_ = ['./absent.py']\n")
        self.assert_refused(self.deploy_nano(deploy_cfg=cfg), 'absent.py', 'a.py')

    def test_folder_for_a_config(self):
        self.assert_refused(self.deploy_nano(deploy_cfg=self.tmp), str(self.tmp))

    def test_folder_for_a_checkpoint(self):
        self.assert_refused(self.deploy_nano(checkpoint=self.tmp), str(self.tmp))

    def test_folder_for_an_image(self):
        self.assert_refused(self.deploy_nano(image=self.tmp), str(self.tmp))


class BadSyntax(Case):
    def test_place_and_line_are_shown(self):
        cfg = self.file('broken.py', "a = 1\nbackend_config = dict(type='onnxruntime'\nb = 2\n")
        result = self.deploy_nano(deploy_cfg=cfg)
        self.assert_refused(result, 'broken.py:')
        self.assertRegex(result.err, r'broken\.py:[23]:\d+')
        self.assertRegex(result.err, r"(backend_config = dict\(type='onnxruntime'|b = 2)")

    def test_in_a_base(self):
        self.file('base.py', 'x = [1,\n     2,,]\n')
        cfg = self.file('top.py', "_base_ = './base.py'\n")
        result = self.deploy_nano(config=cfg)
        self.assert_refused(result, 'base.py:2:8', '2,,]')

    def test_unterminated_string(self):
        cfg = self.file('string.py', "model = dict(\n    type='Bott)\n")
        result = self.deploy_nano(config=cfg)
        self.assert_refused(result, 'string.py:2:')

    def test_unknown_name(self):
        cfg = self.file('name.py', 'model = dict(type=kind)\n')
        self.assert_refused(self.deploy_nano(config=cfg), 'name.py:1:', 'kind')

    def test_statements_that_do_something(self):
        """A config is data: what would run code is refused, not run."""
        for code in ("import os\nos.system('touch pwned')\n", "x = __import__('os').system('touch pwned')\n",
                     "x = open('pwned', 'w')\n", "x = eval('1')\n"):
            with self.subTest(code=code):
                cfg = self.file('code.py', code)
                result = self.deploy_nano(deploy_cfg=cfg, cwd=self.tmp)
                self.assert_refused(result, 'code.py:')
                self.assertFalse((self.tmp / 'pwned').exists())

    def test_binary_file(self):
        self.assert_refused(self.deploy_nano(deploy_cfg=self.file('binary.py', bytes(range(256)))), 'binary.py')

    def test_checkpoint_in_place_of_the_config(self):
        self.assert_refused(self.deploy_nano(config=NANO_PTH), 'checkpoint.pth')

    def test_circular_base(self):
        self.file('a.py', "_base_ = ['./b.py']\n")
        self.file('b.py', "_base_ = ['./c.py']\n")
        self.file('c.py', "_base_ = ['./a.py']\n")
        self.assert_refused(self.deploy_nano(deploy_cfg=self.tmp / 'a.py'), 'circ', 'a.py', 'b.py', 'c.py')

    def test_base_of_itself(self):
        cfg = self.file('self.py', "_base_ = './self.py'\n")
        self.assert_refused(self.deploy_nano(config=cfg), 'circ', 'self.py')


class BadDeployConfig(Case):
    def refused(self, text, *needles, base=POSE_DEPLOY):
        cfg = self.file('deploy.py', (f"_base_ = ['{base}']\n" if base else '') + text)
        self.assert_refused(self.deploy_nano(deploy_cfg=cfg), 'deploy.py', *needles)

    def test_without_backend_config(self):
        self.refused("onnx_config = dict(type='onnx')\ncodebase_config = dict(type='mmpose', task='PoseDetection')\n",
                     'backend_config', base=None)

    def test_without_codebase_config(self):
        self.refused("onnx_config = dict(type='onnx')\nbackend_config = dict(type='onnxruntime')\n", 'codebase_config', base=None)

    def test_empty(self):
        self.refused('', 'backend_config', base=None)

    def test_unknown_backend(self):
        self.refused("backend_config = dict(type='onnxruntim')\n", 'onnxruntim', 'onnxruntime')

    def test_backend_that_is_not_supported_yet(self):
        self.refused("backend_config = dict(type='rknn')\n", 'rknn', 'onnxruntime')

    def test_unknown_codebase(self):
        self.refused("codebase_config = dict(type='mmpos')\n", 'mmpos', 'mmpose')

    def test_unknown_task(self):
        self.refused("codebase_config = dict(task='PoseDetektion')\n", 'PoseDetektion', 'PoseDetection')

    def test_parts_of_a_model(self):
        self.refused("partition_config = dict(type='single_stage', apply_marks=True, partition_cfg=[])\n", 'deploy.py:2', 'partition_config', 'apply_marks')

    def test_unknown_keys_are_warned_of(self):
        cfg = self.file('deploy.py', f"_base_ = ['{POSE_DEPLOY}']\nonnx_config = dict(dynamic_axis=dict(input=[0]))\nbackend_conf = dict(precision='FP16')\n"
                        "codebase_config = dict(model_type='sdk', post_processing=dict(keep_topk=3))\n")
        result = self.deploy_nano(deploy_cfg=cfg)
        self.assert_works(result)
        for place, slip, right in ((2, 'dynamic_axis', 'dynamic_axes'), (3, 'backend_conf', 'backend_config'), (4, 'keep_topk', 'keep_top_k')):
            self.assertRegex(result.out + result.err, f"{cfg}:{place}:.*unknown key '{slip}' has no effect; did you mean '{right}'")
        self.assertIn("model_type 'sdk' has no effect", result.out + result.err)

    def test_our_own_give_no_warning(self):
        result = self.deploy_nano()
        self.assert_works(result)
        self.assertNotIn('has no effect', result.out + result.err)

    def test_too_few_output_names(self):
        self.refused("onnx_config = dict(output_names=['dets'], dynamic_axes=None)\n", 'output_names', '2')

    def test_too_many_output_names(self):
        self.refused("onnx_config = dict(output_names=['dets', 'keypoints', 'more'])\n", 'output_names', '3')

    def test_same_output_name_twice(self):
        self.refused("onnx_config = dict(output_names=['dets', 'dets'], dynamic_axes=None)\n", 'dets')

    def test_too_many_input_names(self):
        self.refused("onnx_config = dict(input_names=['input', 'more'])\n", 'input_names')

    def test_dynamic_axes_of_no_tensor(self):
        self.refused("onnx_config = dict(dynamic_axes=dict(boxes={0: 'batch'}))\n", 'dynamic_axes', 'boxes')

    def test_opset(self):
        self.refused('onnx_config = dict(opset_version=10)\n', 'opset', '10', '11')

    def test_opset_of_the_future(self):
        self.refused('onnx_config = dict(opset_version=99)\n', 'opset_version', "'onnxruntime' takes opsets up to 22", '99', 'supported: 11 to ')

    def test_type_of_a_value(self):
        self.refused("onnx_config = dict(opset_version='eleven')\n", 'onnx_config.opset_version', 'eleven')

    def test_input_shape(self):
        self.refused('onnx_config = dict(input_shape=[0, -5])\n', 'input_shape')

    def test_save_file_outside_the_work_dir(self):
        self.refused("onnx_config = dict(save_file='../../outside.onnx')\n", 'save_file')

    def test_codebase_of_another_model(self):
        result = self.deploy_nano(deploy_cfg=CLS_STATIC)
        self.assert_refused(result, 'classification_onnxruntime_static.py', 'mmpretrain')


class BadModelConfig(Case):
    def refused(self, text, *needles, base=NANO_CFG):
        cfg = self.file('model.py', (f"_base_ = ['{base}']\n" if base else '') + text)
        deploy_cfg = CLS_STATIC if base == RESNET_CFG else POSE_DEPLOY
        self.assert_refused(self.deploy_nano(config=cfg, deploy_cfg=deploy_cfg), *needles)

    def test_no_model(self):
        self.refused("default_scope = 'mmpose'\n", 'model.py', 'model', base=None)

    def test_unknown_type(self):
        self.refused("model = dict(type='BottomupPoseEstimater')\n", 'model.py:2', 'BottomupPoseEstimater', 'BottomupPoseEstimator')

    def test_unknown_type_deep_inside(self):
        self.refused("model = dict(backbone=dict(type='CSPDarknett'))\n", 'model.py:2', 'CSPDarknett', 'CSPDarknet')

    def test_unknown_scope(self):
        self.refused("default_scope = 'mmfancy'\n", 'mmfancy')

    def test_wrong_type_of_a_key(self):
        self.refused("model = dict(backbone=dict(widen_factor='wide'))\n", 'model.py', 'model.backbone.widen_factor', 'wide')

    def test_unknown_key(self):
        """A key that the type does not know could change what the model computes."""
        self.refused("model = dict(backbone=dict(widen_faktor=0.5))\n", 'widen_faktor', 'widen_factor')

    def test_refused_values_and_unknown_keys_at_once(self):
        self.refused("model = dict(head=dict(strange_head=1, num_keypoints=0, head_module_cfg=dict(strange_module=2, stacked_convs='x')),\n"
                     "             neck=dict(strange_neck=3, num_csp_blocks='y'), backbone=dict(strange_backbone=4, out_indices='z'))\n",
                     'strange_head', 'num_keypoints', 'strange_module', 'stacked_convs', 'strange_neck', 'num_csp_blocks', 'strange_backbone', 'out_indices')

    def test_the_file_is_named_once(self):
        cfg = self.file('model.py', f"_base_ = ['{NANO_CFG}']\nmodel = dict(test_cfg=dict(nms_thr='a'))\n")
        result = self.deploy_nano(config=cfg)
        self.assert_refused(result, f'slipway: error: {cfg}:2:', 'nms_thr')
        self.assertEqual(result.err.count(str(cfg)), 1, result.err)

    def test_all_unknown_transforms_at_once(self):
        self.refused("val_pipeline = [dict(type='LoadImage'), dict(type='Frobnicate'), dict(type='BottomupResize', input_size=(256, 256)),"
                     " dict(type='Twiddle'), dict(type='PackPoseInputs')]\n"
                     "test_dataloader = dict(dataset=dict(pipeline=val_pipeline))\n", 'Frobnicate', 'Twiddle')

    def test_depth_that_does_not_exist(self):
        self.refused("model = dict(backbone=dict(depth=19))\n", 'depth', '19', '18', base=RESNET_CFG)

    def test_channels_that_do_not_fit(self):
        self.refused("model = dict(neck=dict(in_channels=[32, 64, 100]))\n", '100')


class BadOptions(Case):
    def test_no_command(self):
        result = self.run_slipway()
        self.assertEqual(result.code, 2, result.out + result.err)

    def test_unknown_command(self):
        result = self.run_slipway('deploi')
        self.assertEqual(result.code, 2)
        self.assertIn('deploi', result.err)

    def test_missing_argument(self):
        result = self.run_slipway('deploy', POSE_DEPLOY)
        self.assertEqual(result.code, 2)

    def test_unknown_option(self):
        result = self.deploy_nano('--wurk-dir', 'x')
        self.assertEqual(result.code, 2)
        self.assertIn('--wurk-dir', result.err)

    def test_bad_number(self):
        result = self.deploy_nano('--opset', 'eleven')
        self.assertEqual(result.code, 2)
        self.assertIn('eleven', result.err)

    def test_opset_that_is_not_there(self):
        self.assert_refused(self.deploy_nano('--opset', '3'), '--opset 3', '11 to')

    def test_opset_above_the_backends(self):
        self.assert_refused(self.deploy_nano('--opset', '23'), "--opset 23: backend 'onnxruntime' takes opsets up to 22")

    def test_bad_device(self):
        self.assert_refused(self.deploy_nano('--device', 'tpu:0'), 'tpu:0', 'cpu')

    def test_bad_cfg_option(self):
        self.assert_refused(self.deploy_nano('--cfg-options', 'no-equals-sign'), 'no-equals-sign')

    def test_cfg_option_into_a_number(self):
        self.assert_refused(self.deploy_nano('--cfg-options', 'onnx_config.opset_version.deep=1'), 'opset_version')

    def test_bad_tolerance(self):
        self.assert_refused(self.deploy_nano('--rtol', '-1'), 'rtol')


class BadWorkDir(Case):
    def test_below_a_file(self):
        self.file('plain', 'x')
        self.assert_refused(self.deploy_nano(work_dir=self.tmp / 'plain' / 'work'), 'plain', work_dir=None)
        self.assertEqual((self.tmp / 'plain').read_text(), 'x')

    def test_is_a_file(self):
        self.file('plain', 'x')
        self.assert_refused(self.deploy_nano(work_dir=self.tmp / 'plain'), 'plain', work_dir=None)
        self.assertEqual((self.tmp / 'plain').read_text(), 'x')

    def test_where_no_folder_can_be_made(self):
        self.assert_refused(self.deploy_nano(work_dir='/proc/slipway/work'), '/proc/slipway', work_dir=None)

    def test_disk_full(self):
        """The largest file cannot be written whole: what is there is what was there before."""
        for existing in (False, True):
            with self.subTest(existing=existing):
                if existing:
                    self.assert_works(self.deploy_nano('--dump-info'))
                before = harness.digests(self.tmp / 'work')
                result = self.deploy_nano('--dump-info', file_size_limit=200_000)
                self.assert_refused(result, 'end2end.onnx', seconds=None, work_dir=None)
                self.assertEqual(harness.digests(self.tmp / 'work'), before)

    def test_a_good_result_survives_a_failed_run(self):
        self.assert_works(self.deploy_nano('--dump-info'))
        before = harness.digests(self.tmp / 'work')
        self.assertIn('end2end.onnx', before)
        failures = {
            'checkpoint': dict(checkpoint=self.file('bad.pth', NANO_PTH.read_bytes()[:-1000])),
            'image': dict(image=self.file('bad.jpg', scene(1).read_bytes()[:2000])),
            'config': dict(config=self.file('bad.py', f"_base_ = ['{NANO_CFG}']\nmodel = dict(type='Nothing')\n")),
        }
        for name, bad in failures.items():
            with self.subTest(name):
                self.assertEqual(self.deploy_nano('--dump-info', **bad).code, 2)
                self.assertEqual(harness.digests(self.tmp / 'work'), before)

    def test_a_failed_verification_leaves_a_good_result(self):
        self.assert_works(self.deploy_nano('--dump-info'))
        before = harness.digests(self.tmp / 'work')
        self.assertEqual(self.deploy_nano('--dump-info', '--rtol', '0', '--atol', '0').code, 3)
        after = harness.digests(self.tmp / 'work')
        self.assertEqual(after['end2end.onnx'], before['end2end.onnx'])
