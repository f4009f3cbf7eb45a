import { useRef, useState } from 'react'

import { awaitSending } from '../lib/unsent.ts'

/**
 * A value that a person changes and something else keeps. What was chosen is shown at once, until it is kept or
 * refused; choices are handed on one after another, in the order they were made.
 * @param kept the value as it is kept
 * @param keep settles once `kept` is up to date, or the choice was refused and a person was told
 */
export function useAhead<Value>(
  kept: Value,
  keep: (value: Value) => Promise<unknown>,
): [Value, (value: Value) => void] {
  const [ahead, setAhead] = useState<{ value: Value } | null>(null)
  const line = useRef<Promise<unknown>>(Promise.resolve())
  const choose = (value: Value) => {
    const choice = { value }
    setAhead(choice)
    const sent = awaitSending(() => true)
    line.current = line.current
      .then(() => keep(value))
      .catch(() => undefined)
      // Cached answers reach the page with the next task.
      .then(() => new Promise((resolve) => setTimeout(resolve)))
      .then(sent)
      .then(() => setAhead((last) => (last === choice ? null : last)))
  }
  return [ahead === null ? kept : ahead.value, choose]
}
