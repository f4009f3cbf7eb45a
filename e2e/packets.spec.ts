import { execFile } from 'node:child_process'
import { readFile, rename } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'

import type { Page } from '@playwright/test'

import type { Flow } from '../contract/flows.ts'
import { CaptureMeter } from '../main/sources/packets/capture-meter.ts'
import { FlowRows } from '../main/sources/packets/flow-row.ts'
import { expect, test } from './fixtures.ts'
import { AlertsPage } from './pages/alerts-page.ts'
import { CapturesPage } from './pages/captures-page.ts'
import { FlowsPage } from './pages/flows-page.ts'
import { goTo } from './pages/places.ts'
import { expectAccessible } from './support/axe.ts'
import { dropFiles } from './support/drag.ts'
import { writePackets } from './support/packet-file.ts'
import { picture } from './support/picture.ts'
import { saveTo } from './support/save-dialog.ts'
import { wear } from './support/settings.ts'

const run = promisify(execFile)
const HAS_TSHARK = await run('tshark', ['--version']).then(
  () => true,
  () => false,
)

if (!HAS_TSHARK) process.stderr.write('tshark is not installed: saved packets are read back by this project alone\n')

const ROUNDS = 120

/** Both ends and protocol, whichever way, with how many packets went. */
function conversationOf(source: string, destination: string, protocol: number | string): string {
  return [...[source, destination].sort(), String(protocol)].join(' ')
}

function readBack(file: Buffer): { flows: string[]; packets: number } {
  const rows = new FlowRows('corrected')
  const flows: string[] = []
  const meter = new CaptureMeter({ convention: 'corrected' }, (flow) => {
    const [, source = '', source_port = '', destination = '', destination_port = '', protocol = ''] = rows
      .row(flow)
      .split(',')
    flows.push(conversationOf(`${source}:${source_port}`, `${destination}:${destination_port}`, protocol))
  })
  meter.push(file)
  while (meter.drain(1000));
  const { packets } = meter.report()
  expect(packets.read).toBe(packets.metered)
  return { flows: flows.sort(), packets: packets.read }
}

function endsOf(flows: readonly Flow[]): string[] {
  return flows
    .map((flow) =>
      conversationOf(
        `${flow.source_ip}:${flow.source_port}`,
        `${flow.destination_ip}:${flow.destination_port}`,
        String(flow.protocol),
      ),
    )
    .sort()
}

async function importPackets(window: Page, folder: string): Promise<string> {
  const path = join(folder, 'talk.pcap')
  await writePackets(path, ROUNDS)
  await dropFiles(window, [path])
  await expect(new CapturesPage(window).import('talk.pcap')).toContainText('Imported')
  return path
}

test('from an alert back to its packets, which are its flows and no others', async ({
  app,
  window,
  api,
  files_dir,
}) => {
  await importPackets(window, files_dir)
  await goTo(window, 'Alerts')
  const alerts = new AlertsPage(window)
  await alerts.rows.first().click()
  const [alert] = await api.alerts()
  const target = join(files_dir, 'alert.pcapng')
  await saveTo(app, target)
  await alerts.details.getByRole('button', { name: 'Save packets…' }).click()
  await expect(alerts.message).toContainText(`saved as ${target}`)

  const flows = await api.flows(`&alert_id=${alert?.id}`)
  expect(flows.length).toBe(alert?.flow_count)
  const file = await readFile(target)
  const saved = readBack(file)
  expect(saved.flows).toEqual(endsOf(flows))
  await expect(alerts.message).toContainText(`${saved.packets.toLocaleString('en-US')} packets of`)
  expect(file.toString('latin1')).toContain(`of alert ${alert?.id}: ${alert?.threat_type}`)
  if (HAS_TSHARK) {
    const fields = ['ip.src', 'tcp.srcport', 'udp.srcport', 'ip.dst', 'tcp.dstport', 'udp.dstport', 'ip.proto']
    const { stdout } = await run('tshark', ['-r', target, '-T', 'fields', ...fields.flatMap((field) => ['-e', field])])
    const lines = stdout.trimEnd().split('\n')
    expect(lines).toHaveLength(saved.packets)
    const ends = lines.map((line) => {
      const [source, tcp_source, udp_source, destination, tcp_destination, udp_destination, protocol] = line.split('\t')
      const [from, to] = [
        tcp_source === '' ? udp_source : tcp_source,
        tcp_destination === '' ? udp_destination : tcp_destination,
      ]
      return conversationOf(`${source}:${from}`, `${destination}:${to}`, protocol ?? '')
    })
    expect([...new Set(ends)].sort()).toEqual([...new Set(saved.flows)])
  }
})

for (const theme of ['light', 'dark'] as const) {
  test(`the first packets of a flow stand beside the list, in ${theme}`, async ({ window, api, files_dir }, info) => {
    await wear(window, api, theme)
    const path = await importPackets(window, files_dir)
    await goTo(window, 'Flows')
    const page = new FlowsPage(window)
    const [flow] = await api.flows('&q=dport:80')
    await window.getByRole('combobox', { name: 'Query' }).fill('dport:80')
    await window.keyboard.press('Enter')
    await page.rows.first().getByRole('gridcell').first().click()
    const show = page.drawer.getByRole('button', { name: 'Show packets' })
    await show.focus()
    await window.keyboard.press('Enter')
    const table = page.drawer.getByRole('table', { name: 'Packets of the flow' })
    const look = await api.read<{ items: unknown[]; total: number }>(`/flows/${flow?.id}/packets`)
    await expect(table.getByRole('row')).toHaveCount(1 + look.items.length)
    await expect(table.getByRole('row').nth(1)).toContainText('SYN')
    await expect(table).toContainText('GET /index')
    await expect(page.drawer.getByText(/^1:[\w+/]{27}=/)).toBeVisible()
    await expectAccessible(window, `packets of a flow, ${theme}`)
    await picture(window, info, `packets-${theme}`)

    await rename(path, join(files_dir, '..', `away-${theme}.pcap`))
    await page.drawer.getByRole('button', { name: 'Close flow' }).click()
    await page.rows.nth(1).getByRole('gridcell').first().click()
    await expect(page.drawer.getByText(/is gone, and was not found/)).toBeVisible()
    await expect(page.drawer.getByRole('button', { name: 'Save packets…' })).toBeDisabled()
    await expect(show).toBeDisabled()
    await picture(window, info, `packets-gone-${theme}`)
    await rename(join(files_dir, '..', `away-${theme}.pcap`), path)
  })
}

test('what a list shows is saved as it is narrowed', async ({ app, window, api, files_dir }) => {
  await importPackets(window, files_dir)
  await goTo(window, 'Flows')
  const target = join(files_dir, 'list.pcapng')
  await saveTo(app, target)
  await new FlowsPage(window).narrow('Threat type', /Benign/)
  await window.getByRole('region', { name: 'Classified flows' }).getByRole('button', { name: 'Save packets…' }).click()
  await expect(window.locator('.MuiSnackbar-root')).toContainText(`saved as ${target}`)
  expect(readBack(await readFile(target)).flows).toEqual(endsOf(await api.flows('&threat_type=Benign')))
})
