# Arithmetic, comparisons, boolean and conditional expressions, with Python's signs, types and precedences.
a, b, c = 7, 3, 2.5
arithmetic = [a + b, a - b, a * b, a / b, a // b, a % b, a**b, -a // b, -a % b, a // -b, a % -b, -a // -b, -a % -b]
floats = [c + 1, c * 2, 7.5 // 2, -7.5 // 2, 7.5 % 2, -7.5 % 2, 7.5 % -2, 2**0.5, 2**-1, 4 / 2, 1e308 * 10, 0.1 + 0.2, 1 / 3]
powers = [-2**2, (-2)**2, 2**3**2, 2**-2, 10**12, 1 << 30, 1 << 62, 1024 >> 3, -5 >> 1]
bits = [6 & 3, 6 | 3, 6 ^ 3, ~6, True & False, True | False, True ^ True, 1 + 2 << 3, 1 | 2 & 3 ^ 4]
types = [True + 1, 3 * 1.0, 6 // 2, 6 / 2, 2 * True, -True, +False, ~True]
compare = [1 < 2, 1 < 2 < 3, 1 < 3 < 2, 1 == 1.0, 1 != 2, 'a' < 'b', [1, 2] < [1, 3], (1,) < (1, 0), 1 == True, [1] == (1,), 2 <= 2 >= 1]
member = [1 in [1, 2], 3 not in (1, 2), 'b' in 'abc', 'k' in dict(k=1), 'v' in dict(k='v'), 2 in {1, 2}, (1, 2) in [(1, 2)]]
identity = [None is None, 1 is not None, True is True, [] is []]
logic = [1 and 2, 0 and 2, 0 or 'x', '' or [], not 1, not [], not not 'a', None or 0 or 'last', 1 and 'a' and [], not 1 == 2]
choose = ['big' if a > 5 else 'small', 1 if [] else 2 if {} else 3, (1 if True else 2) + 1]
strings = ['ab' + 'cd', 'ab' * 3, 2 * 'x', 'ab' * 0, 'ab' * -1, 'a' 'b' * 2]
lists = [[1] + [2], [0] * 3, 2 * [1, 2], (1,) + (2, 3), (0,) * 2, [[]] * 2]
dict_union = dict(a=1, b=2) | dict(b=3, c=4)
set_ops = [sorted({1, 2, 3} & {2, 3, 4}), sorted({1, 2} | {3}), sorted({1, 2} - {2}), sorted({1, 2} ^ {2, 3}), {1} < {1, 2}, {1, 2} <= {1, 2}]
x = 1
x += 2
x *= 10
x -= 1
x //= 2
y = 7.0
y /= 2
y **= 2
z = 5
z %= 3
z <<= 4
z |= 1
z &= 0xF1
z ^= 2
z >>= 1
items = [1]
alias = items
items += (2, 3)
items *= 2
word = 'a'
word += 'b'
d = dict(k=[1])
d['k'] += [2]
d['n'] = 1
d['n'] += 1
d |= {'m': 3}
first, *rest = [1, 2, 3]
*head, last = 'abc'
(p, q), r = (1, 2), 3
[m, n] = 4, 5
s = t = [0]
t.append(1)
i, j = 1, 2
i, j = j, i
spread = [*range(3), *'ab', *(x for x in (7, 8))]
merged = {**dict(a=1), 'b': 2, **{'a': 3}}
tupled = *[1, 2], 3
if (walrus := 5) > 3:
    seen = walrus + 1
