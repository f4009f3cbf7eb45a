import { readFile } from 'node:fs/promises'
import { gzipSync } from 'node:zlib'

import { FEATURES } from '../../flow/features.ts'
import { zippedBundle } from '../bundles.ts'
import { csvText, simulatedCapture } from '../captures.ts'
import type { Samples } from './requests.ts'

const BUNDLES = 5

/** Small bodies, whole and damaged, for each content type that AnomalyX takes. @param folder where bundles are written */
export async function apiSamples(at: (name: string) => string): Promise<Samples> {
  const captures = (['original', 'corrected'] as const).map((layout, at) =>
    csvText(simulatedCapture(layout, 60, 40 + at)),
  )
  const bundles: Buffer[] = []
  for (let number = 1; number <= BUNDLES; number += 1) {
    const name = `fuzz-${String(number)}`
    bundles.push(await readFile(await zippedBundle(at(`${name}.zip`), name)))
  }
  const [first = ''] = captures
  const broken = Buffer.from(first.slice(0, first.length / 2))
  const flow = Object.fromEntries(FEATURES.map(({ name }) => [name, 1]))
  return {
    bodies: {
      'text/csv': [...captures.map((text) => Buffer.from(text)), broken, Buffer.from('a,b\n1,2\n'), Buffer.alloc(0)],
      'application/gzip': [gzipSync(first), gzipSync(first).subarray(0, 500), Buffer.from('no gzip')],
      'application/zip': [...bundles, Buffer.from('no zip'), (bundles[0] ?? Buffer.alloc(0)).subarray(0, 300)],
    },
    log_entries: [flow, { ...flow, 'Destination Port': 80, 'Flow Duration': 1e6 }, { ...flow, Protocol: 'x' }, {}],
  }
}
