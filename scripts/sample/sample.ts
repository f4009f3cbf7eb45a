import type { CaptureOptions } from './capture.ts'

/** Where the sample capture that ships with the product stands. */
export const SAMPLE_PATH = new URL('../../resources/sample-capture.csv.gz', import.meta.url)

/** What it holds: a day of one office, with three rows that show how faulty ones are reported. */
export const SAMPLE: CaptureOptions = { layout: 'corrected', rows: 5000, seed: 20_260_310, faulty_rows: true }
