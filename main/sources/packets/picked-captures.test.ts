import { readdirSync, readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'

import { describe, expect, test } from 'vitest'

import { meterAll, pick } from '../../testing/packets/hold-picks.ts'
import { sharedData } from '../../testing/shared-data.ts'
import { CONVENTIONS } from './convention.ts'

/** Captures of public collections. */
const FOLDER = sharedData('meter/pcap/', import.meta.filename)
const names = FOLDER === null ? [] : readdirSync(FOLDER).filter((name) => /\.pcap(ng)?(\.gz)?$/.test(name))

describe.skipIf(FOLDER === null).each(CONVENTIONS)(
  '%s: packets of all flows, metered again, give all flows',
  (convention) => {
    test.each(names)('%s', (name) => {
      const bytes = readFileSync(`${FOLDER ?? ''}${name}`)
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
