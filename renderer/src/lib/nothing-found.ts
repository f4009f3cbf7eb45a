import type { Overview } from '../../../contract/charts.ts'

/** What to say where no flow is a threat or Unknown: of conversations nothing is known to the model. */
export function nothingFound({ classified, conversations }: Pick<Overview, 'classified' | 'conversations'>): string {
  return classified === 0 && conversations > 0 ? 'No model can judge conversations' : 'No threats found'
}
