import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const ROOT = dirname(dirname(dirname(fileURLToPath(import.meta.url))))

/** The capture that comes with AnomalyX. */
export const SAMPLE = join(ROOT, 'resources', 'sample-capture.csv.gz')
/** Labelled flows of a public dataset; they lie beside the repository, never in it. */
export const REAL_FLOWS = join(ROOT, '..', 'shared', 'data', 'corrected-flows.csv.gz')

export const HAS_SAMPLE = existsSync(SAMPLE)
export const HAS_REAL_FLOWS = existsSync(REAL_FLOWS)
