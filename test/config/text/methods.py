# Methods of str, list, tuple, dict and set.
case = ['Ab'.lower(), 'ab'.upper(), 'hello world'.title(), 'hELLO'.capitalize(), 'aB'.swapcase(), 'HeLLo'.casefold()]
stripped = ['  a b '.strip(), 'xxaxx'.strip('x'), '  a '.lstrip(), '  a '.rstrip(), 'abcba'.strip('ab'), '\t\na\r '.strip()]
split = ['a b  c'.split(), 'a,b,,c'.split(','), 'a,b,c'.split(',', 1), ' a b c '.split(None, 1), 'a.b.c'.rsplit('.', 1), 'a b c'.rsplit(None, 1), ''.split(), ''.split(','), 'a--b'.split('--'), 'l1\nl2\r\nl3'.splitlines(), 'abc'.split(sep='b'), ' x  y z '.rsplit(),
         'a  b  c '.split(' ', 2), ' a b '.rsplit(None, 5)]
joined = [','.join(['a', 'b']), ''.join('abc'), '-'.join(str(i) for i in range(3)), 'x'.join([]), ', '.join(dict(a=1, b=2))]
replaced = ['aaa'.replace('a', 'b'), 'aaa'.replace('a', 'b', 2), 'abc'.replace('', '-'), 'abc'.replace('z', 'y'), 'ab'.replace('', '-', 2), 'hello'.replace('l', '')]
tests = ['abc'.startswith('ab'), 'abc'.endswith(('x', 'bc')), '12'.isdigit(), 'ab'.isalpha(), 'a1'.isalnum(), ' '.isspace(), 'ab'.islower(), 'AB'.isupper(), 'a_1'.isidentifier(), ''.isdigit(), 'a1'.islower(), '1'.isupper()]
found = ['hello'.find('l'), 'hello'.rfind('l'), 'hello'.find('z'), 'hello'.index('e'), 'hello'.count('l'), 'äöü'.find('ü'), 'aaaa'.count('aa'), 'abc'.count('')]
parts = ['a=b=c'.partition('='), 'a=b=c'.rpartition('='), 'abc'.partition('='), 'abc'.rpartition('=')]
padded = ['a'.ljust(3), 'a'.rjust(3, '.'), 'a'.center(4, '*'), '7'.zfill(3), '-7'.zfill(4), 'abc'.ljust(2)]
affix = ['prefix_name'.removeprefix('prefix_'), 'name.py'.removesuffix('.py'), 'abc'.removeprefix('x')]
values = [3, 1, 2]
values.append(5)
values.extend([4, 4])
values.insert(0, 'first')
values.insert(-1, 'near end')
popped = [values.pop(), values.pop(0)]
values.remove('near end')
position = values.index(5)
fours = values.count(4)
values.sort()
values.reverse()
copied = values.copy()
copied.clear()
words = ['bb', 'a', 'ccc']
words.sort(key=len, reverse=True)
tupled = [(1, 2, 1).count(1), (1, 2).index(2), [5, 6, 5].index(5, 1)]
d = dict(a=1, b=2)
d.update(b=3, c=4)
d.update({'d': 5})
d.update([('e', 6)])
got = [d.get('a'), d.get('z'), d.get('z', 0), d.pop('a'), d.pop('z', None), d.setdefault('f', []), d.setdefault('b', 9)]
d['f'].append(1)
views = [list(d.keys()), list(d.values()), list(d.items()), len(d.items()), 'b' in d.keys(), 3 in d.values()]
last = d.popitem()
clone = d.copy()
clone['new'] = True
empty = dict(a=1)
empty.clear()
defaults = dict.fromkeys(['x', 'y'], 0)
s = {1, 2}
s.add(3)
s.discard(1)
s.update([7])
sorted_set = [sorted(s), sorted(s.union([9])), sorted(s.intersection([2, 3])), sorted(s.difference({2})), sorted({1, 2}.symmetric_difference({2, 3}))]
custom_keys = {}
for i in range(2):
    custom_keys.update({f'layers.{i}': dict(lr_mult=0.9**i)})
