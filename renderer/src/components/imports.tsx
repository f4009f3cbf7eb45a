import { useQueryClient } from '@tanstack/react-query'
import { createContext, useCallback, useContext, useMemo, useRef, useState, type ReactNode } from 'react'

import type { ImportStarted } from '../../../contract/captures.ts'
import { type Problem, toProblem } from '../../../contract/errors.ts'
import type { Settings } from '../../../contract/settings.ts'
import { call } from '../lib/client.ts'
import { type FileSource, needsReview, refusedFile, reviewFile, type ReviewFile } from '../lib/review.ts'

/** What a person said of an import. */
interface Wish {
  allow_repeat?: boolean
  accept_missing_features?: boolean
  utc_offset_minutes?: number
}

/** What to import: a file by its path, or the sample that comes along. */
type Source = FileSource | { kind: 'sample'; name: string }

/** An import that was asked for and has not become a job: it is being looked at, or was refused. */
export interface Attempt {
  id: number
  source: Source
  wish: Wish
  problem: Problem | null
}

interface Imports {
  attempts: readonly Attempt[]
  importFiles: (files: readonly File[]) => void
  importSample: () => void
  /** Imports what was refused because it is there already. */
  importAgain: (attempt: Attempt) => void
  /** Imports what was refused because it lacks features, with nothing filled in for them. */
  importWithout: (refused: Pick<ReviewFile, 'id' | 'source'>) => void
  dismissAttempt: (id: number) => void
  /** Files that wait for a person's word. */
  reviewed: readonly ReviewFile[]
  changeReviewed: (id: number, change: Partial<ReviewFile> | ((file: ReviewFile) => Partial<ReviewFile>)) => void
  /** Shows all that is wrong with a refused file. */
  reviewRefused: (attempt: Attempt) => void
  /** Imports those of the files that are chosen, and forgets the others of them. */
  endReview: (files: readonly ReviewFile[], outcome: 'import' | 'cancel') => void
  /** Imports once more what a job that did not end well was to import; null when this window did not start it. */
  retryOf: (job_id: number, more?: Wish) => (() => void) | null
  /** Jobs whose outcome a person has put away. */
  dismissedJobs: ReadonlySet<number>
  dismissJob: (id: number) => void
}

const ImportsContext = createContext<Imports | null>(null)

export function useImports(): Imports {
  const imports = useContext(ImportsContext)
  if (imports === null) throw new Error('useImports is used outside of ImportsProvider')
  return imports
}

const NO_PATH: Problem = {
  code: 'unreadable_file',
  detail: 'This item is not a file on disk, so it cannot be read. Save it as a file first, then drop that file.',
}

type PreviewSetting = Settings['preview_before_import']

function start(source: Source, wish: Wish): Promise<ImportStarted> {
  return source.kind === 'sample'
    ? call('captures.importSample', { allow_repeat: wish.allow_repeat ?? false })
    : call('captures.import', { path: source.path, ...wish })
}

