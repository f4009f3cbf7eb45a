import { isAbsolute, join, sep } from 'node:path'

import { REACHING, type SystemCall, WRITING } from './system-calls.ts'

/** The sockets of a display: without it there is no window. */
const DISPLAY_SOCKET = /^@?\/tmp\/\.X11-unix\/X\d+$/
/** The names by which one instance keeps another from its data; they stay inside the kernel (main/store/claim.ts). */
const CLAIM = /^@anomalyx-[0-9a-f]{40}$/
const LOOPBACK = /^(127\.\d+\.\d+\.\d+|::1|::ffff:127\.\d+\.\d+\.\d+)$/
const DNS_PORT = '53'
/** Memory that Chromium's processes share: a name in /dev/shm, taken away as soon as it is open. */
const SHARED_MEMORY = /^\/dev\/shm\/\.org\.chromium\.Chromium\.\w+$/

/** Every reach beyond this machine's loopback, a display and the folders, whether it succeeded or not. */
export function reachesBeyond(calls: readonly SystemCall[], folders: readonly string[]): string[] {
  const made = calls.filter(({ name }) => (REACHING as readonly string[]).includes(name))
  return made.flatMap((call) => (farEnds(call.text).some((end) => !isAtHome(end, folders)) ? [told(call)] : []))
}

interface FarEnd {
  readonly family: string
  /** Address of a machine, or path of a socket. */
  readonly place: string
  readonly port: string | undefined
}

function farEnds(text: string): FarEnd[] {
  return [...text.matchAll(/\{sa_family=(AF_\w+)([^}]*)\}/g)].map(([, family = '', rest = '']) => ({
    family,
    place: /(?:inet_addr\("|inet_pton\(AF_INET6, "|sun_path=)(@?)"?([^"]*)"/.exec(rest)?.slice(1).join('') ?? '',
    port: /sin6?_port=htons\((\d+)\)/.exec(rest)?.[1],
  }))
}

function isAtHome({ family, place, port }: FarEnd, folders: readonly string[]): boolean {
  switch (family) {
    // The kernel's own news of interfaces and devices, and "no address", which ends a connection.
    case 'AF_NETLINK':
    case 'AF_UNSPEC':
      return true
    case 'AF_UNIX':
      return DISPLAY_SOCKET.test(place) || CLAIM.test(place) || isInside(place, folders)
    default:
      return LOOPBACK.test(place) && port !== DNS_PORT
  }
}

/** Every file, folder or link that was made, opened for writing, or renamed outside of the folders. */
export function writesBeyond(calls: readonly SystemCall[], folders: readonly string[]): string[] {
  const removed = new Set(calls.filter(({ name }) => name.startsWith('unlink')).flatMap(({ text }) => pathsOf(text)))
  return calls
    .filter(({ name, text }) => (WRITING as readonly string[]).includes(name) && changes(name, text))
    .flatMap((call) =>
      pathsOf(call.text).some((path) => !isInside(path, folders) && !isNoFile(path, removed)) ? [told(call)] : [],
    )
}

function changes(name: string, text: string): boolean {
  if (/ = -1 E[A-Z]+ /.test(text) || name.startsWith('unlink')) return false
  return !name.startsWith('open') || /\b(O_WRONLY|O_RDWR|O_CREAT|O_TRUNC|O_TMPFILE)\b/.test(text)
}

/** Paths among the arguments; `AT_FDCWD</dir>, "name"` is `/dir/name`. */
function pathsOf(text: string): string[] {
  const named = [...text.matchAll(/(?:(?:AT_FDCWD|\d+)<([^>]*)>, )?"((?:[^"\\]|\\.)*)"/g)]
  return named.flatMap(([, folder, path = '']) => {
    if (isAbsolute(path)) return [path]
    return folder === undefined ? [] : [join(folder, path)]
  })
}

/** Devices and the kernel's own tables are no files, and shared memory without a name is gone with its processes. */
function isNoFile(path: string, removed: ReadonlySet<string>): boolean {
  if (path.startsWith('/dev/shm/')) return SHARED_MEMORY.test(path) && removed.has(path)
  return path.startsWith('/dev/') || path.startsWith('/proc/')
}

const isInside = (path: string, folders: readonly string[]) => folders.some((folder) => path.startsWith(folder + sep))

const told = ({ pid, name, text }: SystemCall) => `${String(pid)} ${name}(${text.slice(0, 300)}`
