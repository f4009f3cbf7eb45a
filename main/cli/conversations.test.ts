import { existsSync } from 'node:fs'
import { readFile, writeFile } from 'node:fs/promises'

import { beforeAll, describe, expect, test } from 'vitest'
import { z } from 'zod'

import { simulatedCapture } from '../testing/captures.ts'
import { runCommand } from '../testing/command.ts'
import { eveLog } from '../testing/eve-log.ts'
import { useFolder } from '../testing/folder.ts'
import { nfdump16Csv } from '../testing/netflow-tables.ts'
import { wireFlows } from '../testing/wire-flows.ts'
import { zeekTsvLog } from '../testing/zeek-logs.ts'

const folder = useFolder()
const ROWS = 2000
const flows = wireFlows(simulatedCapture('corrected', ROWS))

beforeAll(async () => {
  await writeFile(folder.at('conn.log'), `${zeekTsvLog(flows)}no row\n`)
  await writeFile(folder.at('eve.json'), eveLog(flows))
  await writeFile(folder.at('nfdump.csv'), nfdump16Csv(flows, false))
})

describe('predict', () => {
  test('writes what is noticed across conversations, and no labelled copy', async () => {
    const [out, findings, rejects] = ['out.csv', 'findings.json', 'rejects.csv'].map((name) => folder.at(name))
    const args = ['--out', out ?? '', '--findings', findings ?? '', '--rejects', rejects ?? '', '--json']
    const { code, stdout } = await runCommand(['predict', folder.at('conn.log'), ...args])
    expect(code).toBe(0)
    expect(JSON.parse(stdout)).toMatchObject({
      ...{ rows_read: ROWS + 1, classified: 0, conversations: ROWS, rejected: 1, by_threat_type: {} },
      ...{ unlike_training: null, notices: [expect.stringContaining('The model cannot judge: Zeek conn.log lacks')] },
    })
    const told = z
      .object({ findings: z.array(z.object({ kind: z.string() })) })
      .parse(JSON.parse(await readFile(findings ?? '', 'utf8')))
    expect(told.findings.map(({ kind }) => kind)).toContain('vertical_scan')
    expect(await readFile(rejects ?? '', 'utf8')).toContain('no row')
    expect(existsSync(out ?? '')).toBe(false)
  })

  test('refuses conversations when nobody asks for findings, and says what to ask for', async () => {
    const { code, stderr } = await runCommand(['predict', folder.at('eve.json'), '--out', folder.at('out.csv')])
    expect(code).toBe(1)
    expect(stderr).toContain('Suricata EVE (flow) lacks 73 of the 76 features of a flow')
    expect(stderr).toContain('--findings FILE')
    expect(existsSync(folder.at('out.csv'))).toBe(false)
  })
})

test('behaviour tells what was passed over and what was joined', async () => {
  const { code, stdout, stderr } = await runCommand(['behaviour', folder.at('eve.json'), folder.at('nfdump.csv')])
  expect(code).toBe(0)
  expect(stdout).toContain(`${String(ROWS)} rows read = ${String(ROWS)} conversations + 0 rejected`)
  expect(stderr).toMatch(/Events of other types than flow were passed over: \d+ (dns|stats), \d+ (dns|stats)\./)
  expect(stderr).toMatch(/[\d,]+ pairs were joined into one conversation each; [\d,]+ records have no other direction/)
})

test.each(['evaluate', 'train'])('%s refuses conversations', async (command) => {
  const more = command === 'train' ? ['--out', folder.at('bundle')] : []
  const { code, stderr } = await runCommand([command, folder.at('conn.log'), ...more])
  expect(code).toBe(1)
  expect(stderr).toMatch(/conversations only|conn\.log of Zeek/)
})
