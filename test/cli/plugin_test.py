# SPDX-FileCopyrightText: 2026 The Slipway Authors
# SPDX-License-Identifier: Apache-2.0
"""Plugins: how they are loaded, and what is said of those that cannot be."""
import json
import os
import shlex
import shutil
import subprocess
import tempfile
from pathlib import Path

import harness
from harness import DEMO, POSE_DEPLOY, ROOT, Case, scene

NANO = DEMO / 'yoloxpose-nano'


def build_project(source, folder):
    """Builds a project of CMake against the build tree that the program is of."""
    build = Path(harness.program()).parent.parent
    for command in (['cmake', '-S', source, '-B', folder, f'-DCMAKE_PREFIX_PATH={build}'], ['cmake', '--build', folder, '-j2']):
        done = subprocess.run(list(map(str, command)), capture_output=True, text=True, check=False)
        if done.returncode != 0:
            raise AssertionError(f'{command}:\n{done.stdout}\n{done.stderr}')


class WithPlugins(Case):
    """The plugins of test/plugin, built."""

    @classmethod
    def setUpClass(cls):
        cls.built = Path(tempfile.mkdtemp(prefix='slipway-plugins-'))
        cls.addClassCleanup(shutil.rmtree, cls.built, ignore_errors=True)
        build_project(ROOT / 'test/plugin', cls.built)

    def plugin(self, name):
        return self.built / f'lib{name}.so'

    def edited(self, name, old, new):
        """A copy of a plugin with other bytes in it."""
        bytes_ = self.plugin(name).read_bytes()
        self.assertIn(old, bytes_)
        self.assertEqual(len(old), len(new))
        return self.file(f'edited/lib{name}.so', bytes_.replace(old, new))

    def listed(self, *args, **more):
        result = self.run_slipway('list', 'metrics', *args, **more)
        self.assert_works(result)
        return result.out.split()

    def refused(self, plugin, *needles, more=()):
        self.assert_refused(self.run_slipway('list', 'metrics', '--plugin', plugin, *more), *needles)


