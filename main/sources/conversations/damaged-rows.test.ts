import fc from 'fast-check'
import { expect, test } from 'vitest'

import { simulatedCapture } from '../../testing/captures.ts'
import { useFolder } from '../../testing/folder.ts'
import { argusCsv, nfdump16Csv } from '../../testing/netflow-tables.ts'
import { readAsConversations } from '../../testing/read-conversations.ts'
import { wireFlows } from '../../testing/wire-flows.ts'
import { zeekJsonLog, zeekTsvLog } from '../../testing/zeek-logs.ts'

const folder = useFolder()
const flows = wireFlows(simulatedCapture('corrected', 40))
const ABOUT = /^(#|Summary|flows,bytes)/

/** Where a row is damaged, and what stands there then. */
const damage = fc.record({
  row: fc.nat(39),
  at: fc.double({ min: 0, max: 1, noNaN: true }),
  cut: fc.nat(20),
  text: fc.constantFrom('', '-', ',', '\t', '"', '{', 'x', '-1', '1e99', 'NaN', '\u0000', 'é', '\ufeff'),
})

test.each([
  ['conn.log', zeekTsvLog(flows), 0],
  ['conn.json', zeekJsonLog(flows), 0],
  ['nfdump.csv', nfdump16Csv(flows, true), 3],
  ['argus.csv', argusCsv(flows, 'lengths'), 0],
])('every row of a damaged %s is a conversation or a rejected row', async (name, text, trailing) => {
  const lines = text.trimEnd().split('\n')
  const first = lines.length - trailing - flows.length - (name === 'conn.log' ? 1 : 0)
  await fc.assert(
    fc.asyncProperty(fc.array(damage, { maxLength: 8 }), async (damages) => {
      const damaged = [...lines]
      for (const { row, at, cut, text: put } of damages) {
        const line = damaged[first + row] ?? ''
        // The first letter stays: a line about the log is no row.
        const place = 1 + Math.floor(at * (line.length - 1))
        damaged[first + row] = line.slice(0, place) + put + line.slice(place + cut)
      }
      const read = await readAsConversations(folder.at(name), `${damaged.join('\n')}\n`)
      const expected = damaged.slice(first, first + flows.length).filter((line) => !ABOUT.test(line)).length
      // A damaged row of Zeek in JSON may be one of another log.
      const passed_over = Number(
        /over: ([\d,]+) /.exec(name === 'conn.json' ? (read.notices.at(-1) ?? '') : '')?.[1] ?? 0,
      )
      expect(read.rows + read.rejected.length + passed_over).toBe(expected)
    }),
    { numRuns: 40 },
  )
})
