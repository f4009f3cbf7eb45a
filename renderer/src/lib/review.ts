import type { CapturePreview, Doubt } from '../../../contract/captures.ts'
import type { Problem } from '../../../contract/errors.ts'
import type { Settings } from '../../../contract/settings.ts'

/** A file on the disk that was dropped or chosen. */
export interface FileSource {
  kind: 'file'
  name: string
  path: string
}

/** A file that waits for a person's word before it is imported. */
export interface ReviewFile {
  id: number
  source: FileSource
  /** Null when the file is refused. */
  preview: CapturePreview | null
  problem: Problem | null
  /** Offset a person chose; null leaves it to the dialect. */
  offset: number | null
  /** Whether it is imported once the person agrees. */
  isChosen: boolean
}

/** Whether a person has to look at a file first. */
export function needsReview(preview: CapturePreview, setting: Settings['preview_before_import']): boolean {
  return setting === 'always' || (setting === 'when-unsure' && preview.doubts.length > 0)
}

/** A file with its preview; one that is there already is imported only when a person chooses it. */
export function reviewFile(id: number, source: FileSource, preview: CapturePreview): ReviewFile {
  return { id, source, preview, problem: null, offset: null, isChosen: preview.imported_before === null }
}

export function refusedFile(id: number, source: FileSource, problem: Problem): ReviewFile {
  return { id, source, preview: null, problem, offset: null, isChosen: false }
}

/** What a person should look at, in a few words and in a sentence. */
export const DOUBTS: Readonly<Record<Doubt, { words: string; sentence: string }>> = {
  'unknown-dialect': {
    words: 'unknown layout',
    sentence: 'The columns match no known layout. Check what each column is read as.',
  },
  'assumed-time-zone': {
    words: 'time zone assumed',
    sentence: 'The file does not state the time zone of its times. Choose the zone of the place where it was recorded.',
  },
  'unreadable-times': {
    words: 'times not read',
    sentence: 'The time of the first flow cannot be read. Flows without a time do not appear on the time axis.',
  },
  'converted-units': {
    words: 'units converted',
    sentence: 'Durations are not in microseconds; they are converted.',
  },
  'no-header': {
    words: 'no header',
    sentence: 'The file has no header line; its columns are recognised by their number and content.',
  },
  'odd-columns': {
    words: 'unusual columns',
    sentence: 'Some columns are duplicated or unknown and are ignored.',
  },
  'imported-before': {
    words: 'imported before',
    sentence: 'This file was imported before. Import it again only if you want its flows counted twice.',
  },
}
