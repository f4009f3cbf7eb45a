import { spawn } from 'node:child_process'
import { join } from 'node:path'

import { findProgram } from '../sources/live/find-program.ts'

/** Where its installers put it on systems that do not add it to the path. */
const USUAL_PLACES: Readonly<Partial<Record<NodeJS.Platform, readonly string[]>>> = {
  darwin: ['/Applications/Wireshark.app/Contents/MacOS/Wireshark'],
  win32: [join('C:', 'Program Files', 'Wireshark', 'Wireshark.exe')],
}

/** Wireshark's program, on the path or where it usually is; null when it is not installed. */
export function findWireshark(
  path = process.env['PATH'] ?? '',
  platform: NodeJS.Platform = process.platform,
): Promise<string | null> {
  const name = platform === 'win32' ? 'Wireshark.exe' : 'wireshark'
  return findProgram(name, { path, usual_places: USUAL_PLACES[platform] ?? [] })
}

/** Opens a file in Wireshark, which goes on when AnomalyX closes. @param path of the programs, as `PATH` */
export async function openInWireshark(
  file: string,
  path?: string,
): Promise<{ opened: boolean; reason: string | null }> {
  const program = await findWireshark(path)
  if (program === null) return { opened: false, reason: 'Wireshark is not installed, or not on the path.' }
  return new Promise((resolve) => {
    const child = spawn(program, ['-r', file], { detached: true, stdio: 'ignore' })
    child.once('spawn', () => {
      child.unref()
      resolve({ opened: true, reason: null })
    })
    child.once('error', ({ message }) => {
      resolve({ opened: false, reason: `Wireshark could not be started: ${message}` })
    })
  })
}
