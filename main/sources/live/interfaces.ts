import { networkInterfaces } from 'node:os'

import { AnomalyError } from '../../../contract/errors.ts'
import type { InterfaceList } from '../../../contract/streams.ts'
import { captureAdvice } from './capture-advice.ts'
import { type CaptureTool, findCaptureTool, type ListedInterface, listWithTool } from './capture-tool.ts'

/** Interfaces of this machine whose packets can be recorded, and what stands in the way of it. */
export async function listInterfaces(): Promise<InterfaceList> {
  const tool = await findCaptureTool()
  return { tool: tool?.kind ?? null, interfaces: await interfacesOf(tool), advice: await captureAdvice(tool) }
}

/** @throws AnomalyError `unreadable_file` when there is no interface with this name */
export async function checkInterface(tool: CaptureTool, name: string): Promise<void> {
  const names = (await interfacesOf(tool)).map((each) => each.name)
  // What begins with a dash would be an option of the tool.
  if (names.includes(name) && !name.startsWith('-')) return
  throw new AnomalyError(
    'unreadable_file',
    `This machine has no interface ${name} whose packets could be recorded. It has: ${names.join(', ') || 'none'}.`,
  )
}

async function interfacesOf(tool: CaptureTool | null): Promise<InterfaceList['interfaces']> {
  const known = new Map(
    Object.entries(networkInterfaces()).map(([name, addresses = []]) => [
      name,
      addresses.map(({ address }) => address),
    ]),
  )
  const listed = tool === null ? null : await listWithTool(tool)
  return (listed ?? [...known.keys()].map(withName)).map(({ name, description, is_up }) => {
    const addresses = known.get(name) ?? known.get(description)
    // The system tells the addresses of interfaces that are up.
    return { name, addresses: addresses ?? [], is_up: is_up ?? (addresses !== undefined || name === 'any') }
  })
}

function withName(name: string): ListedInterface {
  return { name, description: '', is_up: null }
}
