import type { Dice } from './dice.ts'
import { clientEnd, HOSTS, internetAddress, officeClient } from './hosts.ts'
import { type Conversation, type Direction, type Endpoint, type Packet, TCP, TCP_FLAG, UDP } from './packet.ts'
import { TcpExchange } from './tcp-exchange.ts'
import { linuxServerFor, WINDOWS } from './tcp-stack.ts'

type Activity = (dice: Dice, start_us: number) => Conversation

/** Delays beside the client's switch when the server stands in the same building. */
const NEAR = { forward: 60, backward: 250 }

/** Delays of a server somewhere on the Internet. */
function remote(dice: Dice, median_us: number): Record<Direction, number> {
  return { forward: 60, backward: dice.around(median_us, 0.7) }
}

/** How many segments of a transfer come as one packet, at most: depends on network cards and the traffic of the moment. */
function merging(dice: Dice): number {
  return dice.pick([1, 1, 1, 1, 2, 2, 2, 3])
}

/** What people and machines of an office do, by share of flows. DNS leads, as in every office. */
const ACTIVITIES: readonly (readonly [share: number, activity: Activity])[] = [
  [0.58, lookUpName],
  [0.18, browseHttps],
  [0.07, browseHttp],
  [0.05, askTime],
  [0.04, askDirectory],
  [0.02, openFiles],
  [0.02, fetchTicket],
  [0.02, readMail],
  [0.015, sendMail],
  [0.005, runRemoteJob],
]

export function benignConversation(dice: Dice, start_us: number): Conversation {
  let draw = dice.integer(0, 999) / 1000
  for (const [share, activity] of ACTIVITIES) {
    draw -= share
    if (draw < 0) return activity(dice, start_us)
  }
  return lookUpName(dice, start_us)
}

/** A name asked for once, or for both address families at a time, at the office's resolver or one far away. */
function lookUpName(dice: Dice, start_us: number): Conversation {
  const question_bytes = dice.integer(30, 62)
  const answer_bytes = question_bytes + dice.pick([16, 16, 32, 48, 76, 94, dice.integer(16, 180)])
  const questions = dice.pick([1, 1, 2, 2, 2, 2, 2])
  const delay_us = dice.chance(0.4) ? dice.around(190, 0.2) : dice.around(38_000, 0.6)
  const is_asked_again = dice.chance(0.06)
  const packets: Packet[] = []
  let time_us = start_us
  const send = (direction: Direction, payload_bytes: number): void => {
    packets.push(datagram(time_us, direction, payload_bytes))
    time_us += dice.pick([1, 3, 3, 4, 48])
  }
  for (let count = 0; count < questions; count += 1) send('forward', question_bytes)
  if (is_asked_again) {
    time_us += dice.around(300_000, 0.5)
    for (let count = 0; count < questions; count += 1) send('forward', question_bytes)
  }
  time_us += delay_us
  for (let count = 0; count < questions; count += 1) send('backward', answer_bytes)
  return overUdp(dice, packets, { ip: HOSTS.domain_controller, port: 53 })
}

function askTime(dice: Dice, start_us: number): Conversation {
  const packets = [datagram(start_us, 'forward', 48), datagram(start_us + dice.around(28_000, 0.5), 'backward', 48)]
  return overUdp(dice, packets, { ip: HOSTS.time_server, port: 123 })
}

/** LDAP over UDP: which domain controller is near. */
function askDirectory(dice: Dice, start_us: number): Conversation {
  const question_bytes = dice.integer(79, 207)
  const later_us = start_us + dice.around(150, 0.2)
  const packets = [
    datagram(start_us, 'forward', question_bytes),
    datagram(start_us + 3, 'forward', question_bytes),
    datagram(later_us + 3, 'backward', 163),
    datagram(later_us + 6, 'backward', 163),
  ]
  return overUdp(dice, packets, { ip: HOSTS.domain_controller, port: 389 })
}

/** Pages of all sizes over TLS: handshake, some requests, then the connection idles and closes or is kept alive. */
function browseHttps(dice: Dice, start_us: number): Conversation {
  const client = officeClient(dice)
  const server = linuxServerFor(client.stack, dice.around(260, 0.8))
  const tcp = new TcpExchange(dice, start_us, client.stack, server, remote(dice, 18_000), merging(dice))
  tcp.open()
  tcp.request(dice.integer(180, 330), dice.pick([dice.integer(140, 170), dice.around(3600, 0.3)]), 900)
  tcp.request(dice.pick([126, 93, 326]), dice.pick([51, 226, 274]), 400)
  const requests = dice.integer(1, 6)
  for (let count = 0; count < requests; count += 1) {
    tcp.wait(dice.around(60_000, 1.2))
    tcp.request(dice.around(480, 0.5), dice.around(1900, 1.2), dice.around(15_000, 0.8))
  }
  idleAndLeave(dice, tcp)
  return overTcp(dice, tcp, client, { ip: internetAddress(dice.integer(10, 59)), port: 443 })
}

function browseHttp(dice: Dice, start_us: number): Conversation {
  const client = officeClient(dice)
  const server = linuxServerFor(client.stack, dice.around(300, 0.9))
  const tcp = new TcpExchange(dice, start_us, client.stack, server, remote(dice, 22_000), merging(dice))
  tcp.open()
  const requests = dice.pick([1, 1, 1, 2, 3])
  for (let count = 0; count < requests; count += 1) {
    tcp.request(dice.around(390, 0.3), dice.around(900, 1), dice.around(20_000, 0.8))
    tcp.wait(dice.around(80_000, 1))
  }
  idleAndLeave(dice, tcp)
  return overTcp(dice, tcp, client, { ip: internetAddress(dice.integer(10, 59)), port: 80 })
}

