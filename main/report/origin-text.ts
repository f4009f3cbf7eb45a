import type { AlertEvent } from '../../contract/alert-events.ts'

const ORIGINS: Readonly<Record<AlertEvent['actor'], string>> = {
  import: 'the import',
  window: 'somebody in the window',
  http: 'a script over HTTP',
  command: 'the command line',
}

/** Where something came from, in words, for what nobody put a name to. */
export function originText(actor: AlertEvent['actor']): string {
  return ORIGINS[actor]
}
