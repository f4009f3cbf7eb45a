import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'

import { findProgram } from './find-program.ts'

/** The program that records packets. */
export interface CaptureTool {
  readonly kind: 'dumpcap' | 'tcpdump'
  readonly path: string
}

/** An interface as a tool lists it. */
export interface ListedInterface {
  readonly name: string
  /** What the tool says of it beside; on Windows the name that a person knows. */
  readonly description: string
  /** Null where the tool does not tell. */
  readonly is_up: boolean | null
}

const KINDS = ['dumpcap', 'tcpdump'] as const
const USUAL_PLACES: Readonly<Partial<Record<NodeJS.Platform, readonly string[]>>> = {
  linux: ['/usr/bin', '/usr/sbin', '/usr/local/bin', '/usr/local/sbin'],
  darwin: ['/Applications/Wireshark.app/Contents/MacOS', '/usr/sbin', '/usr/local/bin', '/opt/homebrew/bin'],
  win32: [join('C:', 'Program Files', 'Wireshark')],
}

/** Other recordings that the tools list beside interfaces: they have no packets of a network. */
const NO_NETWORK = /^(bluetooth|dbus-|usbmon|nflog$|nfqueue$)/
const LISTING_LIMIT_MS = 5000
const run = promisify(execFile)

/**
 * dumpcap, or else tcpdump; null when neither can be started.
 * @param is_any whether one counts that this user may not start
 */
export async function findCaptureTool(is_any = false): Promise<CaptureTool | null> {
  for (const kind of KINDS) {
    const name = process.platform === 'win32' ? `${kind}.exe` : kind
    const usual_places = (USUAL_PLACES[process.platform] ?? []).map((folder) => join(folder, name))
    const path = await findProgram(name, { path: process.env['PATH'] ?? '', usual_places }, is_any)
    if (path !== null) return { kind, path }
  }
  return null
}

/** Room for packets in the system, in MiB, while the tool or AnomalyX is busy; by default there are 2. */
const BUFFER_MIB = 16

/**
 * Arguments that let a tool write a pcap of one interface to its output, without looking up any name. tcpdump has a mode that
 * delivers packets at once, and that loses most of a burst.
 */
export function captureArguments(kind: CaptureTool['kind'], interface_name: string): string[] {
  return kind === 'dumpcap'
    ? ['-i', interface_name, '-B', String(BUFFER_MIB), '-q', '-P', '-w', '-']
    : ['-i', interface_name, '-B', String(BUFFER_MIB * 1024), '-n', '-s', '0', '-U', '-w', '-']
}

/** How long a packet may wait in the system before a tool sees it, in milliseconds. */
export function deliveryMs(kind: CaptureTool['kind']): number {
  return kind === 'dumpcap' ? 300 : 1100
}

/** Of AnomalyX alone, such as its token. */
const OWN_VARIABLES = /^(ANOMALYX|NODE|ELECTRON)_/i

/** What a tool is started in: its messages are to be read. */
export function toolEnvironment(): NodeJS.ProcessEnv {
  const others = Object.entries(process.env).filter(([name]) => !OWN_VARIABLES.test(name))
  return { ...Object.fromEntries(others), LC_ALL: 'C', LANG: 'C' }
}

/** Interfaces that a tool knows; null when it does not list them to this user. */
export async function listWithTool({ path }: CaptureTool): Promise<ListedInterface[] | null> {
  try {
    const { stdout } = await run(path, ['-D'], { timeout: LISTING_LIMIT_MS, env: toolEnvironment() })
    const listed = parseListing(stdout)
    return listed.length === 0 ? null : listed
  } catch {
    return null
  }
}

/** Lines such as `3.lo [Up, Running, Loopback]` of tcpdump and `3. lo (Loopback)` of dumpcap. */
export function parseListing(text: string): ListedInterface[] {
  return text.split('\n').flatMap((line) => {
    const [, name = '', more = ''] = /^\d+\.\s*(\S+)(.*)$/.exec(line.trim()) ?? []
    if (name === '' || NO_NETWORK.test(name)) return []
    const flags = /\[([^\]]*)\]\s*$/.exec(more)?.[1]
    const description = /\((.*)\)/.exec(more)?.[1] ?? ''
    return [{ name, description, is_up: flags === undefined ? null : /\bUp\b/.test(flags) }]
  })
}
