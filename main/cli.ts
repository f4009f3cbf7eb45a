import { Command, CommanderError, InvalidArgumentError, Option } from 'commander'

import { AnomalyError } from '../contract/errors.ts'
import { printable } from '../contract/printable.ts'
import { EXIT_FAILED, EXIT_USAGE, tellFailure } from './cli/output.ts'
import { watchStandardStreams } from './cli/standard-streams.ts'
import { DEFAULT_NOVELTY_BUDGET, MAX_NOVELTY_BUDGET } from './flow/novelty.ts'
import { DEFAULT_PORT } from './http/default-port.ts'
import { VERSION } from './paths.ts'
import { CONVENTIONS } from './sources/packets/convention.ts'
import { SCHEDULE_HEADER } from './sources/packets/schedule-header.ts'

/** A command brings its code when it is run: none waits for that of the others. */
function lazily<Args extends unknown[]>(bring: () => Promise<(...args: Args) => Promise<void>>) {
  return async (...args: Args): Promise<void> => (await bring())(...args)
}

function wholeNumber(text: string): number {
  const value = Number(text)
  if (text.trim() === '' || !Number.isSafeInteger(value) || value < 0)
    throw new InvalidArgumentError('It must be a whole number.')
  return value
}

/** Resolved, an empty path is the working directory, which nobody has named. */
function folderPath(text: string): string {
  if (text === '') throw new InvalidArgumentError('It must not be empty.')
  return text
}

/** More than a table has room for would only make the file larger. */
const MOST_REASONS = 20

function reasonCount(text: string): number {
  const count = wholeNumber(text)
  if (count > MOST_REASONS) throw new InvalidArgumentError(`At most ${String(MOST_REASONS)}.`)
  return count
}

function foldCount(text: string): number {
  const value = wholeNumber(text)
  if (value < 2 || value > 20) throw new InvalidArgumentError('It must be a number from 2 to 20.')
  return value
}

function seedCount(text: string): number {
  const value = wholeNumber(text)
  if (value < 1 || value > 20) throw new InvalidArgumentError('It must be a number from 1 to 20.')
  return value
}

function noveltyBudget(text: string): number {
  const value = Number(text)
  if (text.trim() === '' || !(value >= 0 && value <= MAX_NOVELTY_BUDGET)) {
    throw new InvalidArgumentError(`It is a share of benign flows, from 0 to ${String(MAX_NOVELTY_BUDGET)}.`)
  }
  return value
}

function portNumber(text: string): number {
  const value = wholeNumber(text)
  if (value > 65_535) throw new InvalidArgumentError('A port is a number from 0 to 65535.')
  return value
}

const NOVELTY_OPTION = [
  '--novelty-budget <share>',
  'share of benign flows that may be called Unknown (unlike the training data); 0 turns Unknown off',
  noveltyBudget,
  DEFAULT_NOVELTY_BUDGET,
] as const

const LACK_OPTION = [
  '--accept-missing-features',
  'read captures that lack features if the cost of that was measured for the model; nothing is filled in',
] as const

const program = new Command('anomalyx')
  .description('Analyses captured network traffic, entirely on this machine.')
  .version(VERSION)
  .showHelpAfterError('(use --help to list the options)')
  .addHelpText(
    'after',
    '\nEnvironment: ANOMALYX_DATA_DIR sets the data directory; ANOMALYX_API_TOKEN sets the token of the HTTP port.',
  )

program
  .command('predict')
  .description(
    'Classify a capture (packets, or flows as CSV) and write its flows with threat_type and confidence added',
  )
  .argument('<file>', 'capture')
  .requiredOption(
    '--out <file>',
    'labelled copy to write; rows of a CSV are otherwise unchanged; - for standard output',
  )
  .option('--rejects <file>', 'CSV file for rejected rows: line, column, value, reason')
  .option('--findings <file>', 'JSON file for what is noticed across flows')
  .option('--model <folder>', 'model bundle to use', folderPath)
  .option(
    '--explain <count>',
    'add this many reasons to each flow that is not Benign (about 1.5 ms per flow)',
    reasonCount,
  )
  .option(...NOVELTY_OPTION)
  .option(...LACK_OPTION)
  .option('--json', 'print one JSON object')
  .action(lazily(async () => (await import('./cli/predict.ts')).predict))

