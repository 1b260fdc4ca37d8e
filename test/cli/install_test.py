# SPDX-FileCopyrightText: 2026 The Slipway Authors
# SPDX-License-Identifier: Apache-2.0
"""`cmake --install` gives a folder that runs from anywhere, without the build tree and without a word in the environment."""
import os
import shutil
import subprocess
from pathlib import Path

import golden
import harness
from harness import DATA, Case, read_json, scene

CONSUMER = """cmake_minimum_required(VERSION 3.22)
project(consumer LANGUAGES CXX)
find_package(slipway REQUIRED)
add_executable(consumer main.cc)
target_link_libraries(consumer PRIVATE slipway::core)
add_executable(sdk sdk.cc)
set_target_properties(sdk PROPERTIES CXX_STANDARD 17)
target_link_libraries(sdk PRIVATE slipway::slipway)
"""
CONSUMER_MAIN = """#include <slipway/backend.h>
#include <slipway/config.h>
#include <cstdio>
int main(int, char** argv) {
  std::puts(slipway::config::load(argv[1]).at("backend_config").at("type").as_string().c_str());
  return slipway::backend::availability("onnxruntime").available ? 0 : 1;
}
"""
SDK_MAIN = """#include <slipway/slipway.hpp>
#include <cstdio>
int main(int, char** argv) try {
  slipway::Classifier classifier{std::string(argv[1])};
  const unsigned char pixels[48 * 48 * 3] = {};
  std::printf("%d\\n", static_cast<int>(classifier(slipway::Image(pixels, 48, 48)).label()) >= 0);
} catch (const slipway::Error& e) {
  std::puts(e.what());
  return 1;
}
"""


class Install(Case):
    slow = True
    def setUp(self):
        super().setUp()
        self.build = Path(harness.program()).parent.parent
        cmake = shutil.which('cmake')
        if cmake is None or not (self.build / 'cmake_install.cmake').is_file():
            self.skipTest('the program is not in a build tree of CMake')
        subprocess.run([cmake, '--install', self.build, '--prefix', self.tmp / 'first'], check=True, capture_output=True)
        self.prefix = self.tmp / 'second place'
        (self.tmp / 'first').rename(self.prefix)

    def run_installed(self, *args):
        return subprocess.run([self.prefix / 'bin/slipway', *map(str, args)], env={'HOME': str(self.tmp)}, capture_output=True, text=True,
                              check=False, stdin=subprocess.DEVNULL, cwd='/')

    def test_deploys(self):
        configs = self.prefix / 'share/slipway/configs'
        result = self.run_installed('deploy', configs / 'mmpose/pose-detection_yolox-pose_onnxruntime_dynamic.py',
                                    *harness.model('yoloxpose-nano'), scene(1), '--work-dir', self.tmp / 'work')
        self.assertEqual(result.returncode, 0, result.stderr)
        self.assertEqual(golden.compare_results(read_json(self.tmp / 'work/results.json'), read_json(DATA / 'yoloxpose-nano/golden.json')[:1]),
                         [])

    def test_refers_to_itself_only(self):
        """No file of the installation is looked for in the build tree or the checkout."""
        files = [self.prefix / 'bin/slipway', *sorted((self.prefix / 'lib').glob('*.so*'))]
        self.assertGreaterEqual(len(files), 4)
        for file in files:
            paths = subprocess.run(['readelf', '-d', file], capture_output=True, text=True, check=True).stdout
            for line in paths.splitlines():
                if 'RUNPATH' in line or 'RPATH' in line:
                    self.assertIn('$ORIGIN', line)
                    self.assertNotIn(str(self.build), line)
                    self.assertNotIn(str(harness.ROOT), line)

    def test_completion_and_manual(self):
        """They lie where shells and man look for them, and are what the program prints."""
        for file, command in (('bash-completion/completions/slipway', ['completion', 'bash']),
                              ('zsh/site-functions/_slipway', ['completion', 'zsh']), ('man/man1/slipway.1', ['man'])):
            self.assertEqual((self.prefix / 'share' / file).read_text(), self.run_installed(*command).stdout)

    def test_package_file(self):
        """Another project finds the libraries by find_package(slipway)."""
        self.file('consumer/CMakeLists.txt', CONSUMER)
        self.file('consumer/main.cc', CONSUMER_MAIN)
        self.file('consumer/sdk.cc', SDK_MAIN)
        if harness.SANITIZED:
            self.skipTest('a program without the sanitizers cannot load libraries with them')
        subprocess.run(['cmake', '-S', self.tmp / 'consumer', '-B', self.tmp / 'consumer/build', f'-DCMAKE_PREFIX_PATH={self.prefix}'],
                       check=True, capture_output=True)
        subprocess.run(['cmake', '--build', self.tmp / 'consumer/build'], check=True, capture_output=True)
        result = subprocess.run([self.tmp / 'consumer/build/consumer',
                                 self.prefix / 'share/slipway/configs/_base_/backends/onnxruntime.py'],
                                capture_output=True, text=True, check=False, env=dict(os.environ, HOME=str(self.tmp)))
        self.assertEqual((result.returncode, result.stdout), (0, 'onnxruntime\n'), result.stderr)
        self.assert_works(self.deploy_resnet('--dump-info', '--no-verify'))
        result = subprocess.run([self.tmp / 'consumer/build/sdk', self.tmp / 'work'], capture_output=True, text=True, check=False,
                                env=dict(os.environ, HOME=str(self.tmp)))
        self.assertEqual((result.returncode, result.stdout), (0, '1\n'), result.stderr)
