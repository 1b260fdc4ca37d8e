# SPDX-FileCopyrightText: 2026 The Slipway Authors
# SPDX-License-Identifier: Apache-2.0
"""Help texts, shell completion and the manual page, which are all made of the program's options."""
import json
import re
import shutil
import subprocess

import harness
from harness import ROOT, Case

COMMANDS = ['deploy', 'convert', 'test', 'run', 'export-repository', 'profile', 'evaluate', 'config', 'checkpoint', 'inspect', 'check-module', 'new', 'list', 'check-env',
            'completion']
# Prints what bash would offer after the words of its arguments, the last of which is being typed.
ASK_BASH = """
source "$1"
shift
COMP_WORDS=("$@")
COMP_CWORD=$(($# - 1))
_slipway
printf '%s\\n' "${COMPREPLY[@]}"
"""


class Completion(Case):
    def setUp(self):
        super().setUp()
        result = self.run_slipway('completion', 'bash')
        self.assert_works(result)
        self.script = self.file('completion.bash', result.out)
        for name in ('deploy_mine.py', 'model.py', 'model.pth', 'street.jpg', 'notes.txt', 'with space.jpg'):
            self.file('here/' + name, '')
        (self.tmp / 'here/data').mkdir()

    def offers(self, *words):
        """What bash offers for the last word, sorted."""
        done = subprocess.run(['bash', '--norc', '-c', ASK_BASH, 'bash', self.script, harness.program(), *words], capture_output=True,
                              text=True, check=False, cwd=self.tmp / 'here')
        self.assertEqual((done.returncode, done.stderr), (0, ''))
        return sorted(line for line in done.stdout.splitlines() if line)

    def test_commands(self):
        self.assertEqual(self.offers(''), sorted(COMMANDS))
        self.assertEqual(self.offers('de'), ['deploy'])
        self.assertEqual(self.offers('c'), ['check-env', 'check-module', 'checkpoint', 'completion', 'config', 'convert'])
        self.assertEqual(self.offers('--v'), ['--version'])

    def test_options_of_a_command(self):
        offered = self.offers('deploy', '--')
        self.assertIn('--work-dir', offered)
        self.assertNotIn('--reference', offered)
        self.assertEqual(self.offers('test', '--ref'), ['--reference'])
        # Whatever the help shows can be completed.
        for command in COMMANDS:
            shown = set(re.findall(r'^  (?:-h, )?(--[\w-]+)', self.run_slipway(command, '--help').out, re.M))
            self.assertTrue(shown)
            self.assertLessEqual(shown, set(self.offers(command, '--')), command)

    def test_choices(self):
        self.assertEqual(self.offers('list', 'm'), ['metrics', 'models'])
        self.assertEqual(self.offers('deploy', '--log-level', ''), ['CRITICAL', 'DEBUG', 'ERROR', 'INFO', 'WARNING'])
        # Bash breaks words at =.
        self.assertEqual(self.offers('evaluate', '--type', '=', 'keypoints_'), ['keypoints_crowd'])
        self.assertEqual(self.offers('evaluate', '--type', '='), ['bbox', 'keypoints', 'keypoints_crowd'])
        self.assertEqual(self.offers('completion', ''), ['bash', 'zsh'])

    def test_files_by_position(self):
        self.assertEqual(self.offers('deploy', 'deploy_mine.py', 'm'), ['model.py'])
        self.assertEqual(self.offers('deploy', 'deploy_mine.py', 'model.py', ''), ['data', 'model.pth'])
        self.assertEqual(self.offers('deploy', 'deploy_mine.py', 'model.py', 'model.pth', ''), ['data', 'street.jpg', 'with space.jpg'])
        # A flag takes no word, another option one, and some as many as follow.
        self.assertEqual(self.offers('deploy', '--dump-info', 'deploy_mine.py', '--work-dir', 'data', 'm'), ['model.py'])
        self.assertEqual(self.offers('deploy', '--test-img', 'street.jpg', 's'), ['street.jpg'])
        self.assertEqual(self.offers('profile', 'data', 'n'), ['notes.txt'])
        self.assertEqual(self.offers('config', 'model.py', '--diff', 'd'), ['data', 'deploy_mine.py'])
        self.assertEqual(self.offers('deploy', '--work-dir', ''), ['data'])
        self.assertEqual(self.offers('deploy', '--work-dir', '=', 'd'), ['data'])
        # Where nothing has the ending, any file.
        self.assertEqual(self.offers('deploy', 'deploy_mine.py', 'n'), ['notes.txt'])
        self.assertEqual(self.offers('deploy', '--test-img', 'with\\ s'), ['with space.jpg'])
        self.assertEqual(self.offers('deploy', '--test-img', '"with s'), ['with space.jpg'])
        # Free text has no completion.
        self.assertEqual(self.offers('deploy', '--rtol', ''), [])

    def test_deploy_configs_by_name(self):
        name = 'pose-detection_yolox-pose_onnxruntime_dynamic.py'
        self.assertEqual(self.offers('deploy', name[:-6]), [str(ROOT / 'configs/mmpose' / name)])
        self.assertEqual(self.offers('deploy', 'mmpose/' + name[:-6]), [str(ROOT / 'configs/mmpose' / name)])
        self.assertEqual(self.offers('test', 'deploy_m'), ['deploy_mine.py'])
        self.assertFalse([path for path in self.offers('deploy', 'o') if '_base_' in path])

    def test_zsh(self):
        result = self.run_slipway('completion', 'zsh')
        self.assert_works(result)
        self.assertTrue(result.out.startswith('#compdef slipway\n'))
        for word in ('--work-dir', '(bbox keypoints keypoints_crowd)', *COMMANDS):
            self.assertIn(word, result.out)
        zsh = shutil.which('zsh')
        if zsh is None:
            self.skipTest('there is no zsh')
        script = self.file('_slipway', result.out)
        self.assertEqual(subprocess.run([zsh, '-n', script], capture_output=True, text=True, check=False).stderr, '')

    def test_other_shell(self):
        self.assert_refused(self.run_slipway('completion', 'tcsh'), "'bash' or 'zsh'", "'tcsh'")


