import { execFile } from 'node:child_process'
import { access, constants, stat } from 'node:fs/promises'
import { promisify } from 'node:util'

import { type CaptureTool, findCaptureTool, toolEnvironment } from './capture-tool.ts'
import { findProgram } from './find-program.ts'
import { hasCapability } from './own-capabilities.ts'

const SETUID = 0o4000
const GETCAP_LIMIT_MS = 2000
const run = promisify(execFile)

/** How to get a program that records packets. */
export function installAdvice(platform: NodeJS.Platform = process.platform): string {
  switch (platform) {
    case 'linux':
      return 'Install one: "sudo apt install wireshark-common" on Debian and Ubuntu (it has dumpcap), or the package tcpdump of your system.'
    case 'darwin':
      return 'Install Wireshark, with "Install ChmodBPF" of its disk image, and log in again.'
    case 'win32':
      return 'Install Wireshark with Npcap (https://www.wireshark.org): it has dumpcap.'
    default:
      return 'Install dumpcap, which is a part of Wireshark, or tcpdump.'
  }
}

/** How to let this user record packets with a tool. */
export function rightsAdvice({ kind, path }: CaptureTool, platform: NodeJS.Platform = process.platform): string {
  switch (platform) {
    case 'linux':
      return kind === 'dumpcap'
        ? `On Debian and Ubuntu, run "sudo dpkg-reconfigure wireshark-common" (answer yes) and "sudo usermod -aG wireshark $USER", then log in again. On another Linux, run "sudo setcap cap_net_raw,cap_net_admin+eip ${path}".`
        : `Run "sudo setcap cap_net_raw,cap_net_admin+eip ${path}"; every user of this machine can then record packets with it. To allow it to some users alone, install dumpcap: on Debian and Ubuntu "sudo apt install wireshark-common", "sudo dpkg-reconfigure wireshark-common" (answer yes) and "sudo usermod -aG wireshark $USER", then log in again.`
    case 'darwin':
      return 'Run "Install ChmodBPF" of the disk image of Wireshark, which lets your account read /dev/bpf*, and log in again.'
    case 'win32':
      return 'Install Npcap again without "Restrict Npcap driver\'s access to Administrators only", or start AnomalyX as an account that may use it.'
    default:
      return `Give your account the right to record packets with ${path}.`
  }
}

/**
 * What to do before packets can be recorded here, as far as can be told without trying; null when nothing is known to stand
 * in the way.
 */
export async function captureAdvice(tool: CaptureTool | null): Promise<string | null> {
  if (tool === null) {
    const locked = await findCaptureTool(true)
    return locked === null
      ? `There is no program that records packets. ${installAdvice()}`
      : `You may not start ${locked.path}. ${rightsAdvice(locked)}`
  }
  return (await mayLackRights(tool))
    ? `${tool.path} seems to lack the right to record packets. ${rightsAdvice(tool)}`
    : null
}

async function mayLackRights({ path }: CaptureTool): Promise<boolean> {
  if (process.platform === 'linux' && (await hasCapability('net_raw'))) return false
  if (process.platform === 'darwin') {
    return access('/dev/bpf0', constants.R_OK).then(
      () => false,
      () => true,
    )
  }
  if (process.platform !== 'linux') return false
  const { mode, uid } = await stat(path)
  if ((mode & SETUID) !== 0 && uid === 0) return false
  const places = { path: process.env['PATH'] ?? '', usual_places: ['/usr/sbin/getcap', '/sbin/getcap'] }
  const getcap = await findProgram('getcap', places)
  // Without it nothing is known, and the start will tell.
  if (getcap === null) return false
  const told = await run(getcap, [path], { timeout: GETCAP_LIMIT_MS, env: toolEnvironment() }).catch(() => null)
  return told !== null && !told.stdout.includes('cap_net_raw')
}
