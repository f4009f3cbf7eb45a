import type { Stream } from '../../../contract/streams.ts'

type Standing = Pick<Stream, 'kind' | 'state' | 'is_reading'>

/** In a few words, where a stream stands. */
export function stateWords({ kind, state, is_reading }: Standing): string {
  const rest = is_reading ? ', reading what came' : ''
  switch (state) {
    case 'running':
      return kind === 'interface' ? 'Recording' : 'Following'
    case 'paused':
      return `Paused${rest}`
    case 'stopped':
      return `Stopped${rest}`
    case 'failed':
      return 'Failed'
  }
}

/** Last part of a path, with the separators of any system. */
export function lastPartOf(path: string): string {
  return path.split(/[/\\]/).findLast((part) => part !== '') ?? path
}

/** Name by which a stream is known; a folder that was given none goes by the last part of its path. */
export function nameOf({ kind, name, target }: Pick<Stream, 'kind' | 'name' | 'target'>): string {
  return kind === 'folder' && name === target ? lastPartOf(target) : name
}

export interface UnderWay {
  /** Interfaces that are recorded now. */
  readonly recording: readonly Stream[]
  /** Folders that are followed now. */
  readonly following: readonly Stream[]
  readonly failed: readonly Stream[]
}

/** What an analyst must know of at any time. */
export function underWay(streams: readonly Stream[]): UnderWay {
  const running = streams.filter(({ state }) => state === 'running')
  return {
    recording: running.filter(({ kind }) => kind === 'interface'),
    following: running.filter(({ kind }) => kind === 'folder'),
    failed: streams.filter(({ state }) => state === 'failed'),
  }
}

/** Name of the first, and how many there are beside it. */
export function firstAndOthers([first, ...others]: readonly Stream[]): string {
  if (first === undefined) return ''
  return others.length === 0 ? nameOf(first) : `${nameOf(first)} and ${others.length} more`
}

/** What becomes of streams while AnomalyX is closed; null when none runs. */
export function whenClosed(streams: readonly Stream[]): string | null {
  const { recording, following } = underWay(streams)
  if (recording.length > 0) {
    return 'Recording goes on when AnomalyX starts again; packets that pass while it is closed are not recorded.'
  }
  return following.length > 0
    ? 'Following goes on when AnomalyX starts again, with the files that came meanwhile.'
    : null
}
