import { mkdir } from 'node:fs/promises'

import { onTestFinished } from 'vitest'

import type { Alert } from '../../contract/alerts.ts'
import type { Capture } from '../../contract/captures.ts'
import type { Stream, StreamLimits } from '../../contract/streams.ts'
import type { AppConfig } from '../compose.ts'
import { startApp, type TestApp } from './app.ts'
import { type CaptureLines, columnOf, simulatedCapture, writeCsv } from './captures.ts'
import { found } from './found.ts'
import { type HandedFollower, handedSources } from './handed-follower.ts'

/** AnomalyX with streams whose files a test hands over. */
export interface Live {
  readonly app: TestApp
  /** One for each time that a stream was started or resumed. */
  readonly followers: readonly HandedFollower[]
  /** The newest of them. */
  readonly follower: HandedFollower
  readonly data_dir: string
  /** A folder to follow. */
  readonly target: string
  /** Ends it before the test does. */
  close(): Promise<void>
}

export async function openLive(data_dir: string, config: Partial<AppConfig> = {}): Promise<Live> {
  const target = `${data_dir}-target`
  await mkdir(target, { recursive: true })
  const { live, followers } = handedSources()
  const app = await startApp(data_dir, { live, ...config })
  let is_open = true
  const close = async () => {
    if (is_open) await app.close()
    is_open = false
  }
  onTestFinished(close)
  return {
    ...{ app, followers, data_dir, target, close },
    get follower() {
      return found(followers.at(-1))
    },
  }
}

type Limits = Partial<Pick<StreamLimits, 'keep_bytes' | 'keep_days' | 'segment_seconds' | 'segment_bytes'>>

export const startStream = ({ app, target }: Pick<Live, 'app' | 'target'>, limits: Limits = {}) =>
  app.call('streams.start', { kind: 'folder', target, name: 'net', ...limits })

/** Settles when a stream is as a test waits for; it is looked at whenever something changes. */
export function streamThat(
  { app }: Pick<Live, 'app'>,
  id: number,
  is_reached: (stream: Stream) => boolean,
): Promise<Stream> {
  return new Promise((resolve, reject) => {
    const look = () =>
      void app.call('streams.get', { id }).then((stream) => {
        if (!is_reached(stream)) return
        unsubscribe()
        resolve(stream)
      }, reject)
    const unsubscribe = app.events.subscribe((event) => {
      if (event.type === 'changed' && event.subject === 'streams') look()
    })
    look()
  })
}

/** Whether so many segments were read, or could not be. */
export const ended = (segments: number) => (stream: Stream) => stream.segments + stream.failed_segments >= segments

/** A simulated day whose rows are in order of time. */
export function orderedCapture(rows: number): CaptureLines {
  const { header, rows: lines } = simulatedCapture('corrected', rows)
  const at = columnOf(header, 'Timestamp')
  return {
    header,
    rows: [...lines].sort((one, other) => (found(one.split(',')[at]) < found(other.split(',')[at]) ? -1 : 1)),
  }
}

export function pieces({ header, rows }: CaptureLines, count: number): CaptureLines[] {
  const size = Math.ceil(rows.length / count)
  return Array.from({ length: count }, (_, at) => ({ header, rows: rows.slice(at * size, (at + 1) * size) }))
}

/** Writes files into the folder that is followed. */
export const writePieces = (live: Pick<Live, 'target'>, parts: readonly CaptureLines[]) =>
  Promise.all(parts.map((part, at) => writeCsv(`${live.target}/${String(at)}.csv`, part)))

/** Alerts of a capture without what tells it from another of the same flows. */
export async function alertsOf(app: TestApp, capture_id: number): Promise<unknown[]> {
  const { items } = await app.call('alerts.list', { capture_id, limit: 200 })
  const own = new Set(['id', 'capture_id', 'capture_name', 'scoring_id', 'shown_scoring_id', 'updated_at'])
  const told = (alert: Alert) => Object.fromEntries(Object.entries(alert).filter(([name]) => !own.has(name)))
  return items.map(told).sort((one, other) => (JSON.stringify(one) < JSON.stringify(other) ? -1 : 1))
}

export const countsOf = ({ classified, conversations, rejected, rows_read, threats, unknown, labelled }: Capture) => ({
  ...{ classified, conversations, rejected, rows_read, threats, unknown, labelled },
})
