import { expect, test } from './fixtures.ts'
import { FlowsPage } from './pages/flows-page.ts'
import { goTo } from './pages/places.ts'
import { fill } from './support/fill.ts'

test.beforeEach(async ({ window, api, files_dir }) => {
  await fill(api, files_dir)
  await goTo(window, 'Flows')
})

test('flows are narrowed by threat type and capture, and widened again', async ({ window }) => {
  const flows = new FlowsPage(window)
  await expect(flows.range).toHaveText('1–100 of 1,400')
  await flows.narrow('Threat type', /^PortScan/)
  await expect(flows.range).toHaveText('1–100 of 280')
  for (const row of await flows.rows.all()) await expect(row).toContainText('PortScan')

  await flows.narrow('Capture', /^night\.csv\.gz$/)
  await expect(flows.range).toHaveText('1–80 of 80')
  await expect(flows.filters).toContainText('Threat type: PortScan')
  await expect(flows.filters).toContainText('Capture: night.csv.gz')

  await flows.widen('Threat type: PortScan')
  await expect(flows.range).toHaveText('1–100 of 400')
  await flows.filters.getByRole('button', { name: 'Clear filters' }).click()
  await expect(flows.range).toHaveText('1–100 of 1,400')
})

test('a value in the list narrows the list to itself', async ({ window }) => {
  const flows = new FlowsPage(window)
  await flows.rows.getByRole('button', { name: 'Only SSH-Patator' }).first().click()
  await expect(flows.range).toHaveText('1–100 of 140')
  await flows.rows.getByRole('button', { name: 'Only day.csv' }).first().click()
  await expect(flows.range).toHaveText('1–100 of 100')
})

test('pages follow each other without a gap, by button and by key', async ({ window, api }) => {
  const flows = new FlowsPage(window)
  const expected = (await api.flows()).map(({ id }) => id)
  const firstOnPage = () => flows.topRow().then((row) => row?.id)
  expect(await firstOnPage()).toBe(expected[0])
  await window.getByRole('button', { name: 'Go to next page' }).click()
  await expect(flows.range).toHaveText('101–200 of 1,400')
  await expect.poll(firstOnPage).toBe(expected[100])
  await window.keyboard.press(']')
  await expect(flows.range).toHaveText('201–300 of 1,400')
  await expect.poll(firstOnPage).toBe(expected[200])
  await window.keyboard.press('[')
  await expect(flows.range).toHaveText('101–200 of 1,400')
  await expect.poll(firstOnPage).toBe(expected[100])
})

test('a flow opens with everything that is known about it', async ({ window, api }) => {
  const flows = new FlowsPage(window)
  const [newest] = await api.flows()
  await flows.rows.first().getByRole('gridcell').first().click()
  await expect(flows.drawer).toContainText(`Flow ${newest?.id ?? ''}`)
  await expect(flows.drawer).toContainText(newest?.threat_type ?? '')
  await expect(flows.drawer).toContainText(`${newest?.source_ip ?? ''}:${newest?.source_port ?? ''}`)
  await expect(flows.drawer).toContainText(`${newest?.destination_ip ?? ''}:${newest?.destination_port ?? ''}`)
  await expect(flows.drawer).toContainText('(agrees)')
  await flows.drawer.getByRole('button', { name: 'Close flow' }).click()
  await expect(flows.drawer).toHaveCount(0)
})

test('the list is walked and a flow opened by keyboard alone', async ({ window, api }) => {
  const flows = new FlowsPage(window)
  const columns = flows.grid.getByRole('columnheader')
  await flows.rows.first().getByRole('gridcell').first().focus()
  const all_columns = await columns.count()
  await window.keyboard.press('ArrowDown')
  const second = await flows.rows.nth(1).getAttribute('data-id')
  await window.keyboard.press('Enter')
  await expect(flows.drawer).toContainText(`Flow ${second ?? ''}`)
  await window.keyboard.press('Escape')
  await expect(flows.drawer).toHaveCount(0)
  // Those that the drawer had no room for: the last one is where Ctrl+End goes.
  await expect(columns).toHaveCount(all_columns)

  const expected = (await api.flows()).map(({ id }) => id)
  const row = (place: number) => flows.grid.locator(`[data-id="${expected[place] ?? ''}"]`)
  await window.keyboard.press('Control+End')
  await expect(row(99).getByRole('gridcell').last()).toBeFocused()
  await expect(row(99)).toBeInViewport()
  await window.keyboard.press(']')
  await expect(flows.range).toHaveText('101–200 of 1,400')
  await expect.poll(() => flows.topRow().then((top) => top?.id)).toBe(expected[100])
  await expect(row(100).getByRole('gridcell').first()).toBeFocused()
})

test('flows out of sight are there when they are scrolled to, and when they are walked to', async ({ window, api }) => {
  const flows = new FlowsPage(window)
  const expected = (await api.flows()).map(({ id }) => id)
  const row = (place: number) => flows.grid.locator(`[data-id="${expected[place] ?? ''}"]`)
  await expect(row(0)).toBeInViewport()
  await expect(row(99)).toHaveCount(0)
  await flows.grid.hover()
  await window.mouse.wheel(0, 100_000)
  await expect(row(99)).toBeInViewport()
  await window.mouse.wheel(0, -100_000)
  await expect(row(0)).toBeInViewport()

  for (let step = 0; step < 40; step += 1) {
    await window.keyboard.press('j')
    await expect(flows.drawer).toContainText(`Flow ${expected[step] ?? ''}`)
  }
  await expect(row(39)).toBeInViewport({ ratio: 1 })
  await expect(row(39)).toHaveAttribute('aria-rowindex', '41')
})
