import { readFile } from 'node:fs/promises'

/** Numbers of capabilities of Linux: capabilities(7). */
const BITS = { net_admin: 12n, net_raw: 13n } as const

/** Whether this process has a right of the superuser: in a container, root may lack it. False where nothing tells. */
export async function hasCapability(name: keyof typeof BITS): Promise<boolean> {
  const status = await readFile('/proc/self/status', 'utf8').catch(() => '')
  const mask = /^CapEff:\s*([0-9a-f]+)$/m.exec(status)?.[1]
  return mask !== undefined && ((BigInt(`0x${mask}`) >> BITS[name]) & 1n) === 1n
}
