import { readdir } from 'node:fs/promises'

import { expect, test } from 'vitest'

import { simulatedCapture, writeCsv } from '../testing/captures.ts'
import { runCommandIn } from '../testing/command.ts'
import { useFolder } from '../testing/folder.ts'

const folder = useFolder()

test.each([
  [['validate', 'a.csv', '--behaviour', '--folds', '3'], "'--behaviour' cannot be used with option '--folds"],
  [['validate', 'a.csv', '--behaviour', '--seeds', '3'], "'--behaviour' cannot be used with option '--seeds"],
  [['validate', 'a.csv', '--behaviour', '--bundle', 'm'], "'--behaviour' cannot be used with option '--bundle"],
  [['validate', 'a.csv', '--settings', 's.json'], 'The option --settings is for --behaviour alone.'],
  [['behaviour', 'a.csv', '--informational'], 'The option --informational is for --flags alone.'],
  [['predict', 'a.csv', '--out', 'o.csv', '--explain', ''], 'It must be a whole number.'],
  [['train', 'a.csv', '--out', 'o', '--seed', ' '], 'It must be a whole number.'],
  [['train', 'a.csv', '--out', 'o', '--name', 'a b/c'], 'The name given with --name must be 1 to 60 letters'],
])('%j is refused, and does nothing', async (args, sentence) => {
  await writeCsv(folder.at('a.csv'), simulatedCapture('corrected', 200))
  const { code, stdout, stderr } = await runCommandIn(folder.path, args)
  expect([code, stdout]).toEqual([2, ''])
  expect(stderr).toContain(sentence)
  expect(await readdir(folder.path)).toEqual(['a.csv'])
})