program
  .command('behaviour')
  .description('Look across the flows of captures for scans, guessing, beacons, floods and tunnels, without a model')
  .argument('<files...>', 'flows as CSV, or conversations of Zeek, Suricata, nfdump or Argus; also .gz and .zst')
  .option('--flags <folder>', 'write NAME.flags.csv for each capture: row, behaviour, alert', folderPath)
  .option('--informational', 'flag the rows of findings for information too')
  .option('--settings <file>', 'JSON with settings of the detectors; what it leaves out keeps its default')
  .option('--json', 'print one JSON object')
  .action(lazily(async () => (await import('./cli/behaviour.ts')).behaviour))

program
  .command('evaluate')
  .description('Compare the predictions of a model with the labels in captures')
  .argument('<files...>', 'labelled captures')
  .option('--model <folder>', 'model bundle to use', folderPath)
  .option(...NOVELTY_OPTION)
  .option(...LACK_OPTION)
  .option('--json', 'print one JSON object')
  .action(lazily(async () => (await import('./cli/evaluate.ts')).evaluate))

program
  .command('meter')
  .description('Meter packet captures (pcap or pcapng, also .gz and .zst) and write their flows as CSV')
  .argument('<files...>', 'packet captures')
  .requiredOption('--out <file>', 'CSV file to write; - for standard output')
  .addOption(
    new Option('--convention <name>', 'flow meter to agree with: the corrected CICFlowMeter of 2022, or the original')
      .choices(CONVENTIONS)
      .default('corrected'),
  )
  .option('--labels <file>', `schedule of labels: CSV with ${SCHEDULE_HEADER}`)
  .option('--file-order', 'meter packets in the order of the file, even where their times are in another')
  .option('--json', 'print one JSON object')
  .action(lazily(async () => (await import('./cli/meter.ts')).meter))

program
  .command('packets')
  .description('Write the packets of flows as pcapng: exactly those, for Wireshark and other tools')
  .argument('<file>', 'packet capture')
  .requiredOption('--out <file>', 'pcapng file to write; - for standard output')
  .option('--query <query>', 'flows that are meant, such as "src:10.0.0.5 dport:443"; all when left out')
  .option('--json', 'print one JSON object')
  .action(lazily(async () => (await import('./cli/packets.ts')).packets))

program
  .command('train')
  .description('Train a model bundle on labelled captures')
  .argument('<files...>', 'labelled captures')
  .requiredOption('--out <folder>', 'folder for the new bundle', folderPath)
  .option('--seed <number>', 'random seed', wholeNumber)
  .option('--name <name>', 'name of the model')
  .option('--without-benign', 'train also when no flow is benign: such a model calls every flow a threat')
  .option('--json', 'print one JSON object')
  .action(lazily(async () => (await import('./cli/train.ts')).train))

const models = program.command('models').description('Manage the model library of a data directory')
models
  .command('list')
  .description('List the models, the active one and the previous one')
  .action(lazily(async () => (await import('./cli/models.ts')).listModels))
models
  .command('import')
  .description('Check a model bundle and add it to the library without activating it')
  .argument('<path>', 'folder or .zip of the bundle')
  .action(lazily(async () => (await import('./cli/models.ts')).importModel))
models
  .command('activate')
  .description('Use this model from now on')
  .argument('<id>', 'id of the model')
  .action(lazily(async () => (await import('./cli/models.ts')).activateModel))
models
  .command('rollback')
  .description('Re-activate the previously active model')
  .action(lazily(async () => (await import('./cli/models.ts')).rollBackModel))
for (const command of models.commands) {
  command.option('--data-dir <folder>', 'data directory', folderPath).option('--json', 'print one JSON object')
}

const exporting = program
  .command('export')
  .description('Save flows or alerts of a data directory as CSV or JSON lines, with a manifest beside the file')
exporting
  .command('flows')
  .description('Save classified flows, newest first or in another order')
  .option('--sort <column>', 'what they are sorted by, such as bytes or "Flow IAT Mean"; the time when left out')
  .addOption(
    new Option('--order <order>', 'the least first, or the most first').choices(['asc', 'desc']).default('desc'),
  )
  .action(lazily(async () => (await import('./cli/export.ts')).exportFlows))
exporting
  .command('alerts')
  .description('Save alerts with their notes, most severe first')
  .action(lazily(async () => (await import('./cli/export.ts')).exportAlerts))
