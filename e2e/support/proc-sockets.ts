import { readdir, readFile, readlink } from 'node:fs/promises'

/** Far ends of the sockets that a process and its descendants hold, other than this machine. Linux only. */
export async function farEndsOf(pid: number): Promise<string[]> {
  const inodes = new Set((await Promise.all((await familyOf(pid)).map(socketsOf))).flat())
  const tables = await Promise.all(['tcp', 'tcp6', 'udp', 'udp6'].map((name) => readFile(`/proc/net/${name}`, 'utf8')))
  const ends = tables.flatMap((table) =>
    table
      .split('\n')
      .slice(1)
      .map((line) => line.trim().split(/\s+/))
      .filter((cells) => inodes.has(cells[9] ?? ''))
      .map((cells) => cells[2] ?? ''),
  )
  return ends.filter((end) => !isThisMachine(end.split(':')[0] ?? ''))
}

async function familyOf(pid: number): Promise<number[]> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name)).map(Number)
  const parents = new Map(await Promise.all(pids.map(async (each) => [each, await parentOf(each)] as const)))
  const family = [pid]
  for (const member of family) family.push(...pids.filter((each) => parents.get(each) === member))
  return family
}

/** A process may end while it is looked at. */
const parentOf = (pid: number) =>
  readFile(`/proc/${pid}/stat`, 'utf8').then(
    (line) => Number(line.slice(line.lastIndexOf(')') + 2).split(' ')[1]),
    () => undefined,
  )

async function socketsOf(pid: number): Promise<string[]> {
  const handles = await readdir(`/proc/${pid}/fd`).catch(() => [])
  const targets = await Promise.all(handles.map((handle) => readlink(`/proc/${pid}/fd/${handle}`).catch(() => '')))
  return targets.flatMap((target) => /^socket:\[(\d+)\]$/.exec(target)?.[1] ?? [])
}

/** Addresses stand in hexadecimal, each 32 bits with the lowest byte first; a listening socket's far end is zero. */
function isThisMachine(address: string): boolean {
  const loopback = address.endsWith('7F') && (address.length === 8 || address.startsWith('0000000000000000FFFF0000'))
  return /^0+$/.test(address) || loopback || address === '00000000000000000000000001000000'
}
