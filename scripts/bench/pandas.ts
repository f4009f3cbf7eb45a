import { existsSync } from 'node:fs'
import { join } from 'node:path'

import { BENCH_DIR, captureOf } from './captures.ts'
import { run } from './machine.ts'

const TRAINING_ROWS = 20_000
const SCRIPT = join(import.meta.dirname, 'pandas_sklearn.py')

/** What a bench says where no Python with both is. */
export const NO_PANDAS = 'pandas + scikit-learn: left out, no Python with both is here'

/** The same work by pandas and scikit-learn, in a process of its own. */
export interface PandasScript {
  /** Milliseconds of the whole process. */
  run(command: 'predict' | 'import', capture: string, out: string): Promise<number>
}

/** Undefined where no Python with pandas and scikit-learn is. */
export async function findPandas(): Promise<PandasScript | undefined> {
  const python = await findPython()
  if (python === undefined) return undefined
  const model = join(BENCH_DIR, 'forest.pickle')
  if (!existsSync(model)) await run(python, [SCRIPT, 'train', await captureOf(TRAINING_ROWS), model])
  return {
    run: async (command, capture, out) => (await run(python, [SCRIPT, command, capture, model, out])).elapsed_ms,
  }
}

async function findPython(): Promise<string | undefined> {
  const has_both =
    'import importlib.util as u, sys; sys.exit(0 if u.find_spec("pandas") and u.find_spec("sklearn") else 1)'
  for (const python of ['python3', '/usr/bin/python3', 'python']) {
    try {
      await run(python, ['-W', 'ignore', '-c', has_both])
      return python
    } catch {
      continue
    }
  }
  return undefined
}
