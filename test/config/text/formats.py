# f-strings, % and str.format.
name, n, x, flag = 'slip', 42, 3.14159, True
plain = [f'{name}', f'{name}-{n}', f'{{literal}} {n}', f'', f'{n + 1}', f'{name!r}', f'{name!s:>8}', f'{x:.2f}', f'{n:05d}', f'{n:x}', f'{n:#x}', f'{n:+}', f'{n:,}', f'{1234567:,}', f'{1234567.891:,.2f}',
         f'{x:10.3f}|', f'{x:<10.3f}|', f'{name:^10}|', f'{name:*^10}', f'{n:b}', f'{n:o}', f'{x:e}', f'{x:g}', f'{1e-10:g}', f'{0.00001234}', f'{100000.0:g}', f'{1e20}', f'{flag}', f'{None}', f'{[1, "a"]}', f'{n:>{8}}', f'{x:.{2}f}',
         f'{n=}', f'{x = :.2f}', f'{"nested"}', f"{'a' if flag else 'b'}", f'{dict(a=1)["a"]}', f'{0.5:%}', f'{0.256:.1%}', f'{n:_}', f'{123456:_}', f'{255:X}', f'{n:e}', f'{-n:06}', f'{name:.2}', f'{1:c}' == '\x01', f'{flag:d}', f'{-0.0:.1f}',
         f'{n!r:>5}', f'{1e100:.3g}', f'{12345.678:.3}', f'{3.0:.0f}', f'{2.5:.0f}', f'{float("inf"):>6}', f'{n:<6}|', f'{"ä":>3}', f'{(lambda v: v * 2)(3)}', f'{n:=+8}', f'{x:08.3f}', f'{1.0:g}', f'{1234.0:,}', f'{n: }']
joined = f'a{n}' 'b{n}' f"c{n}"
multi = f'''{n}
{name}'''
percent = ['%s' % name, '%d items' % n, '%s-%d' % (name, n), '%.2f' % x, '%5d|' % n, '%-5d|' % n, '%05d' % n, '%x' % 255, '%X' % 255, '%o' % 8, '%e' % x, '%g' % x, '%%', '%r' % name, '%(a)s %(b)d' % dict(a='x', b=2), '%s' % [1], '%s %s' % ([1], (2,)), '%+d' % 5,
           '%10.3f|' % x, '%s' % None, '%c' % 'z', '%c' % 65, '%.3s' % 'abcdef', '%*d' % (5, 3), '%d' % 3.9, '%i' % True, '%#x' % 255, '% d' % 5, '%5s|%-5s|' % ('a', 'b')]
formatted = ['{}'.format(1), '{} {}'.format('a', 'b'), '{1} {0}'.format('a', 'b'), '{a} {b}'.format(a=1, b=2), '{0:.2f} {0!r}'.format(1.5), '{:>5}|{:<5}|'.format('a', 'b'), '{{}}'.format(), '{0[1]}'.format([1, 2]), '{d[k]}'.format(d=dict(k='v')),
             '{:{w}}|'.format('a', w=4), 'backbone.layers.{}'.format(3), '{:05.1f}'.format(2.25), '{:d}'.format(7), '{:,}'.format(1000), '{x}'.format(**dict(x=1)), '{}{}'.format(*[1, 2]), '{!s}'.format('x'), '{:%}'.format(.5), '{a}'.format_map({'a': 5})]
