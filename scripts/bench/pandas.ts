import { existsSync } from 'node:fs'
import { join } from 'node:path'

import { BENCH_DIR, captureOf } from './captures.ts'
import { run } from './machine.ts'

const TRAINING_ROWS = 20_000
const SCRIPT = join(import.meta.dirname, 'pandas_sklearn.py')
const SERVER_SCRIPT = join(import.meta.dirname, 'fastapi_sklearn.py')
/** Where a virtual environment may be for Pythons without the packages. */
const OWN_PYTHON = join(BENCH_DIR, 'venv/bin/python')

/** What a bench says where no Python with both is. */
export const NO_PANDAS = 'pandas + scikit-learn: left out, no Python with both is here'
export const NO_FASTAPI =
  'FastAPI + scikit-learn: left out, no Python with fastapi, uvicorn, pandas and scikit-learn is here'

/** The same work by pandas and scikit-learn, in a process of its own. */
export interface PandasScript {
  /** Milliseconds of the whole process. */
  run(command: 'predict' | 'import', capture: string, out: string): Promise<number>
}

/** Undefined where no Python with pandas and scikit-learn is. */
export async function findPandas(): Promise<PandasScript | undefined> {
  const python = await findPython(['pandas', 'sklearn'])
  if (python === undefined) return undefined
  const model = await forestOf(python)
  return {
    run: async (command, capture, out) => (await run(python, [SCRIPT, command, capture, model, out])).elapsed_ms,
  }
}

/** How the same server in Python is started; undefined where no Python has what it needs. */
export async function findPythonServer(): Promise<{ python: string; script: string; model: string } | undefined> {
  const python = await findPython(['pandas', 'sklearn', 'fastapi', 'uvicorn'])
  return python === undefined ? undefined : { python, script: SERVER_SCRIPT, model: await forestOf(python) }
}

/** The random forest, trained once. */
async function forestOf(python: string): Promise<string> {
  const model = join(BENCH_DIR, 'forest.pickle')
  if (!existsSync(model)) await run(python, [SCRIPT, 'train', await captureOf(TRAINING_ROWS), model])
  return model
}

async function findPython(modules: readonly string[]): Promise<string | undefined> {
  const has_all = `import importlib.util as u, sys; sys.exit(0 if all(map(u.find_spec, ${JSON.stringify(modules)})) else 1)`
  for (const python of [OWN_PYTHON, 'python3', '/usr/bin/python3', 'python']) {
    try {
      await run(python, ['-W', 'ignore', '-c', has_all])
      return python
    } catch {
      continue
    }
  }
  return undefined
}
