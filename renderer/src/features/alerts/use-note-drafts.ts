import { useState } from 'react'

export interface NoteDrafts {
  draftOf: (id: number) => string
  /** An empty text drops the draft. */
  write: (id: number, text: string) => void
}

/** Notes that are written and not saved, kept while a person looks at other alerts. */
export function useNoteDrafts(): NoteDrafts {
  const [drafts, setDrafts] = useState<ReadonlyMap<number, string>>(new Map())
  return {
    draftOf: (id) => drafts.get(id) ?? '',
    write: (id, text) =>
      setDrafts((before) => {
        const after = new Map(before)
        if (text === '') after.delete(id)
        else after.set(id, text)
        return after
      }),
  }
}
