import { expect, test } from 'vitest'

import { columnOf, simulatedCapture, writeCsv } from '../testing/captures.ts'
import { runCommand } from '../testing/command.ts'
import { useFolder } from '../testing/folder.ts'

const folder = useFolder()

test('a model that never says Benign is trained only when it is asked for, and marked', async () => {
  const { header, rows } = simulatedCapture('corrected', 400)
  const label = columnOf(header, 'Label')
  const threats = rows.filter((row) => row.split(',')[label] !== 'BENIGN')
  const path = await writeCsv(folder.at('threats.csv'), { header, rows: threats })
  const refused = await runCommand(['train', path, '--out', folder.at('refused')])
  expect([refused.code, refused.stdout]).toEqual([1, ''])
  expect(refused.stderr).toContain('No flow is labelled Benign')
  expect(refused.stderr).toContain('--without-benign')

  const bundle = folder.at('threats')
  const trained = await runCommand(['train', path, '--out', bundle, '--without-benign'])
  expect(trained.code).toBe(0)
  const out = folder.at('out.csv')
  const { code, stderr } = await runCommand(['predict', path, '--model', bundle, '--out', out])
  expect(code).toBe(0)
  expect(stderr).toContain('note: The model was trained without benign flows and never says Benign')
})
