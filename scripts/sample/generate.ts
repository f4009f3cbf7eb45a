import { fileURLToPath } from 'node:url'

import { writeCapture } from './capture.ts'
import { SAMPLE, SAMPLE_PATH } from './sample.ts'

const path = fileURLToPath(SAMPLE_PATH)
await writeCapture(path, SAMPLE)
process.stdout.write(`${path} written\n`)
