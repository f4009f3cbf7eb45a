import type { Dice } from './dice.ts'
import { clientEnd, HOSTS, internetAddress, officeAddress, serverAddress } from './hosts.ts'
import { type Conversation, TCP, TCP_FLAG } from './packet.ts'
import { TcpExchange } from './tcp-exchange.ts'
import { LINUX, linuxServerFor, type TcpStack, WINDOWS } from './tcp-stack.ts'

/** Attacks that the simulation can play, by their class in the product. */
export const ATTACK_KINDS = [
  'DDoS',
  'DoS Hulk',
  'DoS GoldenEye',
  'DoS slowloris',
  'DoS Slowhttptest',
  'PortScan',
  'FTP-Patator',
  'SSH-Patator',
  'Bot',
  'Web Attack - Brute Force',
] as const

export type AttackKind = (typeof ATTACK_KINDS)[number]

const { FIN, SYN, RST, ACK } = TCP_FLAG

/** Behind one mirrored switch port the attacker's packets and the victim's are both near. */
const DELAY = { forward: 180, backward: 60 }

/** The page that the attacked web server shows, with its headers. */
const PAGE_BYTES = 11_595

const ATTACKS: Readonly<Record<AttackKind, (dice: Dice, start_us: number) => Conversation>> = {
  DDoS: floodFromMany,
  'DoS Hulk': floodWithHulk,
  'DoS GoldenEye': holdWithGoldenEye,
  'DoS slowloris': holdWithSlowloris,
  'DoS Slowhttptest': holdWithSlowhttptest,
  PortScan: probePort,
  'FTP-Patator': guessFtpPasswords,
  'SSH-Patator': guessSshPasswords,
  Bot: reportToController,
  'Web Attack - Brute Force': guessWebPasswords,
}

export function attackConversation(kind: AttackKind, dice: Dice, start_us: number): Conversation {
  return ATTACKS[kind](dice, start_us)
}

/** LOIC on Windows machines: a bare GET, the page in one burst, seconds of silence, an abort. */
function floodFromMany(dice: Dice, start_us: number): Conversation {
  const tcp = begin(dice, start_us, WINDOWS, 229, { forward: 400, backward: 60 })
  tcp.open().wait(dice.around(900, 0.8)).push('forward', 20).answer('backward').ack('backward')
  tcp.wait(dice.around(90_000, 1.6))
  const acknowledgements = sendPage(dice, tcp, 4)
  tcp.packet('backward', FIN | ACK)
  for (let count = 0; count < acknowledgements; count += 1) tcp.answer('forward').ack('forward')
  if (dice.chance(0.3)) tcp.wait(dice.around(400_000, 0.6)).packet('forward', FIN | ACK)
  tcp.wait(Math.min(13_000_000, dice.around(5_500_000, 0.7))).reset('forward')
  return against(dice, tcp, internetAddress(dice.integer(101, 112)), WINDOWS, HOSTS.web_server, 80)
}

/** HULK: a GET with random headers on a connection of its own, aborted as soon as the page begins to come. */
function floodWithHulk(dice: Dice, start_us: number): Conversation {
  const tcp = begin(dice, start_us, connected(dice.pick([251, 274])), 235)
  tcp.open().push('forward', dice.integer(300, 400)).answer('backward').ack('backward')
  tcp.wait(dice.chance(0.25) ? dice.around(9000, 0.6) : dice.around(130_000, 0.25))
  const acknowledgements = sendPage(dice, tcp, 5)
  for (let count = 1; count < acknowledgements; count += 1) tcp.answer('forward').ack('forward')
  tcp.wait(dice.around(26_000, 0.6))
  if (dice.chance(0.5)) {
    tcp.packet('backward', FIN | ACK)
    tcp.answer('forward').ack('forward').answer('forward').reset('forward')
  } else {
    tcp
      .packet('forward', FIN | ACK)
      .answer('backward')
      .packet('backward', FIN | ACK)
    const resets = dice.integer(1, 3)
    for (let count = 0; count < resets; count += 1) tcp.answer('forward').reset('forward', true)
  }
  return against(dice, tcp, internetAddress(dice.pick([66, 67])), LINUX, HOSTS.web_server, 80)
}

/** GoldenEye: asks to keep the connection alive, takes the answer and stays silent until the server gives up after 5 s. */
function holdWithGoldenEye(dice: Dice, start_us: number): Conversation {
  const tcp = begin(dice, start_us, connected(251), 235)
  tcp.open().push('forward', dice.integer(290, 560)).answer('backward').ack('backward')
  tcp.wait(dice.around(1500, 0.6))
  if (dice.chance(0.4)) {
    tcp.push('backward', 3525).answer('forward').ack('forward')
  } else {
    const acknowledgements = sendPage(dice, tcp, 5)
    for (let count = 0; count < acknowledgements; count += 1) tcp.answer('forward').ack('forward')
  }
  tcp
    .wait(dice.integer(5_000_500, 5_008_000))
    .packet('backward', FIN | ACK)
    .wait(dice.around(38_000, 0.2))
    .ack('forward')
  tcp.wait(dice.chance(0.3) ? dice.around(27_000_000, 0.5) : dice.around(6_400_000, 0.1)).ack('forward')
  if (dice.chance(0.3)) tcp.answer('forward').reset('forward')
  return against(dice, tcp, internetAddress(66), LINUX, HOSTS.web_server, 80)
}

