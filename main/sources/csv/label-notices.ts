import { isAttempted, isLabelLeftOut, labelNameOf, UNNAMED_THREAT } from '../../flow/threat-types.ts'
import { decodeCell } from './cell-text.ts'
import { type LabelStyle, labelOf, NAMES_ONLY } from './label.ts'

const SHOWN_LABELS = 5

/**
 * What a person should know of the labels in the first rows: spellings that are not known, threats without a name,
 * and attempts.
 * @param tells_attempts whether the file has a column for attempts, so that later rows hold some
 */
export function labelNotices(
  labels: readonly string[],
  tells_attempts = false,
  style: LabelStyle = NAMES_ONLY,
): string[] {
  const spellings = [...new Set(labels.map((label) => label.trim()))]
  const unknown = spellings.filter((label) => labelOf(label, style) === undefined && !isLabelLeftOut(label))
  const unnamed = spellings.filter((label) => labelOf(label, style) === UNNAMED_THREAT)
  const notices: string[] = []
  if (unknown.length > 0) {
    const shown = unknown.slice(0, SHOWN_LABELS).map((label) => `"${label.slice(0, 40)}"`)
    const more = unknown.length > SHOWN_LABELS ? ` and ${String(unknown.length - SHOWN_LABELS)} more` : ''
    notices.push(
      `Labels with no known threat type: ${shown.join(', ')}${more}. Flows with such a label are classified and count as unlabelled.`,
    )
  }
  if (unnamed.length > 0) {
    const shown = unnamed.map((label) => `"${label.slice(0, 40)}"`).join(', ')
    notices.push(
      `The label ${shown} says that a flow is a threat, not which. Such flows are compared as threat against benign, and no model is trained on them.`,
    )
  }
  if (labels.length > 0 && (tells_attempts || spellings.some(isAttempted))) {
    notices.push('Labels ending in "Attempted" mark attacks that had no effect on their victim; they count as Benign.')
  }
  return notices
}

/** The column whose first rows hold the most known labels; the first one when none holds any; -1 for no column. */
export function bestLabelColumn(columns: readonly number[], rows: readonly (readonly string[])[]): number {
  const known = (column: number) =>
    rows.filter((row) => labelNameOf(decodeCell(row[column] ?? '')) !== undefined).length
  return columns.reduce((best, column) => (known(column) > known(best) ? column : best), columns[0] ?? -1)
}
