import { readFileSync } from 'node:fs'
import { join } from 'node:path'

const INTERFACES = '/sys/class/net'
const UP = 0x1
const LOOK_MS = 1000

/**
 * Looks whether an interface is switched off or gone, which the tools do not always tell: they wait for it to come back. On
 * Linux only; elsewhere, and for what is not one interface, such as `any`, nothing is known.
 * @param onOff called once; true when it is gone
 * @returns what ends it
 */
export function watchInterface(name: string, onOff: (is_gone: boolean) => void): () => void {
  if (isUp(name) !== true) return () => undefined
  const timer = setInterval(() => {
    const is_up = isUp(name)
    if (is_up === true) return
    clearInterval(timer)
    onOff(is_up === null)
  }, LOOK_MS)
  return () => clearInterval(timer)
}

/** Null when the system knows no such interface. */
function isUp(name: string): boolean | null {
  try {
    return (Number.parseInt(readFileSync(join(INTERFACES, name, 'flags'), 'utf8'), 16) & UP) !== 0
  } catch {
    return null
  }
}
