import type { Socket } from 'node:net'
import { join } from 'node:path'

import { expect, test } from './fixtures.ts'
import { CapturesPage } from './pages/captures-page.ts'
import { FlowsPage } from './pages/flows-page.ts'
import { goTo, PLACES } from './pages/places.ts'
import { writeCapture } from './support/captures.ts'
import { dropFiles } from './support/drag.ts'
import { attemptsInNetLog } from './support/net-log.ts'
import { farEndsOf } from './support/proc-sockets.ts'
import { launch } from './support/workstation.ts'

test('a whole session reaches for nothing outside of this machine', async ({ data_dir, files_dir }) => {
  const net_log = join(files_dir, 'net-log.json')
  const workstation = await launch(data_dir, { args: [`--log-net-log=${net_log}`] })
  const { app, window, api } = workstation
  await app.evaluate(() => {
    const { subscribe } = process.getBuiltinModule('node:diagnostics_channel')
    const dialled: string[] = []
    Object.assign(globalThis, { dialled })
    subscribe('net.client.socket', (message) => {
      const { socket } = message as { socket: Socket }
      socket.once('connect', () => dialled.push(`connected to ${socket.remoteAddress ?? 'nowhere'}`))
      socket.once('lookup', (_error, _address, _family, host) => dialled.push(`resolved ${host}`))
    })
  })
  const far_ends: string[] = []
  const look = async () => {
    const { pid } = workstation.process
    if (process.platform === 'linux' && pid !== undefined) far_ends.push(...(await farEndsOf(pid)))
  }

  await look()
  await dropFiles(window, [await writeCapture(join(files_dir, 'week.csv'), { flows: 4000, repeat: 5 })])
  await look()
  await expect(new CapturesPage(window).import('week.csv')).toContainText('Imported')
  for (const place of PLACES) {
    await goTo(window, place)
    await look()
  }
  await goTo(window, 'Flows')
  await new FlowsPage(window).rows.first().getByRole('gridcell').first().click()
  for (const path of ['/docs', '/redoc', '/openapi.json', '/captures']) await api.request(path).then((r) => r.text())
  await look()
  const dialled = await app.evaluate(() => (globalThis as unknown as { dialled: string[] }).dialled)
  await app.close()

  expect(far_ends).toEqual([])
  expect(dialled).toEqual([])
  expect(await attemptsInNetLog(net_log)).toEqual([])
})
