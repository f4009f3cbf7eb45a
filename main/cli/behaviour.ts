import { basename, join, resolve } from 'node:path'

import { csvLine } from '../../contract/csv.ts'
import { AnomalyError } from '../../contract/errors.ts'
import { Behaviour } from '../detect/behaviour/behaviour.ts'
import type { BehaviourFinding } from '../detect/behaviour/finding.ts'
import type { Judgement } from '../detect/behaviour/judgement.ts'
import { KIND_FACTS } from '../detect/behaviour/kinds.ts'
import { findingJson } from '../detect/behaviour/report-json.ts'
import type { BehaviourSettings } from '../detect/behaviour/settings.ts'
import { openOutputFile } from '../files/output-file.ts'
import { checkOutputFolder, makeOutputFolder } from '../files/output-folder.ts'
import { openConversations } from '../sources/open-conversations.ts'
import { SEVERITIES } from '../triage/alert-policy.ts'
import { readBehaviourSettings } from './behaviour-settings.ts'
import { namingRefusals } from './named-refusal.ts'
import { print, printJson, table, tell } from './output.ts'
import { stopsBySignal } from './signals.ts'

export interface BehaviourOptions {
  /** Folder for `<name>.flags.csv`: which rows belong to which finding. */
  readonly flags?: string
  /** Whether findings for information are flagged too. */
  readonly informational?: boolean
  /** JSON with settings of the detectors. */
  readonly settings?: string
  readonly json?: boolean
}

/** Runs the detectors across flows over captures, each for itself. */
export async function behaviour(files: readonly string[], options: BehaviourOptions): Promise<void> {
  if (options.informational === true && options.flags === undefined) {
    throw new AnomalyError(
      'invalid_input',
      'The option --informational is for --flags alone. Give both, or leave it out.',
    )
  }
  const signal = stopsBySignal()
  const flags_dir = options.flags === undefined ? null : resolve(options.flags)
  const settings_path = options.settings === undefined ? null : resolve(options.settings)
  refuseSameNames(files)
  const settings = await readBehaviourSettings(settings_path)
  if (flags_dir !== null) {
    const inputs = [...files, ...(settings_path === null ? [] : [settings_path])].map((file) => resolve(file))
    await checkOutputFolder(flags_dir, files.map(flagsNameOf), inputs)
    await makeOutputFolder(flags_dir)
  }
  const answers: object[] = []
  for (const file of files) {
    const result = await namingRefusals(
      file,
      watch(resolve(file), { flags_dir, flags_informational: options.informational === true, settings, signal }),
    )
    if (options.json === true) answers.push({ file, ...toJson(result) })
    else tellResult(file, result)
  }
  if (options.json === true) printJson({ captures: answers })
}

interface Watched {
  readonly rows_read: number
  readonly conversations: number
  readonly rejected: number
  readonly notices: readonly string[]
  readonly findings: readonly BehaviourFinding[]
  readonly judgements: readonly Judgement[]
  readonly elapsed_ms: number
}

interface WatchOptions {
  readonly flags_dir: string | null
  readonly flags_informational: boolean
  readonly settings: BehaviourSettings
  readonly signal: AbortSignal
}

async function watch(
  path: string,
  { flags_dir, flags_informational, settings, signal }: WatchOptions,
): Promise<Watched> {
  const started_ms = performance.now()
  const flags: Flag[] = []
  const behaviour = new Behaviour(settings, {
    onFlow: (flow, key) => {
      if (flags_dir !== null) flags.push({ flow, key })
    },
  })
  /** Row of the file, from 0, of each conversation. */
  const file_rows: number[] = []
  let conversations = 0
  let rejected = 0
  let notices: readonly string[] = []
  for await (const part of openConversations(path, signal)) {
    behaviour.observe(part.batch, part.instrument)
    notices = part.facts.notices
    if (flags_dir !== null) for (const row of part.file_rows) file_rows.push(row)
    conversations += part.rows
    rejected += part.rejected.length
  }
  const { findings, judgements } = behaviour.close()
  const result = { rows_read: conversations + rejected, conversations, rejected, notices, findings, judgements }
  if (flags_dir !== null) {
    const shown = new Set(
      findings.filter(({ is_informational }) => flags_informational || !is_informational).map(({ key }) => key),
    )
    const out = await openOutputFile(join(flags_dir, flagsNameOf(path)), { signal })
    try {
      await out.write(csvLine(['row', 'behaviour', 'alert']) + flagLines(flags, findings, shown, file_rows))
      await out.commit()
    } catch (error) {
      await out.discard()
      throw error
    }
  }
  return { ...result, elapsed_ms: Math.round(performance.now() - started_ms) }
}

interface Flag {
  readonly flow: number
  readonly key: string
}

/** A line for each row of the file and finding that it belongs to, in the order of the file. */
function flagLines(
  flags: readonly Flag[],
  findings: readonly BehaviourFinding[],
  shown: ReadonlySet<string>,
  file_rows: readonly number[],
): string {
  const alerts = new Map(findings.map(({ key, kind }, index) => [key, { kind, alert: index + 1 }]))
  return flags
    .flatMap(({ flow, key }) => {
      const found = shown.has(key) ? alerts.get(key) : undefined
      return found === undefined ? [] : [{ row: file_rows[flow] ?? flow, ...found }]
    })
    .sort((one, other) => one.row - other.row || one.alert - other.alert)
    .map(({ row, kind, alert }) => csvLine([row, kind, alert]))
    .join('')
}

/** Name of a capture without its endings. */
const nameOf = (path: string): string =>
  basename(path).replace(/(\.flows)?\.(csv|log|jsonl?|ndjson)(\.gz|\.zst)?$/i, '')

const flagsNameOf = (path: string): string => `${nameOf(path)}.flags.csv`

function refuseSameNames(files: readonly string[]): void {
  const names = files.map(nameOf)
  const twice = names.find((name, at) => names.indexOf(name) !== at)
  if (twice === undefined) return
  throw new AnomalyError('invalid_input', `Two of the files are called ${twice}. Give each capture once.`)
}

function toJson({ findings, ...result }: Watched): object {
  return {
    ...result,
    findings: findings.map(findingJson),
  }
}

function tellResult(file: string, result: Watched): void {
  const { findings, judgements, notices, rows_read, conversations, rejected, elapsed_ms } = result
  notices.forEach(tell)
  print(
    `${file}: ${String(rows_read)} rows read = ${String(conversations)} conversations + ${String(rejected)} rejected, in ${(elapsed_ms / 1000).toFixed(1)} s`,
  )
  const alerts = findings.filter(({ is_informational }) => !is_informational)
  if (alerts.length > 0) {
    print(
      table(
        ['severity', 'behaviour', 'what was noticed'],
        alerts.map(({ severity, kind, sentence }) => [SEVERITIES[severity] ?? '', KIND_FACTS[kind].title, sentence]),
      ),
    )
  } else if (judgements.some(({ can_judge }) => can_judge)) print('no findings')
  for (const { sentence } of findings.filter(({ is_informational }) => is_informational)) {
    print(`for information: ${sentence}`)
  }
  const blind = judgements.filter(({ can_judge }) => !can_judge)
  for (const note of new Set(blind.map((each) => each.note))) {
    const kinds = blind.filter((each) => each.note === note).map(({ kind }) => KIND_FACTS[kind].title)
    print(`${kinds.length === judgements.length ? 'all behaviour' : kinds.join(', ')}: ${note ?? ''}`)
  }
  const left_out = judgements.find(({ can_judge, note }) => can_judge && note !== null)
  if (left_out !== undefined) print(left_out.note ?? '')
}
