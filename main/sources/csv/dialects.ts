import type { DialectId, Instrument } from '../../../contract/captures.ts'

/** How a dialect writes the start of a flow. */
export interface TimeFormat {
  /** Which number of `3/7/2017` is the day; ISO 8601 and numbers since 1970 leave no choice. */
  readonly order: 'day-first' | 'month-first'
  /** 12: hours from 1 to 7 are afternoon, since the file drops am and pm and its captures began in the morning. */
  readonly clock_hours: 12 | 24
  /** Offset of the recording place from UTC; times in the file minus this are UTC. */
  readonly utc_offset_minutes: number
  /** Whether the offset is known from the dataset's documentation or the times themselves rather than assumed. */
  readonly is_offset_known: boolean
  /** Whether the times tell their own zone, so that one that does not is of nobody knows where. */
  readonly has_own_zone?: boolean
  /** Whether the first times say AM or PM, so that an hour up to 12 that does not say is of nobody knows which half. */
  readonly has_halves?: boolean
  /** Whether no date of the first rows has day and month in either order, so that the order of a later one is unknown. */
  readonly is_order_unseen?: boolean
}

/** Days on which a dataset was recorded (local dates, the last one included), and where. */
export interface Recording {
  readonly first_day: string
  readonly last_day: string
  readonly utc_offset_minutes: number
}

/** A family of files that spell their columns and times alike. */
export interface Dialect {
  readonly id: DialectId
  readonly title: string
  readonly instrument: Instrument
  readonly time_format: TimeFormat
  /**
   * When the dataset was recorded. Its flow meter writes the same columns wherever it runs, so a file with other dates
   * is not of the dataset, and nothing is known of its clock and zone.
   */
  readonly recordings: readonly Recording[]
}

const UNKNOWN_PLACE: TimeFormat = {
  order: 'day-first',
  clock_hours: 24,
  utc_offset_minutes: 0,
  is_offset_known: false,
}
/** The Java flow meters before 4.0 wrote hours from 1 to 12 without am and pm. */
const TWELVE_HOURS: TimeFormat = { ...UNKNOWN_PLACE, clock_hours: 12 }

/** Fredericton: UTC-3 in summer, UTC-4 in winter. */
const ATLANTIC_SUMMER = -180
const ATLANTIC_WINTER = -240

const DIALECTS = {
  corrected: {
    title: 'CIC-IDS-2017 or CSE-CIC-IDS-2018, corrected release',
    instrument: 'corrected',
    time_format: { ...UNKNOWN_PLACE, is_offset_known: true },
    recordings: [],
  },
  'machine-learning-csv': {
    title: 'CIC-IDS-2017, MachineLearningCVE',
    instrument: 'original',
    time_format: UNKNOWN_PLACE,
    recordings: [],
  },
  'traffic-labelling': {
    title: 'CIC-IDS-2017, TrafficLabelling',
    instrument: 'original',
    time_format: TWELVE_HOURS,
    recordings: [{ first_day: '2017-07-03', last_day: '2017-07-07', utc_offset_minutes: ATLANTIC_SUMMER }],
  },
  'cic-ddos-2019': {
    title: 'CIC-DDoS-2019',
    instrument: 'original',
    time_format: UNKNOWN_PLACE,
    recordings: [
      { first_day: '2018-11-03', last_day: '2018-11-03', utc_offset_minutes: ATLANTIC_SUMMER },
      { first_day: '2018-12-01', last_day: '2018-12-01', utc_offset_minutes: ATLANTIC_WINTER },
    ],
  },
  'cse-cic-ids-2018': {
    title: 'CSE-CIC-IDS-2018',
    instrument: 'cicflowmeter-4',
    time_format: TWELVE_HOURS,
    recordings: [{ first_day: '2018-02-14', last_day: '2018-03-03', utc_offset_minutes: ATLANTIC_WINTER }],
  },
  cicflowmeter: {
    title: 'CICFlowMeter 3 or 4',
    instrument: 'cicflowmeter-4',
    time_format: UNKNOWN_PLACE,
    recordings: [],
  },
  'python-cicflowmeter': {
    title: 'Python cicflowmeter',
    instrument: 'python',
    time_format: UNKNOWN_PLACE,
    recordings: [],
  },
  packets: {
    title: 'Packet capture',
    instrument: 'corrected',
    time_format: { ...UNKNOWN_PLACE, is_offset_known: true },
    recordings: [],
  },
  zeek: {
    title: 'Zeek conn.log',
    instrument: 'zeek',
    time_format: { ...UNKNOWN_PLACE, is_offset_known: true },
    recordings: [],
  },
  'suricata-eve': {
    title: 'Suricata EVE (flow)',
    instrument: 'suricata',
    time_format: UNKNOWN_PLACE,
    recordings: [],
  },
  nfdump: {
    title: 'nfdump CSV',
    instrument: 'nfdump',
    time_format: UNKNOWN_PLACE,
    recordings: [],
  },
  argus: {
    title: 'Argus CSV',
    instrument: 'argus',
    time_format: UNKNOWN_PLACE,
    recordings: [],
  },
  other: {
    title: 'Flow features under known names',
    instrument: 'unknown',
    time_format: UNKNOWN_PLACE,
    recordings: [],
  },
} as const satisfies Record<DialectId, Omit<Dialect, 'id'>>

