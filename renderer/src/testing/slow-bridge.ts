import { configure } from '@testing-library/react'

import { toProblem } from '../../../contract/errors.ts'

/** Puts a main process in place that answers as a busy machine does: each question some milliseconds after it came. */
export function putSlowBridge(
  answer: (name: string, input: never) => unknown,
  delayOf: (name: string, input: never) => number = () => 40,
): void {
  // How long a page takes is no matter of these tests.
  configure({ asyncUtilTimeout: 15_000 })
  const bridge = {
    call: async (name: string, input: never) => {
      await new Promise((resolve) => setTimeout(resolve, delayOf(name, input)))
      try {
        return { ok: true, value: structuredClone(answer(name, input)) }
      } catch (error) {
        return { ok: false, problem: toProblem(error) }
      }
    },
    onEvent: () => () => undefined,
    pathOf: (file: File) => `/captures/${file.name}`,
  }
  Object.defineProperty(window, 'anomalyx', { value: bridge, configurable: true })
}
