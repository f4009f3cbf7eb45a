import { describe, expect, test } from 'vitest'

import { csvCell, csvLine } from './csv.ts'

test.each([
  [[1, true, null, undefined, 'word'], '1,true,,,word\n'],
  [['a,b', 'say "no"', 'two\nlines', 'two\r\nlines'], '"a,b","say ""no""","two\nlines","two\nlines"\n'],
  [[['one', 'two'], { a: 1 }], '"[""one"",""two""]","{""a"":1}"\n'],
  [['2024-05-06 09:00', '192.0.2.7', 'C:\\temp', 'é', 'DoS Hulk'], '2024-05-06 09:00,192.0.2.7,C:\\temp,é,DoS Hulk\n'],
])('writes %j as a line', (cells, line) => {
  expect(csvLine(cells)).toBe(line)
})

test('a cell is quoted for the separator of its file', () => {
  expect(csvCell('a;b', ';')).toBe('"a;b"')
  expect(csvCell('a;b,c', ';')).toBe('"a;b,c"')
  expect(csvCell('a,b', ';')).toBe('a,b')
  expect(csvCell('\tx', '\t')).toBe('"\'\tx"')
})

describe('no text runs as a formula', () => {
  test.each([
    ['=1+1', "'=1+1"],
    ['+cmd', "'+cmd"],
    ['-2+3', "'-2+3"],
    ['@x', "'@x"],
    ['=1+cmd|x!A0', "'=1+cmd|x!A0"],
    ['\tx', "'\tx"],
    ['\rx', "'\\x0dx"],
    ['\uff1d1', "'\uff1d1"],
    ['\uff0b1', "'\uff0b1"],
    ['\uff0d1', "'\uff0d1"],
    ['\uff20x', "'\uff20x"],
    ['  =1', "'  =1"],
    ['\u00a0=1', "'\u00a0=1"],
    ["'=1", "''=1"],
    ['"=1', '"\'""=1"'],
    ['\u201c=1', "'\u201c=1"],
    ['\ufeff=1', "'\\u{feff}=1"],
    ['\u200b=1', "'\\u{200b}=1"],
    ['\0=1', "'\\x00=1"],
    ['\n=1', '"\'\n=1"'],
    ['-Infinity', "'-Infinity"],
    ['-', "'-"],
    ['+1-2', "'+1-2"],
    ['-1e3+1', "'-1e3+1"],
  ])('%j becomes %j', (text, cell) => {
    expect(csvCell(text)).toBe(cell)
  })

  test.each([[-1], ['-1'], ['-1.5'], ['+7'], ['-.5'], ['-1.'], ['-1e-3'], ['+2E5']])('%j stays a number', (cell) => {
    expect(csvCell(cell)).toBe(String(cell))
  })

  test('a number with a decimal comma stays one', () => {
    expect(csvCell('-1,5', ';')).toBe('-1,5')
    expect(csvCell('-1,5')).toBe('"-1,5"')
  })
})

test.each([
  ['a\u001b[2Jb', 'a\\x1b[2Jb'],
  ['a\u009b2Jb', 'a\\x9b2Jb'],
  ['a\u0000b', 'a\\x00b'],
  ['a\u007fb', 'a\\x7fb'],
  ['a\u0007b', 'a\\x07b'],
  ['a\rb', 'a\\x0db'],
  ['gpj.\u202eexe', 'gpj.\\u{202e}exe'],
  ['a\u2066b\u2069', 'a\\u{2066}b\\u{2069}'],
  ['a\ud800b', 'a\\u{d800}b'],
  [{ note: 'a\u009bb' }, '"{""note"":""a\\x9bb""}"'],
])('control characters of %j are spelt out', (cell, written) => {
  expect(csvCell(cell)).toBe(written)
})

// eslint-disable-next-line no-control-regex -- they are what is looked for
const OBEYED = /[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]/

test('whatever character a cell holds, nothing is obeyed, and nothing before it lets a formula run', () => {
  for (let code = 0; code <= 0xffff; code += 1) {
    const character = String.fromCharCode(code)
    expect(csvCell(`a${character}b`)).not.toMatch(OBEYED)
    if (/[\s\p{Cc}\p{Cf}"'=+\-@]/u.test(character)) expect(csvCell(`${character}=1+1`)).toMatch(/^"?'/)
  }
})
