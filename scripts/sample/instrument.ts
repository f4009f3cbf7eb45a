/**
 * The meter that made a file. `original`: CICFlowMeter 3 as of CIC-IDS-2017 (Sharafaldin 2018). `corrected`: the meter
 * repaired for the re-release (Engelen 2021, Liu 2022). They cut flows and count flags, padding and subflows differently.
 */
export type Instrument = 'corrected' | 'original'
