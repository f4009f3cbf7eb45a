import type { HandlersFor } from './handlers.ts'

/** What can be done to the window, where there is one. */
export interface WindowControl {
  /** Answers the question whether it shall close with no; false when the question is not open. */
  keepOpen(): boolean
  close(): void
}

export const NO_WINDOW: WindowControl = { keepOpen: () => false, close: () => undefined }

export function windowHandlers(window: WindowControl): HandlersFor<'window.keepOpen' | 'window.close'> {
  return {
    'window.keepOpen': () => ({ is_kept: window.keepOpen() }),
    'window.close': () => {
      window.close()
      return {}
    },
  }
}
