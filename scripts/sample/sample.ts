import type { CaptureOptions } from './capture.ts'

/** Where the sample capture that ships with the product stands. */
export const SAMPLE_PATH = new URL('../../resources/sample-capture.csv.gz', import.meta.url)

/**
 * What it holds: a day of one office, with three rows that show how faulty ones are reported. Its attacks are played as
 * the tools of CIC-IDS-2017 behave, so a model trained on that data set knows them: the sample shows the product at
 * work and says nothing about how well a model detects.
 */
export const SAMPLE: CaptureOptions = { layout: 'corrected', rows: 5000, seed: 20_260_310, faulty_rows: true }

/** The same traffic as packets. */
export const SAMPLE_PACKETS_PATH = new URL('../../resources/sample-capture.pcapng.gz', import.meta.url)
