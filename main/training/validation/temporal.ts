import { THREAT_TYPES } from '../../flow/threat-types.ts'
import { boostOnRows, type BoostOptions, CLASS_COUNT, fillMargins, type PreparedSet, rowsWhere } from '../boost-rows.ts'
import { foldsOf } from '../groups.ts'
import type { TrainingParameters } from '../parameters.ts'
import { emptyVerdicts, fitJudge, judgeRows, UNKNOWN_VERDICT, type Verdicts } from '../verdicts.ts'
import { rounded } from './figures.ts'
import type { TemporalReport } from './report.ts'
import { daysOf } from './splits.ts'

/** One of so many parts of the earlier days sets calibration and limits, the others teach the trees. */
const FOLDS = 5

const DAY_MS = 24 * 3600 * 1000

/**
 * Learns from all days but the last and judges the last one: in CIC-IDS-2017 from Monday to Thursday, and Friday, on
 * which nearly every attack is new. Files without times take no part: their Friday would be among what is learnt.
 * @returns null when times on several days are not known
 * @throws AnomalyError `cancelled`
 */
export async function temporal(
  prepared: PreparedSet,
  conversations: Int32Array,
  parameters: TrainingParameters,
  options: BoostOptions,
): Promise<TemporalReport | null> {
  const { set, strata } = prepared
  const days = daysOf(set)
  const last_day = days.reduce((last, day) => Math.max(last, day), -1)
  const before = rowsWhere(set.rows, (row) => days[row]! >= 0 && days[row]! < last_day)
  const after = rowsWhere(set.rows, (row) => last_day >= 0 && days[row] === last_day)
  const seen = new Set(before.map((row) => set.labels[row]!))
  if (after.length === 0 || seen.size < 2) return null
  const folds = foldsOf(conversations, strata, FOLDS, options.seed)
  const limit_rows = before.filter((row) => folds[row] === 0)
  const [ensemble] = await boostOnRows(prepared, [before.filter((row) => folds[row] !== 0)], parameters, options)
  const margins = new Float32Array(set.rows * CLASS_COUNT)
  for (const rows of [limit_rows, after]) fillMargins(set, ensemble!, rows, margins)
  const verdicts = emptyVerdicts(set.rows)
  judgeRows(set, margins, fitJudge(set, margins, limit_rows, parameters.benign_offset), after, verdicts)
  const per_class = THREAT_TYPES.flatMap((threat_type, label) => {
    const own = after.filter((row) => set.labels[row] === label)
    return own.length === 0 ? [] : [{ threat_type, is_seen: seen.has(label), ...sharesOf(verdicts, own, label) }]
  })
  const benign = per_class.find(({ threat_type }) => threat_type === THREAT_TYPES[0])
  const dateOf = (day: number): string => new Date(day * DAY_MS).toISOString().slice(0, 10)
  return {
    data: set.files.flatMap(({ name }, file) => (after.some((row) => set.file_of_row[row] === file) ? [name] : [])),
    trained_until: dateOf(before.reduce((last, row) => Math.max(last, days[row]!), 0)),
    tested_on: dateOf(last_day),
    trained_rows: before.length,
    tested_rows: after.length,
    fpr: benign?.named ?? null,
    unknown_rate_benign: benign?.unknown ?? null,
    per_class,
  }
}

function sharesOf(
  { verdicts }: Verdicts,
  rows: Int32Array,
  label: number,
): { readonly support: number; readonly right: number; readonly named: number; readonly unknown: number } {
  const shareOf = (test: (verdict: number) => boolean): number =>
    rounded(rows.reduce((sum, row) => sum + (test(verdicts[row]!) ? 1 : 0), 0) / rows.length)
  return {
    support: rows.length,
    right: shareOf((verdict) => verdict === label),
    named: shareOf((verdict) => verdict !== 0 && verdict !== UNKNOWN_VERDICT),
    unknown: shareOf((verdict) => verdict === UNKNOWN_VERDICT),
  }
}
