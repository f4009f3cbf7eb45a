import type { AlertEvent } from '../../../contract/alerts.ts'

const ACTORS: Readonly<Record<AlertEvent['actor'], string>> = {
  import: 'by the import',
  window: 'in the window',
  http: 'over the local port',
  command: 'on the command line',
}

/** Who did something and where, such as "by Ada Lovelace in the window". */
export function originOf({ actor, person }: Pick<AlertEvent, 'actor' | 'person'>): string {
  return person === null ? ACTORS[actor] : `by ${person} ${ACTORS[actor]}`
}
