/** A packet of a made-up conversation; times are microseconds since its start. */
export interface Packet {
  readonly forward: boolean
  readonly at_us: number
  readonly bytes: number
  readonly header_bytes: number
  readonly flags: string
}

export interface Conversation {
  readonly source_ip: string
  readonly source_port: number
  readonly destination_ip: string
  readonly destination_port: number
  readonly protocol: number
  /** TCP windows announced first by either side; 0 for UDP. */
  readonly windows: readonly [forward: number, backward: number]
  readonly packets: readonly Packet[]
}

type Step = readonly [direction: '>' | '<', wait_us: number, bytes: number, flags: string]

function play(steps: readonly Step[], header_bytes: number, pace: number): Packet[] {
  let at_us = 0
  return steps.map(([direction, wait_us, bytes, flags]) => {
    at_us += Math.round(wait_us * pace)
    const syn_options = flags.includes('S') ? 12 : 0
    return { forward: direction === '>', at_us, bytes, header_bytes: header_bytes + syn_options, flags }
  })
}

const HANDSHAKE: readonly Step[] = [
  ['>', 0, 0, 'S'],
  ['<', 120, 0, 'SA'],
  ['>', 40, 0, 'A'],
]

/** A name asked of a resolver twice, as a dual-stack client does. */
export function nameLookup(serial: number, pace: number): Conversation {
  const question = 31 + (serial % 13)
  const steps: Step[] = [
    ['>', 0, question, ''],
    ['>', 4, question, ''],
    ['<', 52_000, question + 76, ''],
    ['<', 9, question + 104, ''],
  ]
  return {
    source_ip: `192.168.10.${5 + (serial % 12)}`,
    source_port: 49_152 + (serial % 16_000),
    destination_ip: '192.168.10.3',
    destination_port: 53,
    protocol: 17,
    windows: [0, 0],
    packets: play(steps, 8, pace),
  }
}

/** Small requests that make a web server send its whole page, from many machines. */
export function flood(serial: number, pace: number): Conversation {
  const steps: Step[] = [
    ...HANDSHAKE,
    ['>', 310, 20, 'PA'],
    ['<', 900, 0, 'A'],
    ['<', 38_000, 4380, 'A'],
    ['<', 30, 7215, 'PA'],
    ['>', 60, 0, 'A'],
    ['>', 20_000, 0, 'A'],
    ['<', 21_000, 0, 'FA'],
    ['>', 40, 0, 'A'],
    ['>', 6_100_000, 0, 'RA'],
  ]
  return {
    source_ip: `172.16.${1 + (serial % 3)}.${10 + (serial % 40)}`,
    source_port: 20_000 + (serial % 30_000),
    destination_ip: '192.168.10.50',
    destination_port: 80,
    protocol: 6,
    windows: [8192, 229],
    packets: play(steps, 20, pace),
  }
}

/** One closed port asked after another. */
export function probe(serial: number, pace: number): Conversation {
  const steps: Step[] = [
    ['>', 0, 0, 'S'],
    ['<', 47, 0, 'RA'],
  ]
  return {
    source_ip: '172.16.0.1',
    source_port: 36_000 + (serial % 20_000),
    destination_ip: '192.168.10.51',
    destination_port: 1 + ((serial * 7) % 10_000),
    protocol: 6,
    windows: [1024, 0],
    packets: play(steps, 20, pace),
  }
}

/** A login tried with one password after another over SSH. */
export function login(serial: number, pace: number): Conversation {
  const tries = [1, 2, 3, 4].flatMap((): Step[] => [
    ['>', 41_000, 144, 'PA'],
    ['<', 900, 0, 'A'],
    ['<', 2_400_000, 80, 'PA'],
    ['<', 3, 0, 'A'],
    ['>', 380, 0, 'A'],
  ])
  const steps: Step[] = [
    ...HANDSHAKE,
    ['<', 5200, 41, 'PA'],
    ['>', 400, 0, 'A'],
    ['>', 600, 22, 'PA'],
    ['<', 200, 0, 'A'],
    ['>', 300, 640, 'PA'],
    ['<', 500, 976, 'PA'],
    ['>', 4000, 24, 'PA'],
    ['<', 900, 152, 'PA'],
    ['>', 2000, 144, 'PA'],
    ['<', 3000, 720, 'PA'],
    ['>', 500, 16, 'PA'],
    ['<', 38_000, 0, 'A'],
    ['>', 300, 52, 'PA'],
    ['<', 40, 0, 'A'],
    ['<', 20, 52, 'PA'],
    ...tries,
    ['<', 900, 0, 'FA'],
    ['>', 300, 0, 'FA'],
    ['<', 20, 0, 'A'],
  ]
  return {
    source_ip: '172.16.0.9',
    source_port: 46_000 + (serial % 6000),
    destination_ip: '192.168.10.50',
    destination_port: 22,
    protocol: 6,
    windows: [29_200, 247],
    packets: play(steps, 32, pace),
  }
}
