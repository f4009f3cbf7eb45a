import { useQueryClient } from '@tanstack/react-query'
import { createContext, useCallback, useContext, useMemo, useRef, useState, type ReactNode } from 'react'

import { toProblem, type Problem } from '../../../../contract/errors.ts'
import type { ImportStarted } from '../../../../contract/captures.ts'
import { call } from '../../lib/client.ts'

/** What to import: a file by its path, or the sample that comes along. */
type Source = { kind: 'file'; name: string; path: string } | { kind: 'sample'; name: string }

/** An import that was asked for and has not become a job: it is being looked at, or was refused. */
export interface Attempt {
  id: number
  source: Source
  problem: Problem | null
}

interface Imports {
  attempts: readonly Attempt[]
  importFiles: (files: readonly File[]) => void
  importSample: () => void
  /** Imports what was refused because it is there already. */
  importAgain: (attempt: Attempt) => void
  dismissAttempt: (id: number) => void
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
  detail: 'This item has no place on the disk, so it cannot be read. Save it as a file first, and drop that.',
}

function start(source: Source, allowRepeat: boolean): Promise<ImportStarted> {
  return source.kind === 'sample'
    ? call('captures.importSample', { allow_repeat: allowRepeat })
    : call('captures.import', { path: source.path, allow_repeat: allowRepeat })
}

/** Starts imports one after another and remembers those that were refused. */
export function ImportsProvider({ children }: { children: ReactNode }) {
  const client = useQueryClient()
  const [attempts, setAttempts] = useState<readonly Attempt[]>([])
  const [dismissedJobs, setDismissedJobs] = useState<ReadonlySet<number>>(new Set())
  const lastId = useRef(0)
  const queue = useRef(Promise.resolve())

  const dismissAttempt = useCallback(
    (id: number) => setAttempts((all) => all.filter((attempt) => attempt.id !== id)),
    [],
  )

  const ask = useCallback(
    (source: Source, allowRepeat = false) => {
      lastId.current += 1
      const attempt: Attempt = {
        id: lastId.current,
        source,
        problem: source.kind === 'file' && source.path === '' ? NO_PATH : null,
      }
      setAttempts((all) => [...all, attempt])
      if (attempt.problem !== null) return
      queue.current = queue.current.then(async () => {
        try {
          await start(source, allowRepeat)
          await client.invalidateQueries({ queryKey: ['jobs.list'] })
          dismissAttempt(attempt.id)
        } catch (error) {
          setAttempts((all) => all.map((one) => (one.id === attempt.id ? { ...one, problem: toProblem(error) } : one)))
        }
      })
    },
    [client, dismissAttempt],
  )

  const imports = useMemo<Imports>(
    () => ({
      attempts,
      importFiles: (files) => {
        for (const file of files) ask({ kind: 'file', name: file.name, path: window.anomalyx.pathOf(file) })
      },
      importSample: () => ask({ kind: 'sample', name: 'Sample capture' }),
      importAgain: (attempt) => {
        dismissAttempt(attempt.id)
        ask(attempt.source, true)
      },
      dismissAttempt,
      dismissedJobs,
      dismissJob: (id) => setDismissedJobs((all) => new Set([...all, id])),
    }),
    [attempts, ask, dismissAttempt, dismissedJobs],
  )
  return <ImportsContext value={imports}>{children}</ImportsContext>
}
