import { basename, resolve } from 'node:path'

import { AnomalyError } from '../../contract/errors.ts'
import type { Stream } from '../../contract/streams.ts'
import { listInterfaces } from '../sources/live/interfaces.ts'
import { type Call, withDataDirectory } from './data-directory.ts'
import { alertLine, endLine, followingLine, interfacesTable, segmentLine } from './follow-lines.ts'
import { type StreamListener, StreamWatch, watchToItsEnd } from './follow-watch.ts'
import { print, printJson, tell } from './output.ts'
import { stopsBySignalOrPipe } from './signals.ts'

export interface FollowOptions {
  readonly interface?: string
  readonly folder?: string
  readonly list?: boolean
  readonly segmentSeconds?: number
  readonly dataDir?: string
  readonly json?: boolean
}

/** Follows an interface or a folder until a signal ends it, and prints what comes. */
export async function follow(options: FollowOptions): Promise<void> {
  const { list, dataDir, json = false } = options
  const target = targetOf(options)
  if (list === true) {
    await tellInterfaces(json)
    return
  }
  const signal = stopsBySignalOrPipe()
  await withDataDirectory(
    dataDir,
    async (call, app) => {
      const watch = new StreamWatch(call, listenerOf(json))
      const stream = await begin(call, watch, target, options.segmentSeconds)
      if (json) printJson({ type: 'following', stream })
      else tell(followingLine(stream))
      const ended = await watchToItsEnd(stream, watch, { call, app, signal })
      if (json) printJson({ type: 'ended', stream: ended })
      else print(endLine(ended))
    },
    { leaves_streams: false },
  )
}

function listenerOf(json: boolean): StreamListener {
  return {
    segment: (segment, so_far) => {
      if (json) printJson({ type: 'segment', segment, ...so_far })
      else print(segmentLine(segment, so_far))
    },
    alert: (alert) => {
      if (json) printJson({ type: 'alert', alert })
      else print(alertLine(alert))
    },
    problem: tell,
  }
}

type Target = Pick<Stream, 'kind' | 'target' | 'name'>

/** @throws AnomalyError `invalid_input` unless exactly one thing is asked for */
function targetOf({ interface: name, folder, list }: FollowOptions): Target {
  const asked = [name, folder, list].filter((each) => each !== undefined).length
  if (asked !== 1) {
    throw new AnomalyError('invalid_input', 'Give one of --interface NAME, --folder PATH and --list.')
  }
  if (folder === undefined) return { kind: 'interface', target: name ?? '', name: name ?? '' }
  const path = resolve(folder)
  return { kind: 'folder', target: path, name: basename(path) === '' ? path : basename(path) }
}

/** Goes on with the stream of that target, or begins one. */
async function begin(
  call: Call,
  watch: StreamWatch,
  target: Target,
  segment_seconds: number | undefined,
): Promise<Stream> {
  const known = await streamOf(call, target)
  const begun = { ...target, ...(segment_seconds === undefined ? {} : { segment_seconds }) }
  if (known === undefined) return call('streams.start', begun)
  const length_s = known.limits.segment_seconds
  if (segment_seconds !== undefined && segment_seconds !== length_s) {
    if (known.state !== 'running') return call('streams.start', begun)
    throw new AnomalyError(
      'conflict',
      `${target.target} is followed already, in segments of ${String(length_s)} s. Leave --segment-seconds out, or stop that stream first.`,
    )
  }
  await watch.passOver(known)
  return known.state === 'running' ? known : call('streams.resume', { id: known.id })
}

/** The newest stream of a target. */
async function streamOf(call: Call, { kind, target }: Target): Promise<Stream | undefined> {
  let cursor: string | undefined
  do {
    const page = await call('streams.list', { limit: 1000, ...(cursor === undefined ? {} : { cursor }) })
    const found = page.items.find((stream) => stream.kind === kind && stream.target === target)
    if (found !== undefined) return found
    cursor = page.next_cursor ?? undefined
  } while (cursor !== undefined)
  return undefined
}

async function tellInterfaces(json: boolean): Promise<void> {
  const found = await listInterfaces()
  if (json) {
    printJson(found)
    return
  }
  print(interfacesTable(found.interfaces))
  if (found.tool !== null) print(`Packets are recorded with ${found.tool}.`)
  if (found.advice !== null) print(found.advice)
}