/** slowloris: half a request, then a header line of eight bytes whenever the server is about to lose patience. */
function holdWithSlowloris(dice: Dice, start_us: number): Conversation {
  const tcp = begin(dice, start_us, LINUX, 235)
  if (dice.chance(0.45)) {
    knockOnFullServer(dice, tcp, 231, 8)
  } else {
    tcp.open().push('forward', 231).answer('backward').ack('backward')
    const lines = dice.integer(1, 5)
    for (let count = 0; count < lines; count += 1) {
      tcp.wait(dice.integer(99_900_000, 100_200_000)).push('forward', 8).answer('backward').ack('backward')
    }
  }
  return against(dice, tcp, internetAddress(dice.pick([66, 68])), LINUX, HOSTS.web_server, 80)
}

/** slowhttptest: as slowloris, with longer headers and follow-up lines of any length. */
function holdWithSlowhttptest(dice: Dice, start_us: number): Conversation {
  const tcp = begin(dice, start_us, LINUX, 235)
  tcp
    .open()
    .push('forward', dice.pick([351, 520]))
    .answer('backward')
    .ack('backward')
  tcp
    .wait(dice.integer(103_000_000, 109_500_000))
    .push('forward', dice.integer(8, 14))
    .answer('backward')
    .ack('backward')
  return against(dice, tcp, internetAddress(66), LINUX, HOSTS.web_server, 80)
}

/**
 * What becomes of a request when the server's backlog is full: the handshake never completes on its side, so it repeats
 * its SYN-ACK, while the client repeats its data at doubled intervals (RFC 6298) until the server resets.
 */
function knockOnFullServer(dice: Dice, tcp: TcpExchange, request_bytes: number, line_bytes: number): void {
  const extra_syns = dice.integer(0, 2)
  let retry_us = 1_000_000
  for (let count = 0; count < extra_syns; count += 1) {
    tcp.packet('forward', SYN).wait(retry_us)
    retry_us *= 2
  }
  tcp.open().push('forward', request_bytes)
  let timeout_us = dice.integer(200_300, 201_500)
  tcp.wait(timeout_us)
  const repeats = 9
  for (let count = 0; count < repeats; count += 1) {
    tcp.push('forward', request_bytes)
    if (count === 2)
      tcp
        .packet('backward', SYN | ACK)
        .answer('forward')
        .ack('forward')
    tcp.wait(timeout_us)
    timeout_us *= 2
  }
  tcp
    .push('forward', request_bytes + (dice.chance(0.1) ? line_bytes : 0))
    .answer('backward')
    .reset('backward', true)
}

/** A SYN to a closed port and its refusal: by raw packets (nmap -sS) or by a full connect. */
function probePort(dice: Dice, start_us: number): Conversation {
  const raw: TcpStack = { ...LINUX, open_header_bytes: 24, open_window: 1024 }
  const stack = dice.chance(0.6) ? raw : LINUX
  const tcp = begin(dice, start_us, stack, 0)
  tcp
    .packet('forward', SYN)
    .wait(dice.integer(38, 62))
    .packet('backward', RST | ACK)
  const refused = tcp.packets.map((packet) =>
    packet.direction === 'backward' ? { ...packet, header_bytes: 20, window: 0 } : packet,
  )
  const target = serverAddress(dice.pick([10, 15, 25]))
  const port = dice.chance(0.9) ? dice.integer(1, 10_000) : dice.integer(10_001, 61_532)
  return { ...against(dice, tcp, internetAddress(66), stack, target, port), packets: refused }
}

/** Patator on FTP: three passwords a connection, each refused after three seconds, then the server hangs up. */
function guessFtpPasswords(dice: Dice, start_us: number): Conversation {
  const user_bytes = 14
  const tcp = begin(dice, start_us, LINUX, 227)
  tcp.open().wait(dice.around(1500, 0.4)).push('backward', 20).answer('forward').ack('forward')
  for (let attempt = 0; attempt < 3; attempt += 1) {
    tcp.wait(dice.around(300, 0.5)).push('forward', user_bytes).answer('backward').ack('backward')
    tcp.answer('backward').push('backward', 34)
    tcp.answer('forward').push('forward', dice.integer(15, 27)).wait(dice.around(39_000, 0.05)).ack('backward')
    tcp.wait(dice.integer(2_500_000, 3_350_000)).push('backward', 22)
  }
  tcp
    .packet('backward', FIN | ACK)
    .answer('forward')
    .push('forward', user_bytes)
    .packet('forward', FIN | ACK)
  tcp.answer('backward').reset('backward', true).reset('backward', true)
  return against(dice, tcp, internetAddress(66), LINUX, HOSTS.shell_server, 21)
}

