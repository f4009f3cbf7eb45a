import type { StreamKind } from '../../../contract/streams.ts'
import { openFolder } from './folder-follower.ts'
import type { Follower, FollowerOptions, TakenFiles } from './follower.ts'
import { openInterface } from './interface-follower.ts'

/** What is followed, and what was taken of it before. */
export interface FollowedTarget extends FollowerOptions {
  readonly kind: StreamKind
  /** Name of an interface, or absolute path of a folder. */
  readonly target: string
  readonly taken: TakenFiles
}

/** @throws AnomalyError `not_permitted`, `unreadable_file`, `disk_full` when it cannot be followed */
export function openFollower({ kind, target, taken, ...options }: FollowedTarget): Promise<Follower> {
  return kind === 'interface' ? openInterface(target, taken, options) : openFolder(target, taken, options)
}
