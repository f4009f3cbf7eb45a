import { expect, test } from 'vitest'

import { csvLine } from './csv.ts'

test.each([
  [[1, true, null, undefined, 'word'], '1,true,,,word\n'],
  [['a,b', 'say "no"', 'two\nlines'], '"a,b","say ""no""","two\nlines"\n'],
  [[['one', 'two'], { a: 1 }], '"[""one"",""two""]","{""a"":1}"\n'],
])('writes %j as a line', (cells, line) => {
  expect(csvLine(cells)).toBe(line)
})

test('lets no text run as a formula, and leaves numbers alone', () => {
  expect(csvLine(['=1+1', '+cmd', '@x', '-2+3', '\tx'])).toBe("'=1+1,'+cmd,'@x,'-2+3,'\tx\n")
  expect(csvLine([-1, '-1.5', '+7'])).toBe('-1,-1.5,+7\n')
})
