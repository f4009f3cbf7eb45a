import { BenchApp } from './app.ts'
import { captureOf } from './captures.ts'

const STEPS = [100_000, 1_000_000]
const LARGE_STEP = 10_000_000

/** Searches as the database grows: how soon the first answer is there, and how soon the first page is full or the end is reached. */
export async function benchQuery(): Promise<string[]> {
  const lines: string[] = []
  const app = await BenchApp.start()
  let stored = 0
  for (const step of process.argv.includes('--large') ? [...STEPS, LARGE_STEP] : STEPS) {
    while (stored < step) {
      const rows = step - stored >= 1_000_000 ? 1_000_000 : 100_000
      await app.import(await captureOf(rows))
      stored += rows
    }
    lines.push(`${stored.toLocaleString('en')} flows stored (${(await app.databaseMb()).toFixed(0)} MB):`)
    for (const q of await queriesOf(app)) {
      const { first_ms, page_ms, found, calls } = await searchTimes(app, q)
      const page = calls === 1 ? '' : `, page ${page_ms.toFixed(0)} ms in ${String(calls)} calls`
      lines.push(`  ${q}: first answer ${first_ms.toFixed(0)} ms${page}, ${String(found)} flows`)
    }
    lines.push(...(await hostLines(app)))
  }
  await app.close()
  return lines
}

/** Queries for what most flows, some and none have. */
async function queriesOf(app: BenchApp): Promise<string[]> {
  const { items } = await app.call('flows.list', { limit: 1000 })
  const [flow] = items
  const day = flow?.timestamp.slice(0, 10) ?? '2017-07-07'
  return [
    `src:${flow?.source_ip ?? '10.0.0.1'}`,
    'ip:198.18.77.77',
    'src:198.18.77.0/24',
    'dport:80',
    'dport:31337',
    'type:DDoS',
    'type:Heartbleed',
    `after:${day}T00:00 before:${day}T00:01`,
    'bytes>1e5 duration>10s',
    'bytes>1e12',
    'fin_flag_count>1e6',
    '"198.18.77"',
    'type:DDoS dport:443 -proto:udp or confidence<0.01',
  ]
}

/** How soon a host's page has its first answer and all of its figures: the busiest ones, one of few flows, and none. */
async function hostLines(app: BenchApp): Promise<string[]> {
  const whole = async <Answer extends { progress: number }>(ask: () => Promise<Answer>) => {
    const started_ms = performance.now()
    let answer = await ask()
    const first_ms = performance.now() - started_ms
    while (answer.progress < 1) answer = await ask()
    return {
      answer,
      text: `first answer ${first_ms.toFixed(0)} ms, whole ${(performance.now() - started_ms).toFixed(0)} ms`,
    }
  }
  const active = await whole(() => app.call('hosts.active', { limit: 100, wait_ms: 120 }))
  const { sources, targets } = active.answer
  const lines = [`  most active hosts and ports: ${active.text}`]
  for (const address of [sources.items[0], targets.items[0], sources.items.at(-1), undefined].map(
    (host) => host?.address ?? '198.18.77.77',
  )) {
    const { answer, text } = await whole(() => app.call('hosts.get', { address, wait_ms: 120 }))
    lines.push(`  host ${address}: ${text}, ${String(answer.flows)} flows`)
  }
  return lines
}

async function searchTimes(app: BenchApp, q: string) {
  const started_ms = performance.now()
  let page = await app.call('flows.list', { q, limit: 100 })
  const first_ms = performance.now() - started_ms
  let found = page.items.length
  let calls = 1
  while (found < 100 && page.next_cursor !== null) {
    page = await app.call('flows.list', { q, limit: 100 - found, cursor: page.next_cursor })
    found += page.items.length
    calls += 1
  }
  return { first_ms, page_ms: performance.now() - started_ms, found, calls }
}
