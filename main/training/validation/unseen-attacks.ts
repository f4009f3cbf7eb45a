import { THREAT_TYPES } from '../../flow/threat-types.ts'
import { boostOnRows, type BoostOptions, CLASS_COUNT, fillMargins, type PreparedSet, rowsWhere } from '../boost-rows.ts'
import { foldsOf } from '../groups.ts'
import type { TrainingParameters } from '../parameters.ts'
import { emptyVerdicts, fitJudge, judgeRows, UNKNOWN_VERDICT, type Verdicts } from '../verdicts.ts'
import type { TreeEnsemble } from '../tree.ts'
import { spreadOf } from './figures.ts'
import type { Spread, UnseenAttack } from './report.ts'

/** Attacks with no more flows than this are too few to say anything of. */
const MORE_FLOWS_THAN = 500

/** Of eight parts of the conversations, six teach the trees; each of the two others sets the limits for its twin. */
const FOLDS = 8
const LIMIT_FOLDS = [6, 7] as const

/** Shares of one attack and of benign flows, by one seed. */
export interface UnseenRun {
  readonly attack: number
  readonly flows: number
  readonly named: number
  readonly unknown: number
  readonly benign_named: number
  readonly benign_unknown: number
}

/**
 * Leaves one attack after the other out of everything that is learnt, and counts what becomes of its flows, and of
 * benign flows that took no part in the limits either.
 * @throws AnomalyError `cancelled`
 */
export async function unseenRuns(
  prepared: PreparedSet,
  conversations: Int32Array,
  parameters: TrainingParameters,
  options: BoostOptions,
): Promise<UnseenRun[]> {
  const { set, strata } = prepared
  const folds = foldsOf(conversations, strata, FOLDS, options.seed)
  const attacks = THREAT_TYPES.flatMap((_, label) =>
    label > 0 && largestCount(prepared, label) > MORE_FLOWS_THAN ? [label] : [],
  )
  const ensembles = await boostOnRows(
    prepared,
    attacks.map((attack) => rowsWhere(set.rows, (row) => folds[row]! < LIMIT_FOLDS[0] && set.labels[row] !== attack)),
    parameters,
    options,
  )
  return attacks.map((attack, index) => runOf(prepared, folds, attack, ensembles[index]!, parameters.benign_offset))
}

function runOf(
  { set }: PreparedSet,
  folds: Uint8Array,
  attack: number,
  ensemble: TreeEnsemble,
  benign_offset: number,
): UnseenRun {
  const own = rowsWhere(set.rows, (row) => set.labels[row] === attack)
  const margins = new Float32Array(set.rows * CLASS_COUNT)
  fillMargins(
    set,
    ensemble,
    rowsWhere(set.rows, (row) => folds[row]! >= LIMIT_FOLDS[0] || set.labels[row] === attack),
    margins,
  )
  const shares = LIMIT_FOLDS.map((limit_fold) => {
    const limit_rows = rowsWhere(set.rows, (row) => folds[row] === limit_fold && set.labels[row] !== attack)
    const benign = rowsWhere(
      set.rows,
      (row) => folds[row]! >= LIMIT_FOLDS[0] && folds[row] !== limit_fold && set.labels[row] === 0,
    )
    const verdicts = emptyVerdicts(set.rows)
    const judge = fitJudge(set, margins, limit_rows, benign_offset)
    for (const rows of [own, benign]) judgeRows(set, margins, judge, rows, verdicts)
    return { of_attack: sharesOf(verdicts, own), of_benign: sharesOf(verdicts, benign) }
  })
  const meanOf = (share: (each: (typeof shares)[number]) => number): number =>
    shares.reduce((sum, each) => sum + share(each), 0) / shares.length
  return {
    attack,
    flows: own.length,
    named: meanOf(({ of_attack }) => of_attack.named),
    unknown: meanOf(({ of_attack }) => of_attack.unknown),
    benign_named: meanOf(({ of_benign }) => of_benign.named),
    benign_unknown: meanOf(({ of_benign }) => of_benign.unknown),
  }
}

/** What the runs of all seeds say of each attack. */
export function unseenReport(runs: readonly (readonly UnseenRun[])[]): UnseenAttack[] {
  return (runs[0] ?? []).map(({ attack, flows }, index): UnseenAttack => {
    const spread = (share: (run: UnseenRun) => number): Spread => spreadOf(runs.map((run) => share(run[index]!)))
    return {
      threat_type: THREAT_TYPES[attack]!,
      flows,
      named: spread(({ named }) => named),
      unknown: spread(({ unknown }) => unknown),
      detected: spread(({ named, unknown }) => named + unknown),
      benign_named: spread(({ benign_named }) => benign_named),
      benign_unknown: spread(({ benign_unknown }) => benign_unknown),
    }
  })
}

/** Mean over the attacks of the share that is not called Benign, with its spread over the seeds. */
export function meanDetected(runs: readonly (readonly UnseenRun[])[]): Spread | null {
  if ((runs[0] ?? []).length === 0) return null
  return spreadOf(runs.map((run) => run.reduce((sum, { named, unknown }) => sum + named + unknown, 0) / run.length))
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