class Plugins(WithPlugins):
    shared = True  # what is built
    slow = True

    def test_a_file(self):
        self.assertIn('mmpose.MyCount', self.listed('--plugin', self.plugin('my_metrics')))
        self.assertNotIn('mmpose.MyCount', self.listed())

    def test_several_files(self):
        names = self.listed('--plugin', self.plugin('first'), '--plugin', self.plugin('second'))
        self.assertLessEqual({'mmpose.Count_first', 'mmpose.Count_second'}, set(names))

    def test_a_folder(self):
        """All plugins in it; libraries that are none may lie beside them."""
        folder = self.tmp / 'plugins'
        folder.mkdir()
        for name in ('first', 'second', 'stranger'):
            shutil.copy(self.plugin(name), folder)
        names = self.listed('--plugin', folder)
        self.assertLessEqual({'mmpose.Count_first', 'mmpose.Count_second'}, set(names))

    def test_the_variable(self):
        env = {'SLIPWAY_PLUGINS': f'{self.plugin("first")}::{self.plugin("second")}'}
        self.assertLessEqual({'mmpose.Count_first', 'mmpose.Count_second'}, set(self.listed(env=env)))
        result = self.run_slipway('list', 'metrics', env={'SLIPWAY_PLUGINS': '/no/such.so'})
        self.assert_refused(result, 'SLIPWAY_PLUGINS', '/no/such.so')
        # What no plugin can change works with a wrong variable, too.
        self.assert_works(self.run_slipway('config', POSE_DEPLOY, env={'SLIPWAY_PLUGINS': '/no/such.so'}))

    def test_every_command_takes_it(self):
        for command in ('deploy', 'test', 'profile', 'evaluate', 'config', 'checkpoint', 'inspect', 'list', 'check-env', 'check-module'):
            with self.subTest(command):
                result = self.run_slipway(command, '--help')
                self.assert_works(result)
                self.assertIn('--plugin', result.out)

    def test_twice_is_harmless(self):
        link = self.tmp / 'libother_name.so'
        link.symlink_to(self.plugin('first'))
        env = {'SLIPWAY_PLUGINS': str(self.plugin('first'))}
        names = self.listed('--plugin', self.plugin('first'), '--plugin', link, '--plugin', self.plugin('first'), env=env)
        self.assertEqual(names.count('mmpose.Count_first'), 1)

    def test_list_says_what_each_has(self):
        result = self.run_slipway('list', 'plugins', '--plugin', self.plugin('first'))
        self.assert_works(result)
        self.assertEqual(result.out, f'{self.plugin("first").resolve()}\n  metric mmpose.Count_first\n')

    def test_no_such_file(self):
        self.refused(self.tmp / 'libnone.so', 'libnone.so', 'no such file or folder')

    def test_a_folder_without_plugins(self):
        folder = self.tmp / 'empty'
        folder.mkdir()
        self.refused(folder, 'empty', 'holds no plugin')
        self.refused(ROOT / 'test/plugin', 'holds no plugin', 'it is a plugin\'s source: build it')
        self.refused('', 'the name of a plugin is empty')

    def test_what_may_not_be_read(self):
        folder = self.tmp / 'closed'
        folder.mkdir()
        file = folder / 'libfirst.so'
        shutil.copy(self.plugin('first'), file)
        for path in (file, folder):
            path.chmod(0)
            try:
                if os.access(path, os.R_OK):
                    self.skipTest('this user may read everything')
                self.refused(path, path.name, 'Permission denied')
            finally:
                path.chmod(0o700)

    def test_what_is_no_library(self):
        self.refused(self.file('libtext.so', 'a text, and long enough for a header of any file format that there is.' * 2), 'libtext.so',
                     'no shared library')

    def test_a_library_that_is_no_plugin(self):
        self.refused(self.plugin('stranger'), 'libstranger.so', 'slipway_plugin_v1', 'slipway_add_plugin')

    def test_a_library_that_is_cut_off(self):
        whole = self.plugin('first').read_bytes()
        for size in (64, 100, 1000, len(whole) // 2, len(whole) - 100):
            with self.subTest(size):
                self.refused(self.file('libcut.so', whole[:size]), 'libcut.so', 'broken')

    def test_bytes_that_were_changed(self):
        """Whatever stands in the tables of a library, the answer is an error or a plugin, never a crash."""
        whole = self.plugin('stranger').read_bytes()
        for position in list(range(16, 64)) + [int.from_bytes(whole[40:48], 'little') + i for i in range(0, 640, 7)]:
            changed = bytearray(whole)
            changed[position] ^= 0xff
            result = self.run_slipway('list', 'metrics', '--plugin', self.file('libchanged.so', bytes(changed)))
            self.assertEqual(result.code, 2, f'byte {position}: {result.err}')

    def test_of_another_machine(self):
        bytes_ = bytearray(self.plugin('first').read_bytes())
        bytes_[18:20] = (0xf3, 0)
        self.refused(self.file('libother.so', bytes(bytes_)), 'libother.so', 'RISC-V')

    def test_for_another_slipway(self):
        version = (ROOT / 'VERSION').read_text().strip().encode()
        other = version[:-1] + b'9'
        self.refused(self.edited('first', b'slipway=' + version, b'slipway=' + other), 'libfirst.so', other.decode(), version.decode(),
                     'libslipway_core.so', 'build it again')

    def test_for_another_build(self):
        text = self.plugin('first').read_bytes()
        start = text.index(b'headers=') + 8
        self.refused(self.edited('first', text[start:start + 12], b'0123456789ab'), 'libfirst.so', '0123456789ab', 'headers', 'build it again')

    def test_for_another_standard_library(self):
        self.refused(self.edited('first', b'cxx11_abi=1', b'cxx11_abi=0'), 'libfirst.so', 'ABI')

    def test_of_another_kind(self):
        self.refused(self.edited('first', b'slipway_plugin_v1', b'slipway_plugin_v7'), 'libfirst.so', 'slipway_plugin_v7')

    def test_a_symbol_that_is_missing(self):
        self.refused(self.plugin('lacks'), 'liblacks.so', 'my::forgotten(int)', 'slipway_add_plugin')

    def test_a_name_that_another_plugin_has(self):
        self.refused(self.plugin('first'), 'libtaken.so', 'libfirst.so', "'mmpose.Count_first'", more=['--plugin', self.plugin('taken')])

    def test_another_copy_of_a_plugin(self):
        """One sentence, however many names it has."""
        copy = self.file('copy/libcopy.so', self.plugin('several').read_bytes())
        result = self.run_slipway('list', 'metrics', '--plugin', self.plugin('several'), '--plugin', copy)
        self.assert_refused(result, "libcopy.so registers the metric 'mmpose.CountA' and 2 more, which ", 'libseveral.so has registered before; load one of them')

    def test_a_name_that_slipway_has(self):
        self.refused(self.plugin('builtin'), 'libbuiltin.so', "'mmpose.CocoMetric'", 'libslipway_core.so')

    def test_an_initialiser_that_throws(self):
        self.refused(self.plugin('throws'), 'libthrows.so', 'no licence was found')

    def test_all_that_is_wrong_at_once(self):
        self.refused(self.plugin('lacks'), 'liblacks.so', 'libstranger.so', more=['--plugin', self.plugin('stranger')])

    def model_config(self, imports):
        """A config beside which there may be a plugin."""
        text = (NANO / 'model_cfg.py').read_text().replace('CocoMetric', 'MyCount')
        return self.file('project/model.py', text + f'\ncustom_imports = dict(imports={imports!r}, allow_failed_imports=False)\n')

    def test_the_config_imports_it(self):
        config = self.model_config(['my_metrics'])
        shutil.copy(self.plugin('my_metrics'), config.parent)
        result = self.run_slipway('inspect', POSE_DEPLOY, config, NANO / 'checkpoint.pth', scene(1), '--summary', '--log-level', 'DEBUG')
        self.assert_works(result)
        self.assertIn('libmy_metrics.so: metric mmpose.MyCount', result.err)

    def test_the_config_imports_it_from_the_path(self):
        """A module of a package, and a folder that --plugin names."""
        config = self.model_config(['projects.hands.my_metrics'])
        result = self.run_slipway('inspect', POSE_DEPLOY, config, NANO / 'checkpoint.pth', scene(1), '--summary', '--plugin',
                                  self.plugin('my_metrics'), '--log-level', 'DEBUG')
        self.assert_works(result)
        self.assertNotIn('there is no plugin', result.err)

    def test_the_config_imports_what_is_not_there(self):
        config = self.file('project/model.py', (NANO / 'model_cfg.py').read_text().replace("type='YOLOXPoseHead'", "type='HandHead'") +
                           "\ncustom_imports = dict(imports=['my_models'])\n")
        result = self.run_slipway('inspect', POSE_DEPLOY, config, NANO / 'checkpoint.pth', scene(1))
        self.assert_refused(result, 'mmpose.HandHead', "Python module 'my_models'", 'libmy_models.so', '--plugin', 'slipway new model',
                            'program', str(config.parent), seconds=5)

    def test_an_import_of_a_library_is_none(self):
        """Configs import parts of the libraries, too."""
        config = self.model_config(['mmpose.models', 'mmdet.models'])
        self.assert_works(self.run_slipway('inspect', POSE_DEPLOY, config, NANO / 'checkpoint.pth', scene(1), '--summary'))


class Configs(WithPlugins):
    """Deploy configs of a plugin, and those that come with the program, by their names."""
    shared = True
    slow = True

    def setUp(self):
        super().setUp()
        self.project = self.tmp / 'project'
        self.file('project/first/configs/_base_/ort.py', "_base_ = 'slipway::mmpose/pose-detection_yolox-pose_onnxruntime_dynamic.py'\n")
        self.config = self.file('project/first/configs/hands/pose_onnxruntime.py',
                                "_base_ = 'first::_base_/ort.py'\nonnx_config = dict(save_file='hand.onnx')\n")
        shutil.copy(self.plugin('first'), self.project)

    def config_of(self, *args, **more):
        """What `slipway config` prints of a deploy config."""
        result = self.run_slipway('config', *args, '--json', **more)
        self.assert_works(result)
        return json.loads(result.out)

    def summary(self, deploy_cfg, *more, model_cfg=NANO / 'model_cfg.py'):
        return self.run_slipway('inspect', deploy_cfg, model_cfg, NANO / 'checkpoint.pth', scene(1), '--summary', *more)

    def test_are_listed(self):
        plugin = self.project / 'libfirst.so'
        result = self.run_slipway('list', 'configs', '--plugin', plugin)
        self.assert_works(result)
        self.assertIn('first::hands/pose_onnxruntime.py', result.out.splitlines())
        self.assertIn('mmpose/pose-detection_yolox-pose_onnxruntime_dynamic.py', result.out.splitlines())
        self.assertNotIn('_base_', result.out)
        self.assertIn('  deploy config first::hands/pose_onnxruntime.py\n', self.run_slipway('list', 'plugins', '--plugin', plugin).out)
        self.assertNotIn('first::', self.run_slipway('list', 'configs').out)

    def test_are_found_by_name(self):
        for name in ('first::hands/pose_onnxruntime.py', 'hands/pose_onnxruntime', 'pose_onnxruntime.py'):
            with self.subTest(name):
                self.assert_works(self.summary(name, '--plugin', self.project / 'libfirst.so'))
        self.assert_works(self.summary('pose-detection_yolox-pose_onnxruntime_dynamic.py'))

    def test_are_found_where_the_model_config_imports_the_plugin(self):
        model = self.file('project/model.py', (NANO / 'model_cfg.py').read_text() + "\ncustom_imports = dict(imports=['first'])\n")
        self.assert_works(self.summary('first::hands/pose_onnxruntime.py', model_cfg=model))
        deploy = self.file('deploy.py', "_base_ = 'first::hands/pose_onnxruntime.py'\n")
        self.assert_works(self.summary(deploy, model_cfg=model))
        self.assert_refused(self.summary(deploy), 'deploy.py:1:10', "the folder of package 'first' is not known", '--plugin')

    def test_are_bases(self):
        deploy = self.file('deploy.py', "_base_ = 'first::hands/pose_onnxruntime.py'\n")
        config = self.config_of(deploy, '--plugin', self.project)
        self.assertEqual(config['onnx_config']['save_file'], 'hand.onnx')
        self.assertNotIn('_scope_', json.dumps(config))

    def test_a_name_that_nothing_has(self):
        plugin = ['--plugin', self.project / 'libfirst.so']
        self.assert_refused(self.summary('first::hands/pose_onnxrutime.py', *plugin), 'no such file', "did you mean 'first::hands/pose_onnxruntime.py'?",
                            'slipway list configs', seconds=5)
        self.assert_refused(self.summary('configs/mmpose/pose-detection_simcc_onnxruntime_dynamik.py'), 'no such file',
                            "'mmpose/pose-detection_simcc_onnxruntime_dynamic.py'")
        self.file('project/first/configs/feet/pose_onnxruntime.py', '')
        self.assert_refused(self.summary('pose_onnxruntime', *plugin), "it may be 'first::feet/pose_onnxruntime.py' or "
                            "'first::hands/pose_onnxruntime.py'; say which")

    def test_a_plugin_with_the_name_of_a_library(self):
        self.file('mmdet/configs/x.py', '')
        shutil.copy(self.plugin('first'), self.tmp / 'libmmdet.so')
        self.refused(self.tmp / 'libmmdet.so', 'libmmdet.so has deploy configs', 'name it otherwise')

    def test_the_build_shows_them(self):
        """slipway_add_plugin() links configs/ beside the library, whenever it comes."""
        self.assertEqual((self.built / 'first/configs').readlink(), ROOT / 'test/plugin/configs')


class Mistakes(Case):
    """What newcomers do wrong, and that they are told what to do."""
    shared = True
    slow = True

    @classmethod
    def setUpClass(cls):
        cls.built = Path(tempfile.mkdtemp(prefix='slipway-models-'))
        cls.addClassCleanup(shutil.rmtree, cls.built, ignore_errors=True)
        build_project(ROOT / 'test/plugin/torch', cls.built)

    def check(self, config, *more, code=3, needles=()):
        result = self.run_slipway('check-module', config, '--scope', 'mmpose', '--input', '2,3,8,8', '--backend', 'onnxruntime', '--plugin',
                                  self.built / 'libmistakes.so', *more)
        shown = result.out + result.err
        self.assertEqual(result.code, code, shown)
        for needle in needles:
            self.assertIn(needle, shown)
        for word in ('terminate called', 'internal error', 'std::'):
            self.assertNotIn(word, shown)
        return result

    def test_writing_into_the_input(self):
        self.check("dict(type='InPlace')", code=2, needles=["'forward' writes into its input 0 in place", 'at::add(x, y)'])
        self.check("dict(type='Overwritten')", needles=['the rewriter of my_models.mistakes.Overwritten.add writes into its input 0 in place',
                                                        'at::add(x, y)'])

    def test_a_double(self):
        self.check("dict(type='Doubles')", code=2, needles=["output 0 of 'forward'", 'is f64', 'x.options()'])
        self.check("dict(type='CreatesApart')", needles=['aten::mul', 'created apart from the inputs', 'x.options()',
                                                         'my_models.mistakes.CreatesApart'])

    def test_a_hook_that_is_not_declared(self):
        self.check("dict(type='OtherHook')", code=2, needles=['my_models.mistakes.OtherHook calls hooked("center"), which its kHooks do not list',
                                                              "they have 'centre'"])
        self.check("dict(type='NoHook')", code=2, needles=['my_models.mistakes.NoHook calls hooked("centre")', 'kHooks{"centre"}'])

    def test_a_hook_that_is_never_called(self):
        self.check("dict(type='IdleHook')", code=0, needles=["nothing fired: 'forward' never calls hooked() for my_models.mistakes.IdleHook.centre"])

    def test_code_that_fails(self):
        """What a type throws is about its inputs, and no fault of Slipway."""
        self.check("dict(type='WantsTwoInputs')", code=2, needles=["my_models.mistakes.WantsTwoInputs: 'forward' cannot be run on f32[2,3,8,8]: ",
                                                                   'compare the inputs'])
        self.check("dict(type='OtherChannels')", code=2, needles=["my_models.mistakes.OtherChannels: 'forward' cannot be run on f32[2,3,8,8]: ",
                                                                  'to have 5 channels', 'compare the inputs'])

    def test_a_shape_that_depends_on_data(self):
        self.check("dict(type='DependsOnData')", needles=[
            'aten::nonzero', 'part.chooser', 'depends on the values of its input', "'chooser' is part of my_models.mistakes.DependsOnData",
            'my_models.mistakes.DependsOnData.choose'])
        self.check("dict(type='ReadsAValue')", needles=['aten::item in part: its result depends on the values', 'at::where',
                                                        'it is my_models.mistakes.ReadsAValue'])

    def test_an_operator_that_cannot_be_deployed(self):
        self.check("dict(type='Undeployable')", needles=[
            'aten::special_i0e', "'part.inner'", "'inner' is part of my_models.mistakes.Undeployable",
            'my_models.mistakes.Undeployable.special', 'slipway new rewriter'])

    def test_another_number_of_outputs(self):
        self.check("dict(type='OneOutput')", '--method', 'predict',
                   needles=["'predict' returns 1 outputs", 'onnxruntime have 2', 'dets', 'keypoints', 'no rewriter fired'])

    def test_a_rewriter_of_another_class(self):
        self.check("dict(type='Adder')", needles=['the rewriter of my_models.mistakes.Adder.add takes a', 'OneOutput', 'Adder;'])

    def test_a_rewriter_that_computes_something_else(self):
        result = self.check("dict(type='Wrong')", needles=['output 0: element [', 'my_models.mistakes.Wrong.add', 'replay: '])
        line = next(line for line in result.out.splitlines() if line.startswith('replay: slipway '))
        again = self.run_slipway(*shlex.split(line[len('replay: slipway '):]))
        self.assertEqual(again.code, 3)
        same = [[line for line in text.splitlines() if line.startswith('rewritten')] for text in (result.out, again.out)]
        self.assertEqual(*same)
        shutil.rmtree(line.split('--case ')[1].split()[0])

    def test_a_rewriter_for_what_nobody_has(self):
        result = self.run_slipway('list', 'rewriters', '--plugin', self.built / 'libmisplaced.so')
        self.assert_refused(result, 'YOLOXPoseHead.predct can never fire', 'lets forward be replaced', 'YOLOXPoseHaed.forward can never fire',
                            "did you mean 'mmpose.models.heads.hybrid_heads.yoloxpose_head.YOLOXPoseHead.forward'", seconds=5)

    def test_a_wrong_signature(self):
        done = subprocess.run(['cmake', '--build', self.built, '--target', 'signature'], capture_output=True, text=True, check=False)
        self.assertNotEqual(done.returncode, 0)
        for said in ('a rewriter is a function Tensors(const T& self, const Tensors& inputs, const Context& context)',
                     'a model type has a public constructor T(Args& args, const BuildContext& context)',
                     "a FeatureModule has 'Tensors forward(const Tensors& inputs) const override'"):
            self.assertIn(said, done.stdout + done.stderr)
        self.assertNotIn('construct_at', done.stdout + done.stderr)

    def test_a_name_of_the_state_dict(self):
        """A head whose layers have other names than the weights: what is missing, what is left over, and which may be meant."""
        text = (NANO / 'model_cfg.py').read_text().replace("type='YOLOXPAFPN'", "type='ProjectPAFPN'")
        config = self.file('model.py', text)
        result = self.run_slipway('inspect', POSE_DEPLOY, config, NANO / 'checkpoint.pth', scene(1), '--plugin', self.built / 'libmistakes.so')
        self.assert_refused(result, 'does not fit the model', 'missing', 'neck.lateral.weight', 'neck.', seconds=10)

    def test_a_forgotten_registration(self):
        self.check("dict(type='Adderr')", code=2, needles=["unknown model type 'mmpose.Adderr'", "did you mean 'mmpose.Adder'"])

    def test_the_kit_and_multiclass_nms(self):
        """The tests of the project itself: the kit, and 1,000 images on each backend."""
        done = subprocess.run(['ctest', '--test-dir', self.built, '--output-on-failure'], capture_output=True, text=True, check=False)
        self.assertEqual(done.returncode, 0, done.stdout)

    def test_rewrites_of_a_model(self):
        result = self.run_slipway('inspect', '--rewrites', NANO / 'model_cfg.py')
        self.assert_works(result)
        self.assertIn('function mmpose.models.heads.hybrid_heads.yoloxpose_head.YOLOXPoseHead.forward', result.out)
        self.assertRegex(result.out, r'rewriter \[any backend, any IR\] on .*onnxruntime')
        self.assert_refused(self.run_slipway('inspect', '--rewrites', self.tmp / 'none.py'), 'none.py', work_dir=None)
        self.assert_refused(self.run_slipway('inspect'), '--rewrites MODEL_CFG', work_dir=None)