/** Packets, which AnomalyX meters itself. */
export const PACKETS_DIALECT: Dialect = { id: 'packets', ...DIALECTS.packets }

/** What tells conversations only. */
export const ZEEK_DIALECT: Dialect = { id: 'zeek', ...DIALECTS.zeek }
export const EVE_DIALECT: Dialect = { id: 'suricata-eve', ...DIALECTS['suricata-eve'] }
export const NFDUMP_DIALECT: Dialect = { id: 'nfdump', ...DIALECTS.nfdump }
export const ARGUS_DIALECT: Dialect = { id: 'argus', ...DIALECTS.argus }

/** The dataset whose labels name protocols. */
export const CIC_DDOS_2019: Dialect = { id: 'cic-ddos-2019', ...DIALECTS['cic-ddos-2019'] }

/**
 * Dialect by the folded names of a file's columns, in the order of the file.
 * @param has_seconds times are seconds, which only the Python port writes
 */
export function recogniseDialect(names: ReadonlySet<string>, has_seconds: boolean): Dialect {
  const id = dialectId(names, has_seconds)
  return { id, ...DIALECTS[id] }
}

/** What a file is that has the columns of a dataset and other dates: made by the same flow meter, somewhere. */
export function elsewhere({ instrument }: Dialect): Dialect {
  return { id: 'cicflowmeter', ...DIALECTS.cicflowmeter, instrument }
}

function dialectId(names: ReadonlySet<string>, has_seconds: boolean): DialectId {
  if (has_seconds) return 'python-cicflowmeter'
  if (names.has('fwdrstflags') && CORRECTED_TIMES.some((time) => time.every((name) => names.has(name))))
    return 'corrected'
  if (names.has('simillarhttp')) return 'cic-ddos-2019'
  if (names.has('initwinbytesforward') && names.has('minsegsizeforward')) {
    return names.has('timestamp') ? 'traffic-labelling' : 'machine-learning-csv'
  }
  if (names.has('totfwdpkts') && names.has('flowbytss')) {
    if (isInPythonOrder(names)) return 'python-cicflowmeter'
    return names.has('timestamp') || (names.has('label') && !names.has('flowid')) ? 'cse-cic-ids-2018' : 'cicflowmeter'
  }
  const is_version_4 = names.has('totalfwdpacket') && names.has('fwdinitwinbytes')
  return is_version_4 && !ONLY_CORRECTED.some((name) => names.has(name)) ? 'cicflowmeter' : 'other'
}

/** As released, and as published since; RustiFlow writes the latter names too, and no label. */
const CORRECTED_TIMES = [['totaltcpflowtime'], ['totalconnectionflowtime', 'totaltcpretranscount', 'label']]

/** The meter of the corrected release writes these beside the names of CICFlowMeter 4. */
const ONLY_CORRECTED = ['fwdrstflags', 'bwdrstflags', 'icmpcode', 'icmptype', 'totaltcpflowtime']

/** The Python port writes no flow id and the rates before the counts; some versions write microseconds. */
function isInPythonOrder(names: ReadonlySet<string>): boolean {
  const order = [...names]
  return !names.has('flowid') && names.has('srcip') && order.indexOf('flowbytss') < order.indexOf('totfwdpkts')
}
