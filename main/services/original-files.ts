import type { Stats } from 'node:fs'
import { readdir, stat } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'

import type { PacketSource } from '../../contract/packets.ts'
import { AnomalyError } from '../../contract/errors.ts'
import type { CaptureRow } from '../store/captures.ts'
import type { Store } from '../store/store.ts'
import { stampOf } from '../sources/file-stamp.ts'
import type { FileHashes } from './capture-file.ts'

/** Captures whose folders are looked into for a file that moved. */
const MOST_CAPTURES = 1000

/** What is read again from the file of a capture. */
export type OriginalContent = 'packets' | 'conversations'

/** The file of a capture as it was found. */
export interface OriginalFile extends PacketSource {
  /** Null unless what was asked for can be read. */
  readonly path: string | null
}

/** The file that a flow of a capture is in, as it was found, and which of the capture's flows are in it. */
export interface FileOfFlows extends OriginalFile {
  readonly first_flow_number: number
  readonly last_flow_number: number
  readonly name: string
  readonly sha256: string | null
}

/** Finds the files that captures were imported from, wherever they are now. A file is known by its SHA-256. */
export class OriginalFiles {
  readonly #store: Store
  readonly #hashes: FileHashes

  constructor(store: Store, hashes: FileHashes) {
    this.#store = store
    this.#hashes = hashes
  }

  /**
   * Looks for the file of a capture: where it was, beside that place under another name, then by its name in the folders of
   * other captures. Only files of its size are hashed.
   * @throws AnomalyError `not_found`
   */
  async find(capture_id: number, content: OriginalContent): Promise<OriginalFile> {
    const capture = await this.#store.captures.get(capture_id)
    if (capture === undefined) throw new AnomalyError('not_found', `There is no capture ${String(capture_id)}.`)
    if (capture.kind === 'stream') return this.#findAny(capture, content)
    const held = contentOf(capture)
    if (held !== content || capture.sha256 === null) {
      const reason = `${capture.name} was imported as ${held ?? 'flows'}, so it has no ${content}.`
      return { state: 'none', path: null, reason }
    }
    const { source_path } = capture
    if (source_path !== null && (await this.#isFileOf(capture, source_path))) {
      return { state: 'there', path: source_path, reason: null }
    }
    for await (const path of this.#candidates(capture)) {
      if (await this.#isFileOf(capture, path)) return { state: 'moved', path, reason: null }
    }
    if (source_path === null) {
      return {
        ...{ state: 'gone', path: null },
        reason: `${capture.name} was uploaded, and uploads are not kept. Put the file beside that of another capture, or import it from its place.`,
      }
    }
    return (await statOf(source_path)) === undefined
      ? {
          ...{ state: 'gone', path: null },
          reason: `${source_path} is gone, and was not found beside the files of other captures. Put it back to read its ${content}.`,
        }
      : {
          ...{ state: 'changed', path: null },
          reason: `${source_path} has changed since it was imported: its SHA-256 is another. Put the original back to read its ${content}.`,
        }
  }

  /**
   * The file that a flow is in: that of its capture, or of its segment where the capture is of a stream.
   * @throws AnomalyError `not_found`
   */
  async findOf(capture_id: number, flow_number: number): Promise<FileOfFlows> {
    const capture = await this.#store.captures.get(capture_id)
    const segment =
      capture?.kind === 'stream' ? await this.#store.streams.segmentOf(capture_id, flow_number) : undefined
    if (capture?.dialect !== 'packets' || segment?.first_flow_number == null) {
      const all = { first_flow_number: 1, last_flow_number: Infinity }
      return {
        ...(await this.find(capture_id, 'packets')),
        ...all,
        name: capture?.name ?? '',
        sha256: capture?.sha256 ?? null,
      }
    }
    const { path, name, sha256, first_flow_number, classified } = segment
    const flows = { first_flow_number, last_flow_number: first_flow_number + classified - 1, name, sha256 }
    if (await this.#isFileOf(segment, path)) return { state: 'there', path, reason: null, ...flows }
    const stats = await statOf(path)
    const what = stats === undefined ? 'is not kept any more' : 'has changed since it was read'
    const reason = `${name}, the segment of the stream that the flow is in, ${what}, so its packets cannot be read.`
    return { state: stats === undefined ? 'gone' : 'changed', path: null, reason, ...flows }
  }

  /** Whether any segment of a stream's capture is there. */
  async #findAny({ id, name, dialect }: CaptureRow, content: OriginalContent): Promise<OriginalFile> {
    if (content === 'conversations') {
      const reason = `${name} is of a stream, which does not keep on which lines its conversations are. Import the file itself to list them.`
      return { state: 'none', path: null, reason }
    }
    if (dialect !== 'packets') {
      return { state: 'none', path: null, reason: `${name} was read as flows, so it has no packets.` }
    }
    if ((await this.#store.streams.countKept(id)) > 0) return { state: 'there', path: null, reason: null }
    return { state: 'gone', path: null, reason: `No segment of ${name} is kept any more, so it has no packets.` }
  }

  async #isFileOf({ size_bytes, sha256 }: Pick<CaptureRow, 'size_bytes' | 'sha256'>, path: string): Promise<boolean> {
    const stats = await statOf(path)
    if (stats?.size !== size_bytes) return false
    return (await this.#hashes.of({ path, stamp: stampOf(stats) }).catch(() => null)) === sha256
  }

  async *#candidates({ source_path, name }: CaptureRow): AsyncGenerator<string> {
    if (source_path !== null) {
      const folder = dirname(source_path)
      for (const entry of await readdir(folder).catch(() => [])) {
        if (join(folder, entry) !== source_path) yield join(folder, entry)
      }
    }
    const { rows } = await this.#store.captures.list(Number.MAX_SAFE_INTEGER, MOST_CAPTURES)
    const folders = new Set(rows.flatMap((row) => (row.source_path === null ? [] : [dirname(row.source_path)])))
    const names = new Set([basename(source_path ?? name), basename(name)])
    for (const folder of folders) for (const each of names) yield join(folder, each)
  }
}

/** What the file of a capture holds that the store does not keep; null for nothing. */
function contentOf({ dialect, conversations }: CaptureRow): OriginalContent | null {
  if (dialect === 'packets') return dialect
  return conversations > 0 ? 'conversations' : null
}

async function statOf(path: string): Promise<Stats | undefined> {
  const stats = await stat(path).catch(() => undefined)
  return stats?.isFile() === true ? stats : undefined
}