for (const command of exporting.commands) {
  command
    .requiredOption('--out <file>', 'file to write, whose name ends in .csv or .jsonl')
    .option('--query <query>', 'what is meant, such as "src:10.0.0.5 dport:443"; all when left out')
    .option('--capture <id>', 'id of the only capture that is meant', wholeNumber)
    .option('--data-dir <folder>', 'data directory', folderPath)
    .option('--json', 'print one JSON object')
}

program
  .command('report')
  .description(
    'Save what is in a data directory as one HTML page that prints well: sums, charts, alerts with notes, hashes, what was not examined',
  )
  .requiredOption('--out <file>', 'file to write, whose name ends in .html')
  .addOption(
    new Option('--list <name>', 'what the query finds; flows are listed too then')
      .choices(['alerts', 'flows'])
      .default('alerts'),
  )
  .option('--query <query>', 'what is meant, such as "src:10.0.0.5 dport:443"; all when left out')
  .option('--capture <id>', 'id of the only capture that is meant', wholeNumber)
  .option('--after <time>', 'at this time or later, such as 2017-07-07T15:00; a multiple of ten seconds')
  .option('--before <time>', 'earlier than this time')
  .option('--data-dir <folder>', 'data directory', folderPath)
  .option('--json', 'print one JSON object')
  .action(lazily(async () => (await import('./cli/report.ts')).report))

program
  .command('validate')
  .description(
    'Measure how well models trained on labelled captures classify unseen flows, or what the detectors across flows cost',
  )
  .argument('<files...>', 'labelled captures; for --behaviour, captures in which nothing happened')
  .option(
    '--folds <number>',
    'number of cross-validation folds; a conversation is never split between folds',
    foldCount,
    4,
  )
  .option('--seeds <number>', 'number of repetitions, each with new folds', seedCount, 3)
  .option(
    '--bundle <folder>',
    'bundle trained on these captures, to which validation.json and a new model card are written',
    folderPath,
  )
  .addOption(
    new Option(
      '--behaviour',
      'measure false alerts of the detectors across flows, per host-day, on benign captures',
    ).conflicts(['folds', 'seeds', 'bundle']),
  )
  .option('--settings <file>', 'with --behaviour: JSON with settings of these detectors')
  .option('--json', 'print one JSON object')
  .action(lazily(async () => (await import('./cli/validate.ts')).validate))

for (const command of program.commands.filter((each) => each !== models && each !== exporting)) {
  command.option('--verbose', 'name every missing feature of a rejected file')
}

program
  .command('serve')
  .description('Serve HTTP on this machine, without a window')
  .option('--port <number>', `port on 127.0.0.1; by default ${String(DEFAULT_PORT)} or the next free port`, portNumber)
  .option('--data-dir <folder>', 'data directory', folderPath)
  .option('--model <folder>', 'model bundle to use', folderPath)
  .action(lazily(async () => (await import('./cli/serve.ts')).serve))

program
  .command('follow')
  .description('Follow a network interface or a folder until Ctrl+C, and print each segment and each alert')
  .option('--interface <name>', 'network interface whose packets are recorded')
  .option('--folder <path>', 'folder that another program puts captures, flow tables or logs into', folderPath)
  .option('--list', 'list the interfaces, and what has to be done before their packets can be recorded')
  .option(
    '--segment-seconds <number>',
    'time after which a segment ends, so that its flows are seen; 60 by default',
    wholeNumber,
  )
  .option('--data-dir <folder>', 'data directory', folderPath)
  .option('--json', 'print one JSON object on each line')
  .action(lazily(async () => (await import('./cli/follow.ts')).follow))

program
  .command('token')
  .description('Print the bearer token of the HTTP port')
  .option('--data-dir <folder>', 'data directory', folderPath)
  .action(lazily(async () => (await import('./cli/token.ts')).token))

for (const command of [program, ...program.commands, ...models.commands, ...exporting.commands]) {
  command.exitOverride().configureOutput({ outputError: (text, write) => write(printable(text)) })
}

watchStandardStreams()

try {
  await program.parseAsync()
} catch (error) {
  if (error instanceof CommanderError) {
    process.exitCode = error.exitCode === 0 ? 0 : EXIT_USAGE
  } else {
    tellFailure(error)
    process.exitCode = error instanceof AnomalyError && error.code === 'invalid_input' ? EXIT_USAGE : EXIT_FAILED
  }
}
