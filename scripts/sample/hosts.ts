import type { Dice } from './dice.ts'
import type { Endpoint } from './packet.ts'
import { LINUX, type TcpStack, WINDOWS } from './tcp-stack.ts'

/**
 * The office of the simulation. Its three networks are the ones that RFC 5737 keeps for documentation: no such address
 * exists on the Internet or in any data set.
 */
const OFFICE = '192.0.2'
const SERVERS = '198.51.100'
const INTERNET = '203.0.113'

export const HOSTS = {
  domain_controller: `${SERVERS}.5`,
  web_server: `${SERVERS}.10`,
  file_server: `${SERVERS}.15`,
  shell_server: `${SERVERS}.20`,
  mail_server: `${SERVERS}.25`,
  time_server: `${INTERNET}.123`,
} as const

export interface Client {
  readonly ip: string
  readonly stack: TcpStack
}

/** Somebody at a desk: two of three run Windows. */
export function officeClient(dice: Dice): Client {
  const number = dice.integer(20, 79)
  return { ip: `${OFFICE}.${String(number)}`, stack: number < 60 ? WINDOWS : LINUX }
}

export function officeAddress(number: number): string {
  return `${OFFICE}.${String(number)}`
}

export function internetAddress(number: number): string {
  return `${INTERNET}.${String(number)}`
}

export function serverAddress(number: number): string {
  return `${SERVERS}.${String(number)}`
}

/** A client's end of a connection, on a port its system would pick. */
export function clientEnd(dice: Dice, { ip, stack }: Client): Endpoint {
  return { ip, port: stack === WINDOWS ? dice.integer(49_152, 65_535) : dice.integer(32_768, 60_999) }
}
