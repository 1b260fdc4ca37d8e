import json
import re

# Syntax: what each pattern finds in each text.
_texts = ['', 'a', 'aa', 'ab', 'abc', 'a1b22', 'foo bar', 'line1\nline2\n', 'x=1, y = 20', 'rtmpose-m_8xb256-420e_coco-256x192',
         'Äöü Straße', '中文_12', 'aXbX', '((a))', '2024-01-31', '\t tab', 'ffoo']
_patterns = [
    'a', 'a*', 'a+?', 'a??', 'a{2}', 'a{1,}', 'a{,1}', 'a{,}', '{', 'a{x', '(a)(b)?', '(?:a|ab)(c?)', 'a|b|c', '(a|b)*', '(a*)*', '(a*)+', '((a)|(b))+',
    '(?P<word>[a-z]+)', r'\d+', r'\D+', r'\w+', r'\W+', r'\s', r'\S+', r'\bfoo\b', r'\Bo', '^', '$', '^a$', r'\Aa\Z', '(?m)^l', '(?m)1$', '(?s)1.', '1.',
    '[a-c]+', '[^a-c]+', '[]a]', '[^]a]', '[a-]', r'[\d_-]+', r'[\w.]+$', r'(\d+)x(\d+)', r'(.)\1', '(?i)AB', '(?i:A)b', r'(?P<q>.)(?P=q)', 'a(?=b)', 'a(?!b)',
    '(?<=a)b', '(?<!a)b', '(?<=ab)c', r'(?<=\d)\D', '(a)?(?(1)b|c)', '(?P<p>[(])*a(?(p)[)]+)', '(?>a+)b', 'a++', 'a*+a', '(?:ab?)++', 'x*', '(?x) a  b # comment', '(?#c)a',
    r'\x61', r'\u0061', r'[\x61-\x63]+', r'\141', r'\.', r'\(+', r'[(]+', '(a|b|)c?', '.*?b', '.*b', '(.*)(b)', '(.*?)(b?)$', r'(\w+) (\w+)', '[Ä-ü]+', '中.',
    '(?a)\\w+', '(?i)straße', r'(?i)[a-z]+', r'([a-z]+)-([a-z])_(\d+)xb(\d+)-(\d+)e_(\w+)-(\d+x\d+)', '(a(b(c)))', '(a)|b', '(|a)+', '(?:(a)|b)*', r'(\d{4})-(\d\d)-(\d\d)',
]
searches = [[(m.span(), m.group(), m.groups()) if (m := re.search(p, t)) else None for t in _texts] for p in _patterns]
matches = [[m.span() if (m := re.match(p, t)) else None for t in _texts[3:9]] for p in _patterns]
full = [[m.groups() if (m := re.fullmatch(p, t)) else None for t in _texts[1:7]] for p in _patterns]
found = [[re.findall(p, t) for t in _texts[2:9]] for p in _patterns]
pieces = [[re.split(p, t) for t in _texts[3:7]] for p in _patterns]
replaced = [[re.sub(p, '<\\g<0>>', t) for t in _texts[3:8]] for p in _patterns]
counted = [[re.subn(p, '-', t, 2) for t in _texts[5:7]] for p in _patterns]

# The rest of the module.
names = re.match(r'(?P<head>\w+)-(?P<tail>\w+)?', 'ab-').groupdict()
names_default = re.match(r'(?P<head>\w+)-(?P<tail>\w+)?', 'ab-').groupdict('none')
parts = [re.match('(a)(b)?(?P<c>c)', 'ac').group(0, 1, 'c'), re.match('(a)(b)?', 'a').groups('-'), re.match('(a)', 'a')[1],
         re.match('(?P<n>a)', 'a')['n']]
places = [re.search('(b)(c)?', 'äb').start(), re.search('(b)(c)?', 'äb').end(1), re.search('(b)(c)?', 'äb').span(2)]
attributes = [re.compile('(a)(?P<x>b)', re.I | re.M).groups, dict(re.compile('(a)(?P<x>b)').groupindex), re.compile('a').pattern,
              re.compile('a', re.IGNORECASE).flags, re.match('a', 'ab').string, re.match('a', 'ab').re.pattern]
methods = [re.compile('a').sub('b', 'aaa', count=1), re.compile(',').split('a,b,c', maxsplit=1), re.compile('a').findall('aba'),
           re.compile('B', re.I).search('abc').group(), [m.start() for m in re.compile('a').finditer('aba')], re.compile('(a)').subn(r'\1\1', 'aa')]
templates = [re.sub('(a)(b)?', r'[\1\2]', 'ab a'), re.sub('a', r'\n\t\\', 'a'), re.sub('(?P<x>a)', r'\g<x>\g<1>', 'ba'), re.sub('a', r'\.', 'a'),
             re.sub('a', r'\101\0', 'a')]
called = re.sub(r'\d+', lambda m: str(int(m.group()) * 2), 'a1b22c333')
flags = [re.findall('^a.', 'ab\nac', re.M), re.findall('a.c', 'a\nc', flags=re.DOTALL), re.sub('A', 'b', 'aA', flags=re.I), re.split('[a-f]+', '0a3B9', flags=re.IGNORECASE),
         re.search('a b', 'ab', re.VERBOSE).group(), re.findall(r'\w', 'äa', re.ASCII)]
escaped = [re.escape('a.b-c_d/e f\n$'), re.escape('ü'), re.sub(re.escape('a.b'), 'x', 'a.b aab')]
cases = [re.findall('(?i)[à-ï]+', 'ÀÉ àé ×'), re.findall('(?i)дом', 'ДОМ дом'), re.findall('(?i)k', 'K\u212a'), re.findall('(?i)σ', 'ΣΣς')]
truth = ['yes' if re.match('a', 'b') else 'no', bool(re.match('', ''))]


def variant(name):
    found = re.match(r'(\w+?)_(\d+)xb(\d+)-(\d+)e', name)
    model, gpus, batch, epochs = found.groups()
    return dict(model=model, gpus=int(gpus), batch=int(batch), epochs=int(epochs))


schedule = variant('resnet50_8xb32-100e_in1k')

# json.loads reads what Python's json writes.
loaded = json.loads('{"a": [1, -2.5e3, true, false, null, "\\u00e9\\ud83d\\ude00\\n"], "b": {"c": {}}, "a ": [], "big": 123456789012345678901234567890}')
scalars = [json.loads(t) for t in ('1', ' "x" ', '-0.5', '[]', 'null')]
classes = tuple(json.loads('["a", "b"]'))
twice = json.loads('{"a": 1, "b": 2, "a": 3}')
