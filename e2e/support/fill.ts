import { join } from 'node:path'

import type { Capture } from '../../contract/captures.ts'
import type { Api } from './api.ts'
import { headerAndRow, writeCapture } from './captures.ts'

/** Imports two captures: `day.csv` with 1,000 flows and two rejected rows, `night.csv.gz` with 400 flows. */
export async function fill(api: Api, files_dir: string): Promise<{ day: Capture; night: Capture }> {
  const faulty = headerAndRow().row.with(10, 'many').join(',')
  const day = await writeCapture(join(files_dir, 'day.csv'), {
    flows: 1000,
    seed: 1,
    extra_lines: { 17: 'cut,off', 400: faulty },
  })
  const night = await writeCapture(join(files_dir, 'night.csv.gz'), { flows: 400, seed: 2 })
  return { day: await api.upload(day), night: await api.upload(night) }
}
