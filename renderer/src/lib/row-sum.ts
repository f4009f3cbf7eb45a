import type { Job } from '../../../contract/jobs.ts'
import { formatCount } from './numbers.ts'

type RowCounts = Pick<Job, 'rows_read' | 'classified' | 'conversations' | 'rejected'>

/** What became of the rows that were read, as a sum; conversations are named where there are some. */
export function formatRowSum({ rows_read, classified, conversations, rejected }: RowCounts): string {
  const only = conversations > 0 ? ` + ${formatCount(conversations)} conversations only` : ''
  return `${formatCount(rows_read)} rows read = ${formatCount(classified)} classified${only} + ${formatCount(rejected)} rejected`
}