class ManualPage(Case):
    def test_every_option_is_in_it(self):
        page = self.run_slipway('man')
        self.assert_works(page)
        text = page.out.replace('\\-', '-')
        for command in COMMANDS:
            self.assertIn(f'.SS {command}\n', text)
            for option in re.findall(r'^  (?:-h, )?(--[\w-]+)', self.run_slipway(command, '--help').out, re.M):
                self.assertIn(f'\\fB{option}\\fR', text)

    def test_is_valid(self):
        """Neither groff nor mandoc has anything to say."""
        page = self.file('slipway.1', self.run_slipway('man').out)
        checks = [['groff', '-man', '-Tutf8', '-ww', '-z', page], ['mandoc', '-Tlint', '-Wwarning', page]]
        present = [check for check in checks if shutil.which(check[0])]
        if not present:
            self.skipTest('there is neither groff nor mandoc')
        for check in present:
            done = subprocess.run(check, capture_output=True, text=True, check=False)
            self.assertEqual(done.stdout + done.stderr, '', check[0])


class Help(Case):
    def test_is_in_groups(self):
        shown = self.run_slipway('deploy', '--help').out
        groups = re.findall(r'^(\w[\w ]*):$', shown, re.M)
        self.assertEqual(groups, ['Inputs', 'Output', 'Verification', 'Backend and model file', 'Logging', 'Plugins', 'Options', 'Examples'])
        for command in ('test', 'run', 'convert', 'profile', 'evaluate', 'config', 'checkpoint', 'inspect'):
            groups = re.findall(r'^(\w[\w ]*):$', self.run_slipway(command, '--help').out, re.M)
            self.assertEqual((groups[0], groups[-1]), ('Inputs', 'Examples'))

    def test_is_as_wide_as_the_terminal(self):
        for width in (60, 80, 100):
            for command in [[], *([name] for name in COMMANDS)]:
                result = self.run_slipway(*command, '--help', env={'COLUMNS': str(width)})
                self.assert_works(result)
                longest = max(result.out.split('\nExamples:\n')[0].splitlines(), key=len)
                self.assertLessEqual(len(longest), width, longest)
        narrow, wide = (self.run_slipway('deploy', '--help', env={'COLUMNS': n}).out for n in ('60', '120'))
        self.assertGreater(narrow.count('\n'), wide.count('\n'))

    def test_descriptions_are_of_one_kind(self):
        """Commands say what they do (Converts ...), options begin with a small letter; none ends with a full stop."""
        for line in re.findall(r'^  [\w-]+ +(\S.*)', self.run_slipway('--help', env={'COLUMNS': '120'}).out.split('Commands:')[1], re.M):
            self.assertRegex(line, r'^[A-Z]\w+s ')
        for command in COMMANDS:
            for line in re.findall(r'^  -\S.*?  +(\S.*)', self.run_slipway(command, '--help', env={'COLUMNS': '120'}).out, re.M):
                self.assertRegex(line, r'^([a-z]|ONNX|HxW)')

    def test_versions_as_json(self):
        result = self.run_slipway('--version', '--json')
        self.assert_works(result)
        versions = json.loads(result.out)
        self.assertEqual(versions['slipway'], (ROOT / 'VERSION').read_text().strip())
        self.assertEqual(list(versions), ['slipway', 'compiler', 'build_type', 'libtorch', 'onnx', 'protobuf', 'opencv', 'backends'])
        self.assertIn('onnxruntime', versions['backends'])
        shown = self.run_slipway('check-env').out
        for name, version in versions['backends'].items():
            self.assertRegex(shown, rf'  {name} +{re.escape(version)}\n')
        self.assertEqual(self.run_slipway('--json', '--version').out, result.out)
        self.assert_refused(self.run_slipway('--json'), '--version')


class CheckEnv(Case):
    def test_backends_that_do_not_exist_are_one_line(self):
        shown = self.run_slipway('check-env').out
        lines = [line for line in shown.splitlines() if re.search('coreml|tvm|rknn', line)]
        self.assertEqual(len(lines), 1, shown)
        self.assertNotIn('yet supported', shown)
        lines = [line for line in self.run_slipway('list', 'backends').out.splitlines() if re.search('coreml|tvm|rknn', line)]
        self.assertEqual(len(lines), 1)

    def test_says_where_the_deploy_configs_are(self):
        self.assertIn(str(ROOT / 'configs'), self.run_slipway('check-env', env={'COLUMNS': '120'}).out.replace('\n' + 16 * ' ', ''))

    def test_something_missing(self):
        """A broken backend is told with what to do, and does not hide the others."""
        result = self.run_slipway('check-env', env={'SLIPWAY_ONNXRUNTIME': str(self.tmp / 'absent.so')})
        self.assertEqual(result.code, 0)
        self.assertRegex(result.out, r'onnxruntime +not available')
        self.assertIn('absent.so', re.sub(r'\n +', '', result.out))
