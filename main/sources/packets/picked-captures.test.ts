import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'

import { describe, expect, test } from 'vitest'

import { meterAll, pick } from '../../testing/packets/hold-picks.ts'
import { CONVENTIONS } from './convention.ts'

/** Captures of public collections; not part of the repository. */
const FOLDER = new URL('../../../../shared/data/meter/pcap/', import.meta.url).pathname
const is_there = existsSync(FOLDER)
const names = is_there ? readdirSync(FOLDER).filter((name) => /\.pcap(ng)?(\.gz)?$/.test(name)) : []
if (!is_there) process.stderr.write('public captures are not at hand: their packets are not picked\n')

describe.skipIf(!is_there).each(CONVENTIONS)(
  '%s: packets of all flows, metered again, give all flows',
  (convention) => {
    test.each(names)('%s', (name) => {
      const bytes = readFileSync(`${FOLDER}${name}`)
      const file = name.endsWith('.gz') ? gunzipSync(bytes) : bytes
      const { flows, report } = meterAll(file, { convention })
      const saved = pick(file, { convention }, new Set(flows.map((_, at) => at + 1)))
      const { read, not_ip, undecodable, cut } = report.packets
      expect(saved.packets + report.dropped + report.unwritten + not_ip + undecodable + cut).toBe(read)
      // A flow may go on from one that the original convention does not write.
      if (report.unwritten > 0) return
      const again = meterAll(saved.file, { convention, is_file_order: report.left_out_of_order > 0 })
      expect(again.flows.map(({ text }) => text).sort()).toEqual(flows.map(({ text }) => text).sort())
    })
  },
)