/** Browsers close at once, wait for the server's five seconds, or keep the connection alive every ten. */
function idleAndLeave(dice: Dice, tcp: TcpExchange): void {
  const manner = dice.integer(1, 10)
  if (manner <= 3) {
    tcp.wait(dice.around(200_000, 0.8)).close('forward')
  } else if (manner <= 7) {
    tcp.wait(dice.around(5_060_000, 0.01)).close('backward')
  } else {
    const rounds = dice.integer(1, 8)
    for (let count = 0; count < rounds; count += 1) {
      tcp.wait(dice.integer(9_990_000, 10_040_000)).packet('forward', TCP_FLAG.ACK, 1)
      tcp.answer('backward').ack('backward')
    }
    tcp.wait(dice.around(2_000_000, 0.8)).close('forward')
  }
}

/** SMB: negotiate, log on, list and read, then the share stays open for a while. */
function openFiles(dice: Dice, start_us: number): Conversation {
  const client = { ...officeClient(dice), stack: WINDOWS }
  const server = { ...WINDOWS, window: dice.integer(252, 256) }
  const tcp = new TcpExchange(dice, start_us, client.stack, server, NEAR)
  tcp.open().request(108, 228, 300).request(166, 313, 300).request(dice.integer(1600, 3100), 260, 2000)
  const reads = dice.integer(4, 22)
  for (let count = 0; count < reads; count += 1) {
    tcp.wait(dice.around(12_000, 1.1)).request(dice.integer(110, 300), dice.around(900, 1.1), dice.around(500, 0.6))
  }
  tcp.wait(dice.around(9_000_000, 0.3)).request(72, 72, 300).reset('forward')
  return overTcp(dice, tcp, client, { ip: HOSTS.file_server, port: 445 })
}

function fetchTicket(dice: Dice, start_us: number): Conversation {
  const client = { ...officeClient(dice), stack: WINDOWS }
  const tcp = new TcpExchange(dice, start_us, client.stack, { ...WINDOWS, window: 256 }, NEAR)
  tcp.open().request(dice.integer(230, 1650), dice.integer(180, 1700), dice.around(900, 0.3))
  tcp.close('forward')
  return overTcp(dice, tcp, client, { ip: HOSTS.domain_controller, port: 88 })
}

/** IMAP over TLS: log in, look for mail, wait for news. */
function readMail(dice: Dice, start_us: number): Conversation {
  const client = officeClient(dice)
  const tcp = new TcpExchange(dice, start_us, client.stack, linuxServerFor(client.stack, 260), NEAR)
  tcp.open().request(220, 3200, 700).request(126, 51, 500)
  const commands = dice.integer(4, 14)
  for (let count = 0; count < commands; count += 1) {
    tcp.wait(dice.around(30_000, 0.9)).request(dice.integer(60, 140), dice.around(420, 1.3), dice.around(2500, 0.7))
  }
  tcp.wait(dice.around(20_000_000, 0.5)).request(69, 95, 400).close('backward')
  return overTcp(dice, tcp, client, { ip: HOSTS.mail_server, port: 993 })
}

function sendMail(dice: Dice, start_us: number): Conversation {
  const client = officeClient(dice)
  const tcp = new TcpExchange(dice, start_us, client.stack, linuxServerFor(client.stack, 300), NEAR)
  tcp.open().request(210, 3100, 900).request(126, 51, 500)
  for (const [command_bytes, reply_bytes] of [
    [61, 180],
    [93, 62],
    [75, 58],
    [71, 58],
    [35, 91],
  ] as const) {
    tcp.wait(dice.around(8000, 0.5)).request(command_bytes, reply_bytes, dice.around(9000, 0.8))
  }
  tcp.request(dice.around(9000, 1.3), 80, dice.around(180_000, 0.5))
  tcp.request(35, 64, 300).close('forward')
  return overTcp(dice, tcp, client, { ip: HOSTS.mail_server, port: 465 })
}

/** A nightly kind of job by day: log in with a key, run one command, leave. */
function runRemoteJob(dice: Dice, start_us: number): Conversation {
  const client = officeClient(dice)
  const tcp = new TcpExchange(dice, start_us, client.stack, linuxServerFor(client.stack, 244), NEAR)
  tcp.open().request(28, 41, 6000).request(656, 1080, 900).request(48, 364, 3000).request(76, 52, 300)
  tcp.request(68, 52, 2000).request(372, 324, 1200).request(644, 36, dice.around(3000, 0.3)).request(112, 600, 9000)
  tcp.wait(dice.around(950_000, 0.1)).request(164, dice.around(700, 0.6), 1500).push('forward', 36).push('forward', 60)
  tcp.close('forward')
  return overTcp(dice, tcp, client, { ip: HOSTS.shell_server, port: 22 })
}

function overTcp(
  dice: Dice,
  tcp: TcpExchange,
  client: ReturnType<typeof officeClient>,
  destination: Endpoint,
): Conversation {
  return { protocol: TCP, source: clientEnd(dice, client), destination, packets: tcp.packets }
}

function overUdp(dice: Dice, packets: readonly Packet[], destination: Endpoint): Conversation {
  return { protocol: UDP, source: clientEnd(dice, officeClient(dice)), destination, packets }
}

function datagram(time_us: number, direction: Direction, payload_bytes: number): Packet {
  return { time_us, direction, payload_bytes, header_bytes: 8, flags: 0, window: 0 }
}
