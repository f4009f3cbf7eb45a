import { fileURLToPath } from 'node:url'

import { writeCapture } from './capture.ts'

/** Writes the sample capture that comes with the product. */
const path = fileURLToPath(new URL('../../resources/sample-capture.csv.gz', import.meta.url))
await writeCapture(path, { layout: 'corrected', rows: 5000, seed: 20_260_310, faulty_rows: true })
process.stdout.write(`${path} written\n`)