/** Looks at files and starts their imports one after another; remembers those that were refused or wait for a word. */
export function ImportsProvider({ children }: { children: ReactNode }) {
  const client = useQueryClient()
  const [attempts, setAttempts] = useState<readonly Attempt[]>([])
  const [reviewed, setReviewed] = useState<readonly ReviewFile[]>([])
  const [dismissedJobs, setDismissedJobs] = useState<ReadonlySet<number>>(new Set())
  const lastId = useRef(0)
  const [sources, setSources] = useState<ReadonlyMap<number, { source: Source; wish: Wish }>>(new Map())
  const queue = useRef(Promise.resolve())
  const drops = useRef(Promise.resolve())

  const dismissAttempt = useCallback(
    (id: number) => setAttempts((all) => all.filter((attempt) => attempt.id !== id)),
    [],
  )
  const addAttempt = useCallback((source: Source, problem: Problem | null = null, wish: Wish = {}): Attempt => {
    lastId.current += 1
    const attempt = { id: lastId.current, source, wish, problem }
    setAttempts((all) => [...all, attempt])
    return attempt
  }, [])

  /** Runs a step for an attempt after all steps before it; a refusal stays on the attempt. */
  const inTurn = useCallback((attempt: Attempt, step: () => Promise<void>) => {
    queue.current = queue.current.then(step).catch((error: unknown) => {
      setAttempts((all) => all.map((one) => (one.id === attempt.id ? { ...one, problem: toProblem(error) } : one)))
    })
  }, [])

  const startKnown = useCallback(async (source: Source, wish: Wish) => {
    const { job_id } = await start(source, wish)
    setSources((all) => new Map(all).set(job_id, { source, wish }))
  }, [])

  const ask = useCallback(
    (source: Source, wish: Wish = {}) => {
      const attempt = addAttempt(source, null, wish)
      inTurn(attempt, async () => {
        await startKnown(source, wish)
        // The event of the job arrived before this answer: show the card of the job.
        dismissAttempt(attempt.id)
        await client.invalidateQueries({ queryKey: ['jobs.queue'] })
      })
    },
    [addAttempt, client, dismissAttempt, inTurn, startKnown],
  )

  const look = useCallback(
    (source: FileSource, setting: PreviewSetting) => {
      const attempt = addAttempt(source)
      inTurn(attempt, async () => {
        try {
          const preview = await call('captures.preview', { path: source.path })
          if (needsReview(preview, setting)) setReviewed((all) => [...all, reviewFile(attempt.id, source, preview)])
          else await startKnown(source, {})
        } catch (error) {
          if (setting !== 'always') throw error
          setReviewed((all) => [...all, refusedFile(attempt.id, source, toProblem(error))])
        }
        dismissAttempt(attempt.id)
        await client.invalidateQueries({ queryKey: ['jobs.queue'] })
      })
    },
    [addAttempt, client, dismissAttempt, inTurn, startKnown],
  )

  const importFiles = useCallback(
    async (files: readonly File[]) => {
      const dropped = files.map((file) => ({ name: file.name, path: window.anomalyx.pathOf(file) }))
      for (const { name, path } of dropped) if (path === '') addAttempt({ kind: 'file', name, path }, NO_PATH)
      const paths = dropped.flatMap(({ path }) => (path === '' ? [] : [path]))
      if (paths.length === 0) return
      const { files: found, refused } = await call('captures.findFiles', { paths })
      // Asked for now: a change made a moment ago, here or by a script, counts.
      const { preview_before_import: setting } = await call('settings.get', {})
      for (const { name, path, problem } of refused) addAttempt({ kind: 'file', name, path }, problem)
      for (const { name, path } of found) {
        const source = { kind: 'file', name, path } as const
        if (setting === 'never') ask(source)
        else look(source, setting)
      }
    },
    [addAttempt, ask, look],
  )

  const imports = useMemo<Imports>(
    () => ({
      attempts,
      // A large folder takes long to look through: what is dropped after it is imported after it.
      importFiles: (files) => {
        drops.current = drops.current
          .then(() => importFiles(files))
          .catch((error: unknown) => {
            addAttempt({ kind: 'file', name: files[0]?.name ?? '', path: '' }, toProblem(error))
          })
      },
      importSample: () => {
        drops.current = drops.current.then(() => ask({ kind: 'sample', name: 'Sample capture' }))
      },
      importAgain: (attempt) => {
        dismissAttempt(attempt.id)
        ask(attempt.source, { ...attempt.wish, allow_repeat: true })
      },
      importWithout: ({ id, source }) => {
        dismissAttempt(id)
        setReviewed((all) => all.filter((file) => file.id !== id))
        ask(source, { accept_missing_features: true })
      },
      dismissAttempt,
      reviewed,
      changeReviewed: (id, change) =>
        setReviewed((all) =>
          all.map((file) =>
            file.id === id ? { ...file, ...(typeof change === 'function' ? change(file) : change) } : file,
          ),
        ),
      reviewRefused: ({ id, source, problem }) => {
        if (problem !== null && source.kind === 'file') setReviewed((all) => [...all, refusedFile(id, source, problem)])
      },
      endReview: (files, outcome) => {
        const [only] = files
        // The button under a single file means that file, also one that was imported before.
        const asked = files.length === 1 && only?.preview != null ? files : files.filter(({ isChosen }) => isChosen)
        const chosen = outcome === 'import' ? asked : []
        const ended = new Set(files.map(({ id }) => id))
        // One that came while the button was pressed was no part of what the button said.
        setReviewed((all) => all.filter(({ id }) => !ended.has(id)))
        for (const { source, offset, preview } of chosen) {
          ask(source, {
            allow_repeat: preview?.imported_before != null,
            ...(offset === null ? {} : { utc_offset_minutes: offset }),
          })
        }
      },
      retryOf: (job_id, more = {}) => {
        const known = sources.get(job_id)
        if (known === undefined) return null
        return () => {
          setDismissedJobs((all) => new Set([...all, job_id]))
          ask(known.source, { ...known.wish, ...more })
        }
      },
      dismissedJobs,
      dismissJob: (id) => setDismissedJobs((all) => new Set([...all, id])),
    }),
    [addAttempt, attempts, ask, dismissAttempt, dismissedJobs, importFiles, reviewed, sources],
  )
  return <ImportsContext value={imports}>{children}</ImportsContext>
}
