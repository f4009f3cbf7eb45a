import type { DialectId, Instrument } from '../../contract/captures.ts'

/** How a dialect writes the start of a flow. */
export interface TimeFormat {
  readonly order: 'iso' | 'day-first'
  /** 12: hours from 1 to 7 are afternoon, since the file drops am and pm and its captures began in the morning. */
  readonly clock_hours: 12 | 24
  /** Offset of the recording place from UTC; times in the file minus this are UTC. */
  readonly utc_offset_minutes: number
  /** Whether the offset is known from the dataset's documentation rather than assumed. */
  readonly is_offset_known: boolean
}

/** A family of files that spell their columns and times alike. */
export interface Dialect {
  readonly id: DialectId
  readonly title: string
  readonly instrument: Instrument
  readonly time_format: TimeFormat
}

const ISO_UTC: TimeFormat = { order: 'iso', clock_hours: 24, utc_offset_minutes: 0, is_offset_known: true }
const ISO_ASSUMED: TimeFormat = { ...ISO_UTC, is_offset_known: false }

const DIALECTS = {
  corrected: {
    title: 'CIC-IDS-2017, corrected release',
    instrument: 'corrected',
    time_format: ISO_UTC,
  },
  'machine-learning-csv': {
    title: 'CIC-IDS-2017, MachineLearningCVE',
    instrument: 'original',
    time_format: ISO_ASSUMED,
  },
  'traffic-labelling': {
    title: 'CIC-IDS-2017, TrafficLabelling',
    instrument: 'original',
    // Recorded in Fredericton in July: Atlantic daylight time.
    time_format: { order: 'day-first', clock_hours: 12, utc_offset_minutes: -180, is_offset_known: true },
  },
  'cic-ddos-2019': {
    title: 'CIC-DDoS-2019',
    instrument: 'original',
    time_format: { ...ISO_ASSUMED, utc_offset_minutes: -180 },
  },
  'cse-cic-ids-2018': {
    title: 'CSE-CIC-IDS-2018',
    instrument: 'cicflowmeter-4',
    // Recorded in February and March: Atlantic standard time.
    time_format: { order: 'day-first', clock_hours: 12, utc_offset_minutes: -240, is_offset_known: true },
  },
  cicflowmeter: {
    title: 'CICFlowMeter 3 or 4',
    instrument: 'cicflowmeter-4',
    time_format: { order: 'day-first', clock_hours: 24, utc_offset_minutes: 0, is_offset_known: false },
  },
  'python-cicflowmeter': {
    title: 'Python cicflowmeter',
    instrument: 'python',
    time_format: ISO_ASSUMED,
  },
  other: {
    title: 'Flow features under known names',
    instrument: 'unknown',
    time_format: ISO_ASSUMED,
  },
} as const satisfies Record<DialectId, Omit<Dialect, 'id'>>

/**
 * Dialect by the folded names of a file's columns.
 * @param has_seconds times are seconds, which only the Python port writes
 */
export function recogniseDialect(names: ReadonlySet<string>, has_seconds: boolean): Dialect {
  const id = dialectId(names, has_seconds)
  return { id, ...DIALECTS[id] }
}

function dialectId(names: ReadonlySet<string>, has_seconds: boolean): DialectId {
  if (has_seconds) return 'python-cicflowmeter'
  if (names.has('fwdrstflags') && names.has('totaltcpflowtime')) return 'corrected'
  if (names.has('simillarhttp')) return 'cic-ddos-2019'
  if (names.has('initwinbytesforward') && names.has('minsegsizeforward')) {
    return names.has('timestamp') ? 'traffic-labelling' : 'machine-learning-csv'
  }
  if (names.has('totfwdpkts') && names.has('flowbytss')) {
    return names.has('flowid') || !names.has('label') ? 'cicflowmeter' : 'cse-cic-ids-2018'
  }
  return 'other'
}
