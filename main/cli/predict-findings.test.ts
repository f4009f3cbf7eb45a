import { readFile } from 'node:fs/promises'

import { expect, test } from 'vitest'
import { z } from 'zod'

import { simulatedCapture, writeCsv } from '../testing/captures.ts'
import { runCommand } from '../testing/command.ts'
import { useFolder } from '../testing/folder.ts'

const folder = useFolder()

const FindingsSchema = z.object({
  capture: z.object({ sha256: z.string().regex(/^[0-9a-f]{64}$/) }),
  findings: z.array(z.object({ kind: z.string(), severity: z.string(), sentence: z.string(), flow_count: z.int() })),
  judgements: z.array(z.object({ can_judge: z.boolean() })),
})

test('predict writes what is noticed across flows, with the hash of the capture', async () => {
  const path = await writeCsv(folder.at('day.csv'), simulatedCapture('corrected', 1000))
  const findings_path = folder.at('findings.json')
  const args = ['predict', path, '--out', folder.at('out.csv'), '--findings', findings_path, '--json']
  const { code, stdout } = await runCommand(args)
  expect(code).toBe(0)
  const { capture, findings, judgements } = FindingsSchema.parse(JSON.parse(await readFile(findings_path, 'utf8')))
  expect(JSON.parse(stdout)).toMatchObject({ capture })
  expect(findings.map(({ kind }) => kind)).toContain('vertical_scan')
  expect(judgements.some(({ can_judge }) => can_judge)).toBe(true)
})
