import { THREAT_TYPES } from '../../flow/threat-types.ts'
import { boostOnRows, type BoostOptions, CLASS_COUNT, fillMargins, type PreparedSet, rowsWhere } from '../boost-rows.ts'
import { foldsOf } from '../groups.ts'
import type { TrainingParameters } from '../parameters.ts'
import { emptyVerdicts, fitJudge, judgeRows, UNKNOWN_VERDICT, type Verdicts } from '../verdicts.ts'
import { rounded } from './figures.ts'
import type { UnseenAttack } from './report.ts'

/** Attacks with no more flows than this are too few to say anything of. */
const MORE_FLOWS_THAN = 500

/** Of five parts of the conversations, three teach the trees, one sets calibration and limits, one is counted. */
const FOLDS = 5
const LIMITS_FOLD = 3
const COUNTED_FOLD = 4

/**
 * Leaves one attack after the other out of everything that is learnt, and counts what becomes of its flows, and of
 * benign flows that took no part in the limits either.
 * @throws AnomalyError `cancelled`
 */
export async function unseenAttacks(
  prepared: PreparedSet,
  conversations: Int32Array,
  parameters: TrainingParameters,
  options: BoostOptions,
): Promise<UnseenAttack[]> {
  const { set, strata } = prepared
  const { labels } = set
  const folds = foldsOf(conversations, strata, FOLDS, options.seed)
  const attacks = THREAT_TYPES.flatMap((_, label) =>
    label > 0 && largestCount(prepared, label) > MORE_FLOWS_THAN ? [label] : [],
  )
  const ensembles = await boostOnRows(
    prepared,
    attacks.map((attack) => rowsWhere(set.rows, (row) => folds[row]! < LIMITS_FOLD && labels[row] !== attack)),
    parameters,
    options,
  )
  return attacks.map((attack, index): UnseenAttack => {
    const limit_rows = rowsWhere(set.rows, (row) => folds[row] === LIMITS_FOLD && labels[row] !== attack)
    const own = rowsWhere(set.rows, (row) => labels[row] === attack)
    const benign = rowsWhere(set.rows, (row) => folds[row] === COUNTED_FOLD && labels[row] === 0)
    const margins = new Float32Array(set.rows * CLASS_COUNT)
    for (const rows of [limit_rows, own, benign]) fillMargins(set, ensembles[index]!, rows, margins)
    const judge = fitJudge(set, margins, limit_rows, parameters.benign_offset)
    const verdicts = emptyVerdicts(set.rows)
    for (const rows of [own, benign]) judgeRows(set, margins, judge, rows, verdicts)
    const of_attack = sharesOf(verdicts, own)
    const of_benign = sharesOf(verdicts, benign)
    return {
      threat_type: THREAT_TYPES[attack]!,
      flows: own.length,
      named: rounded(of_attack.named),
      unknown: rounded(of_attack.unknown),
      detected: rounded(of_attack.named + of_attack.unknown),
      benign_named: rounded(of_benign.named),
      benign_unknown: rounded(of_benign.unknown),
    }
  })
}

/** Flows of a class in the file that has most of them. */
function largestCount({ set }: PreparedSet, label: number): number {
  const counts = new Float64Array(set.files.length)
  for (let row = 0; row < set.rows; row++) if (set.labels[row] === label) counts[set.file_of_row[row]!]! += 1
  return Math.max(...counts)
}

function sharesOf({ verdicts }: Verdicts, rows: Int32Array): { readonly named: number; readonly unknown: number } {
  let named = 0
  let unknown = 0
  for (const row of rows) {
    if (verdicts[row] === UNKNOWN_VERDICT) unknown += 1
    else if (verdicts[row] !== 0) named += 1
  }
  return { named: named / Math.max(1, rows.length), unknown: unknown / Math.max(1, rows.length) }
}
