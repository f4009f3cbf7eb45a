import { expect, test } from './fixtures.ts'
import { FlowsPage } from './pages/flows-page.ts'
import { goTo } from './pages/places.ts'
import { expectAccessible } from './support/axe.ts'
import { fill } from './support/fill.ts'
import { wear } from './support/settings.ts'

const AT = '2024-05-06 09:10:00'

test.beforeEach(async ({ window, api, files_dir }) => {
  await fill(api, files_dir)
  await goTo(window, 'Flows')
})

test('a time is gone to by keyboard alone, and rows keep their numbers', async ({ window, api }) => {
  const flows = new FlowsPage(window)
  const dialog = window.getByRole('dialog', { name: 'Go to time' })
  const every = await api.flows()
  const newer = every.filter(({ timestamp }) => timestamp > '2024-05-06T09:10:00Z').length
  const from = (first: number) => `${String(first + 1)}–${String(first + 100)} of 1,400`
  const firstId = () => flows.topRow().then((row) => row?.id)

  await window.keyboard.press('t')
  await window.keyboard.type('not a time')
  await window.keyboard.press('Enter')
  await expect(dialog.getByText('Write a time such as')).toBeVisible()
  for (const theme of ['light', 'dark'] as const) {
    await wear(window, api, theme)
    await expectAccessible(window, `go to time, ${theme}`)
  }
  await window.keyboard.press('Control+a')
  await window.keyboard.type(AT)
  await window.keyboard.press('Enter')
  await expect(dialog).toHaveCount(0)
  await expect(flows.range).toHaveText(from(newer))
  await expect.poll(firstId).toBe(every[newer]?.id)

  await window.keyboard.press(']')
  await expect(flows.range).toHaveText(from(newer + 100))
  await expect.poll(firstId).toBe(every[newer + 100]?.id)
  await window.keyboard.press('[')
  await expect(flows.range).toHaveText(from(newer))
  // Newer than where it began, and on to the newest of all.
  await window.keyboard.press('[')
  await expect.poll(firstId).not.toBe(every[newer]?.id)
  await expect(flows.range).not.toHaveText(from(newer))
  const shown = await firstId()
  expect(every.findIndex(({ id }) => id === shown)).toBeLessThanOrEqual(newer - 100)
  for (let turn = 0; turn < 14; turn += 1) await window.keyboard.press('[')
  await expect(flows.range).toHaveText(from(0))
})

test('a time is gone to by mouse alone', async ({ window, api }) => {
  const flows = new FlowsPage(window)
  await window.getByRole('button', { name: 'Go to time' }).click()
  await window.getByRole('textbox', { name: 'Time (UTC)' }).fill(AT)
  await window.getByRole('button', { name: 'Go', exact: true }).click()
  const [first] = await api.read<{ id: string }[]>('/logs?limit=1&at=2024-05-06T09:10Z')
  await expect.poll(() => flows.rows.first().getAttribute('data-id')).toBe(first?.id)
  await window.getByRole('button', { name: 'Go to previous page' }).click()
  await expect.poll(() => flows.rows.first().getAttribute('data-id')).not.toBe(first?.id)
})

test('newer flows join above a time that was gone to, up to the newest of all', async ({ window, api }) => {
  const flows = new FlowsPage(window)
  const every = await api.flows()
  const newer = every.filter(({ timestamp }) => timestamp > '2024-05-06T09:10:00Z').length
  await window.getByRole('button', { name: 'Go to time' }).click()
  await window.getByRole('textbox', { name: 'Time (UTC)' }).fill(AT)
  await window.getByRole('button', { name: 'Go', exact: true }).click()
  await expect.poll(() => flows.topRow().then((row) => row?.id)).toBe(every[newer]?.id)
  await expect(flows.range).toHaveText(`${String(newer + 1)}–${String(newer + 100)} of 1,400`)
  await flows.grid.hover()
  const seen = new Set<string>()
  const look = () =>
    flows.rows.evaluateAll((rows) =>
      rows.map((row) => [row.getAttribute('aria-rowindex'), row.getAttribute('data-id')]),
    )
  const misnumbered: unknown[] = []
  const take = async () => {
    for (const [index, id] of await look()) {
      seen.add(id ?? '')
      if (every[Number(index) - 2]?.id !== id) misnumbered.push([index, id])
    }
  }
  for (let turns = 0; (await flows.topRow())?.id !== every[0]?.id; turns += 1) {
    await window.mouse.wheel(0, -200)
    await take()
    expect(turns).toBeLessThan(1000)
  }
  await expect(flows.range).toHaveText('1–100 of 1,400')
  await take()
  const missed = every.slice(0, newer).filter(({ id }) => !seen.has(id))
  expect(missed.map(({ id }) => id)).toEqual([])
  expect(misnumbered).toEqual([])
})
