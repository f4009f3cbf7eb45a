import fc from 'fast-check'

/** Numbers at the edges of what float32, float64 and 64-bit integers hold, and of what counts as a number. */
const EDGES = [
  ...[
    '0',
    '-0',
    '+0',
    '-0.0',
    '00012',
    '5.',
    '.5',
    '+5',
    '1e5',
    '1E+5',
    '1e-5',
    '1_000',
    '1,5',
    '1 000',
    '0x1F',
    '0b1',
  ],
  ...['3.4028234663852886e38', '3.4028235677973366e38', '3.5e38', '-3.4028234663852886e38'],
  ...[
    '1.1754943508222875e-38',
    '1.401298464324817e-45',
    '7e-46',
    '1e-46',
    '16777217',
    '16777216.5',
    '9007199254740993',
  ],
  ...['1.7976931348623157e308', '1e309', '-1e309', '5e-324', '2e-324', '1e-400', '0e999', '1e99999999999', '1e-99999'],
  ...['9223372036854775807', '9223372036854775808', '-9223372036854775808', '18446744073709551615', '2147483648'],
  ...[
    'NaN',
    'nan ',
    '-nan',
    ' Infinity ',
    'Infinity',
    '-Infinity',
    '+inf',
    'INF',
    'infinit',
    'null',
    'N/A',
    '#DIV/0!',
    '∞',
    '1.#INF',
    'None',
    '-',
    '.',
    'e5',
    '--1',
  ],
  ...[
    '65535',
    '65536',
    '-1',
    '52120.0',
    '6.5',
    '٣',
    '1\u00a0',
    '\u00a05',
    '1\0',
    '5\r',
    '5\t',
    ' 5 ',
    '',
    ' ',
    '\u00a0',
  ],
]

const TIMES = [
  ...['1970-01-01 00:00:00', '1969-12-31 23:59:59.999999', '2200-12-31 23:59:59.999999', '2201-01-01 00:00:00'],
  ...[
    '2017-02-29 10:00:00',
    '2016-02-29 10:00:00.1',
    '2017-07-03T11:57:41Z',
    '2017-07-03 24:00:00',
    '9999-99-99 99:99',
  ],
  ...[
    '2017-07-03 11:57:41.826651',
    '2017-07-03 11:57:41.82665x',
    '2017-07-0311:57:41.826651',
    '2017-07-03 1a:57:41.826651',
  ],
  ...[
    '10/03/2026 02:30:32 下午',
    '10/03/2026 02:30:32\u202fp. m.',
    '10-Mar-2026 08:30',
    '13/1/2026 08:30',
    '1/13/2026 08:30',
  ],
  ...['31/2/2017 3:56', '7/7/2017 3:56', '1/1/1970 12:00 AM', '29/2/2200 13:00 PM', '0/0/0000 0:00', '1499083061', '-'],
]

const WORDS = [
  ...[
    'BENIGN',
    'Web Attack \u0096 XSS',
    'Web Attack – XSS',
    'DDoS - Attempted',
    'attempted',
    '__proto__',
    'constructor',
  ],
  ...[
    'toString',
    '10.0.0.1',
    '256.1.1.1',
    '1.2.3.4.5',
    '192.168.010.1',
    '::ffff:10.0.0.1',
    '2001:DB8::0:1',
    '::1',
    'fe80::1%eth0',
    '=cmd|calc',
    '<b>',
  ],
  ...[
    '"',
    '""',
    '"""',
    "'",
    '"5"',
    '"5" ',
    ' "5"',
    '"a,b"',
    'a"b',
    '\\"',
    '\ufeff',
    '\ufffd',
    '\u2028',
    '\x85',
    '\x1a',
  ],
]

const exponent = fc.stringMatching(/^-?\d{0,25}\.?\d{0,25}(e[+-]?\d{1,4})?$/)

/** Text of up to some tens of thousands of characters; enough for whatever is quadratic to be seen. */
const longText = fc
  .tuple(
    fc.constantFrom('9', '0', '1.', '1e', ' ', 'a', '"', 'a"', '" ', '\0', 'é', '\t', '-', '\u00a0', "'", '\r', '1,5'),
    fc.constantFrom(64, 65, 120, 121, 400, 5_000, 70_000),
  )
  .map(([unit, size]) => unit.repeat(Math.ceil(size / unit.length)))

/** Text of one cell: a number, what only looks like one, a time, a name, or anything at all. */
export const hostileCell: fc.Arbitrary<string> = fc.oneof(
  { weight: 8, arbitrary: fc.constantFrom(...EDGES) },
  { weight: 2, arbitrary: fc.constantFrom(...TIMES) },
  { weight: 3, arbitrary: fc.constantFrom(...WORDS) },
  { weight: 2, arbitrary: fc.double().map(String) },
  { weight: 2, arbitrary: fc.float().map(String) },
  { weight: 2, arbitrary: fc.bigInt({ min: -(10n ** 24n), max: 10n ** 24n }).map(String) },
  { weight: 2, arbitrary: exponent },
  { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 12 }) },
  { weight: 1, arbitrary: longText },
)

/** Text that is put where a line should be. */
export const hostileLine: fc.Arbitrary<string> = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.constantFrom('', ' ', '\t\t', '\u00a0', ',', '"', '"",', '\0', '\r', '\ufeff', '#', '__proto__'),
  },
  {
    weight: 3,
    arbitrary: fc.string({
      unit: fc.constantFrom('"', ',', '\r', ' ', '1', 'a', "'", ';', '\t', '\0', 'é'),
      maxLength: 200,
    }),
  },
  { weight: 1, arbitrary: longText },
  { weight: 1, arbitrary: fc.nat(12_000).map((cells) => ','.repeat(cells)) },
  { weight: 1, arbitrary: fc.tuple(longText, longText).map(([one, other]) => `"${one}${other},`) },
)
