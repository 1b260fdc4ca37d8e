# SPDX-FileCopyrightText: 2026 The Slipway Authors
# SPDX-License-Identifier: Apache-2.0
"""README.md and its translation are in step, and documents name options and files that exist."""
import os
import re

from harness import ROOT, Case


class Documents(Case):
    def parts(self, name):
        text = (ROOT / name).read_text(encoding='utf-8')
        blocks = re.findall(r'^```.*?^```$', text, re.M | re.S)
        headings = [len(found) for found in re.findall(r'^(#+) ', re.sub(r'^```.*?^```$', '', text, flags=re.M | re.S), re.M)]
        return text, blocks, headings

    def test_translation_is_in_step(self):
        english, blocks, headings = self.parts('README.md')
        chinese, translated_blocks, translated_headings = self.parts('README.zh.md')
        self.assertGreater(len(blocks), 5)
        self.assertEqual(blocks, translated_blocks)
        self.assertEqual(headings, translated_headings)
        self.assertIn('(README.zh.md)', english)
        self.assertIn('(README.md)', chinese)
        # Every command, option and file that one names in code stands in the other as well.
        code = [set(re.findall(r'`([^`\n]+)`', re.sub(r'^```.*?^```$', '', text, flags=re.M | re.S))) for text in (english, chinese)]
        self.assertEqual(code[0] ^ code[1], set())
        self.assertEqual(english.count('\n| '), chinese.count('\n| '))

    def test_options_exist(self):
        known = set(re.findall(r'--[\w-]+', self.run_slipway('completion', 'bash').out)) | {'--help', '--version'}
        for name in ('README.md', 'docs/test.md', 'docs/profile.md', 'docs/evaluate.md', 'docs/checkpoint.md'):
            text = (ROOT / name).read_text(encoding='utf-8')
            for command in re.findall(r'`slipway [^`]*`', text):
                for option in re.findall(r'(?<![\w-])--[a-z][\w-]*', command):
                    self.assertIn(option, known, f'{name}: {command}')

    def test_index_names_every_document(self):
        index = (ROOT / 'docs/README.md').read_text(encoding='utf-8')
        for file in sorted((ROOT / 'docs').glob('*.md')):
            if file.name != 'README.md':
                self.assertIn(f'({file.name})', index)

    def test_links_lead_somewhere(self):
        for file in [*ROOT.glob('*.md'), *(ROOT / 'docs').glob('*.md')]:
            prose = re.sub(r'^```.*?^```$', '', file.read_text(encoding='utf-8'), flags=re.M | re.S)  # a lambda looks like a link
            for target in re.findall(r'\]\(([^)#:]+)(?:#[^)]*)?\)', prose):
                self.assertTrue(os.path.exists(file.parent / target), f'{file.name}: {target}')