/** Patator on SSH: a full key exchange, then six passwords that are each refused after two seconds. */
function guessSshPasswords(dice: Dice, start_us: number): Conversation {
  const tcp = begin(dice, start_us, connected(259), 247)
  tcp.open().push('forward', 21).answer('backward').ack('backward')
  tcp.wait(dice.around(8000, 0.4)).push('backward', 41).answer('forward').ack('forward')
  tcp
    .push('forward', 640)
    .wait(dice.around(900, 0.2))
    .push('backward', 976)
    .wait(dice.around(38_000, 0.1))
    .ack('forward')
  tcp.push('forward', 24).answer('backward').push('backward', 152).push('forward', 144)
  tcp.wait(dice.around(4000, 0.3)).push('backward', 720).wait(dice.around(9000, 0.3)).push('forward', 16)
  tcp.wait(dice.around(39_000, 0.05)).ack('backward').push('forward', 52).answer('backward').ack('backward')
  tcp.push('backward', 52).answer('forward').push('forward', 68).wait(dice.around(39_000, 0.05)).ack('backward')
  tcp.wait(dice.around(1500, 0.4)).push('backward', 84)
  for (let attempt = 0; attempt < 6; attempt += 1) {
    tcp.answer('forward').push('forward', 148).wait(dice.around(39_000, 0.05)).ack('backward')
    tcp.wait(dice.around(1_850_000, 0.13)).push('backward', 84)
    if (dice.chance(0.5)) tcp.wait(dice.around(38_000, 0.05)).ack('forward')
  }
  tcp.answer('forward').push('forward', 32).push('forward', 32).push('forward', 91).answer('backward').ack('backward')
  for (const bytes of [36, 36, 36, 36]) tcp.push('backward', bytes).ack('backward')
  tcp.close('backward')
  return against(dice, tcp, internetAddress(66), LINUX, HOSTS.shell_server, 22)
}

/** An infected Windows machine asks its controller for orders and finds none. */
function reportToController(dice: Dice, start_us: number): Conversation {
  const tcp = begin(dice, start_us, WINDOWS, 237, { forward: 45, backward: 600 })
  tcp.open().push('forward', dice.pick([194, 195, 196, 198]))
  tcp.wait(dice.around(74_000, 0.3)).push('backward', 128)
  tcp.answer('forward').ack('forward').answer('backward').close('backward')
  return against(dice, tcp, officeAddress(dice.pick([23, 31, 44, 52])), WINDOWS, internetAddress(77), 8080)
}

/** A script that posts one password after the other over a connection that is kept alive. */
function guessWebPasswords(dice: Dice, start_us: number): Conversation {
  const tcp = begin(dice, start_us, connected(1444), 1175)
  tcp.open()
  for (let attempt = 0; attempt < 50; attempt += 1) {
    for (const [request_bytes, response_bytes] of [
      [602, 354],
      [275, 1067],
    ] as const) {
      tcp.push('forward', request_bytes).wait(dice.around(5000, 0.4)).push('backward', response_bytes)
      tcp.answer('forward').ack('forward')
    }
    tcp.wait(dice.around(640_000, 0.3))
  }
  tcp.close('backward')
  return against(dice, tcp, internetAddress(66), LINUX, HOSTS.web_server, 80)
}

/** The page as a few packets that the network card has merged; answers how many the client would acknowledge. */
function sendPage(dice: Dice, tcp: TcpExchange, most_packets: number): number {
  const packets = dice.integer(2, most_packets)
  const segments = dice.pick([3, 2, 4])
  let left = PAGE_BYTES
  for (let count = 1; count < packets && left > segments * 1448; count += 1) {
    tcp.packet('backward', ACK, segments * 1448)
    left -= segments * 1448
  }
  tcp.push('backward', left)
  return dice.integer(3, 4)
}

/** A Linux client whose window has grown with what it received. */
function connected(window: number): TcpStack {
  return { ...LINUX, window }
}

function begin(dice: Dice, start_us: number, client: TcpStack, window: number, delay_us = DELAY): TcpExchange {
  return new TcpExchange(dice, start_us, client, linuxServerFor(client, window), delay_us)
}

function against(
  dice: Dice,
  tcp: TcpExchange,
  ip: string,
  stack: TcpStack,
  target_ip: string,
  port: number,
): Conversation {
  return {
    protocol: TCP,
    source: clientEnd(dice, { ip, stack }),
    destination: { ip: target_ip, port },
    packets: tcp.packets,
  }
}
