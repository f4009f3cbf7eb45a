import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { fuzzApi } from '../../main/testing/api/fuzz-api.ts'
import { apiSamples } from '../../main/testing/api/samples.ts'
import { csvText, simulatedCapture } from '../../main/testing/captures.ts'
import { startServe } from '../../main/testing/command.ts'

const TOKEN = 'a-token-for-fuzzing-only'
/** What the serving process may have at the end: store, engine's answers and the port together. */
const MOST_RESIDENT_MB = 700

/**
 * Asks a `serve` process of its own what its OpenAPI document tells, and much else.
 * @returns what came of it, as a line
 * @throws Error that tells what does not hold, with the request as a command
 */
export async function fuzzServer(seed: number, requests: number): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'anomalyx-fuzz-api-'))
  const served = await startServe(join(folder, 'data'), [], { ANOMALYX_API_TOKEN: TOKEN })
  try {
    const samples = await apiSamples((name) => join(folder, name))
    await upload(served.address)
    const statuses = await fuzzApi({ address: served.address, token: TOKEN, seed, requests, samples })
    const health = await fetch(`${served.address}/health`)
    if (health.status !== 200)
      throw new Error(`after ${String(requests)} requests /health answers ${String(health.status)}`)
    const resident_mb = await residentMb(served.child.pid ?? 0)
    if (resident_mb !== null && resident_mb > MOST_RESIDENT_MB) {
      throw new Error(`after ${String(requests)} requests the server has ${resident_mb.toFixed(0)} MB of memory`)
    }
    const told = [...statuses]
      .sort(([one], [other]) => one - other)
      .map(([status, count]) => `${String(status)}: ${String(count)}`)
    return `${String(requests)} requests (${told.join(', ')}); ${resident_mb?.toFixed(0) ?? 'unknown'} MB resident at the end`
  } finally {
    await served.end('SIGKILL')
    await rm(folder, { recursive: true, force: true })
  }
}

async function upload(address: string): Promise<void> {
  const response = await fetch(`${address}/captures?name=ready.csv`, {
    method: 'POST',
    headers: { Authorization: `Bearer ${TOKEN}`, 'Content-Type': 'text/csv' },
    body: csvText(simulatedCapture('corrected', 300)),
  })
  if (response.status !== 202) throw new Error(`the first capture is answered with ${await response.text()}`)
}

/** Resident memory of a process; null where the system does not tell it this way. */
async function residentMb(pid: number): Promise<number | null> {
  const status = await readFile(`/proc/${String(pid)}/status`, 'utf8').catch(() => '')
  const kilobytes = /^VmRSS:\s+(\d+) kB/m.exec(status)?.[1]
  return kilobytes === undefined ? null : Number(kilobytes) / 1000
}
