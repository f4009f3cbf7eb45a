import { Command, CommanderError, InvalidArgumentError } from 'commander'

import { AnomalyError } from '../contract/errors.ts'
import { printable } from '../contract/printable.ts'
import { EXIT_FAILED, EXIT_USAGE, tellFailure } from './cli/output.ts'
import { DEFAULT_NOVELTY_BUDGET, MAX_NOVELTY_BUDGET } from './flow/novelty.ts'
import { DEFAULT_PORT } from './http/default-port.ts'
import { VERSION } from './paths.ts'

/** A command brings its code when it is run: none waits for that of the others. */
function lazily<Args extends unknown[]>(bring: () => Promise<(...args: Args) => Promise<void>>) {
  return async (...args: Args): Promise<void> => (await bring())(...args)
}

function wholeNumber(text: string): number {
  const value = Number(text)
  if (!Number.isSafeInteger(value) || value < 0) throw new InvalidArgumentError('It must be a whole number.')
  return value
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
  'share of benign flows that may be called Unknown; 0 calls none so',
  noveltyBudget,
  DEFAULT_NOVELTY_BUDGET,
] as const

const program = new Command('anomalyx')
  .description('Tells what is in captured network traffic, on this machine alone.')
  .version(VERSION)
  .showHelpAfterError('(add --help for the options)')
  .addHelpText('after', '\nANOMALYX_DATA_DIR moves all state; ANOMALYX_API_TOKEN sets the token of the HTTP port.')

program
  .command('predict')
  .description('Classify a capture (.csv or .csv.gz) and write it again with threat_type and confidence')
  .argument('<file>', 'capture')
  .requiredOption('--out <file>', 'labelled copy to write, with the rows as they are; - for standard output')
  .option('--rejects <file>', 'CSV of the rows that were rejected: line, column, value, reason')
  .option('--model <folder>', 'model bundle to use')
  .option(
    '--explain <count>',
    'add that many reasons to each flow that is not Benign (about 1.5 ms a flow)',
    reasonCount,
  )
  .option(...NOVELTY_OPTION)
  .option('--json', 'print one JSON object')
  .action(lazily(async () => (await import('./cli/predict.ts')).predict))

program
  .command('evaluate')
  .description('Compare what a model says with the labels in captures')
  .argument('<files...>', 'labelled captures')
  .option('--model <folder>', 'model bundle to use')
  .option(...NOVELTY_OPTION)
  .option('--json', 'print one JSON object')
  .action(lazily(async () => (await import('./cli/evaluate.ts')).evaluate))

program
  .command('train')
  .description('Train a model bundle on labelled captures')
  .argument('<files...>', 'labelled captures')
  .requiredOption('--out <folder>', 'bundle to write')
  .option('--seed <number>', 'seed of everything random', wholeNumber)
  .option('--name <name>', 'name of the model')
  .option('--json', 'print one JSON object')
  .action(lazily(async () => (await import('./cli/train.ts')).train))

const models = program.command('models').description('The model library of a data directory')
models
  .command('list')
  .description('Models, the active one, and the one before it')
  .action(lazily(async () => (await import('./cli/models.ts')).listModels))
models
  .command('import')
  .description('Check a model bundle and put it into the library; it is not activated')
  .argument('<path>', 'folder or .zip of the bundle')
  .action(lazily(async () => (await import('./cli/models.ts')).importModel))
models
  .command('activate')
  .description('Classify with this model from now on')
  .argument('<id>', 'id of the model')
  .action(lazily(async () => (await import('./cli/models.ts')).activateModel))
models
  .command('rollback')
  .description('Activate the model that was active before')
  .action(lazily(async () => (await import('./cli/models.ts')).rollBackModel))
for (const command of models.commands) {
  command.option('--data-dir <folder>', 'folder of all state').option('--json', 'print one JSON object')
}

program
  .command('validate')
  .description('Measure how well models trained on labelled captures do on flows they have not seen')
  .argument('<files...>', 'labelled captures')
  .option('--folds <number>', 'parts that conversations are shared out to', foldCount, 4)
  .option('--seeds <number>', 'times it is done, shared out anew', seedCount, 3)
  .option('--bundle <folder>', 'bundle trained on these captures; gets validation.json and a new model card')
  .option('--json', 'print one JSON object')
  .action(lazily(async () => (await import('./cli/validate.ts')).validate))

for (const command of program.commands.filter((each) => each !== models)) {
  command.option('--verbose', 'name every missing feature of a file that is refused')
}

program
  .command('serve')
  .description('Answer over HTTP on this machine, without a window')
  .option('--port <number>', `port of 127.0.0.1; without it ${String(DEFAULT_PORT)}, or the next free one`, portNumber)
  .option('--data-dir <folder>', 'folder of all state')
  .option('--model <folder>', 'model bundle to use')
  .action(lazily(async () => (await import('./cli/serve.ts')).serve))

program
  .command('token')
  .description('Print the bearer token of the HTTP port')
  .option('--data-dir <folder>', 'folder of all state')
  .action(lazily(async () => (await import('./cli/token.ts')).token))

for (const command of [program, ...program.commands, ...models.commands]) {
  command.exitOverride().configureOutput({ outputError: (text, write) => write(printable(text)) })
}

// Whoever reads the output, such as `head`, may have enough of it.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error
  process.exit(0)
})

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
