import { join } from 'node:path'

import type { Page } from '@playwright/test'

import { expect, test } from './fixtures.ts'
import { FlowsPage } from './pages/flows-page.ts'
import { goTo } from './pages/places.ts'
import type { Api } from './support/api.ts'
import { writeCapture } from './support/captures.ts'
import { fill } from './support/fill.ts'
import { untilWhole } from './support/whole.ts'

const ALL = 1400

test.beforeEach(async ({ window, api, files_dir }) => {
  await fill(api, files_dir)
  await goTo(window, 'Flows')
})

/** Writes down every row that is drawn: its flow by its place in the list, and how many there were at most at once. */
async function watchRows(window: Page) {
  const watch = await window.evaluateHandle(() => {
    const seen = { ids: {} as Record<number, string[]>, most: 0 }
    const look = () => {
      const rows = document.querySelectorAll<HTMLElement>('[role="row"][data-id]')
      seen.most = Math.max(seen.most, rows.length)
      for (const row of rows) {
        const place = Number(row.getAttribute('aria-rowindex')) - 2
        const ids = (seen.ids[place] ??= [])
        const id = row.dataset['id'] ?? ''
        if (!ids.includes(id)) ids.push(id)
      }
      requestAnimationFrame(look)
    }
    look()
    return seen
  })
  return () => watch.evaluate(({ ids, most }) => ({ ids, most }))
}

/** All flows, in the order of the list. */
async function idsOf(api: Api): Promise<string[]> {
  const ids: string[] = []
  let path: string | undefined = '/logs?limit=1000'
  while (path !== undefined) {
    const response = await api.request(path)
    ids.push(...((await response.json()) as { id: string }[]).map(({ id }) => id))
    path = /<([^>]+)>; rel="next"/.exec(response.headers.get('link') ?? '')?.[1]?.slice(api.address.length)
  }
  return ids
}

test('the wheel goes through all flows, each once and in order, and back', async ({ window, api }, info) => {
  const flows = new FlowsPage(window)
  const expected = await idsOf(api)
  const seen = await watchRows(window)
  await flows.grid.hover()
  const rowAt = (place: number) => flows.grid.locator(`[data-id="${expected[place] ?? ''}"]`)
  for (let turns = 0; (await rowAt(ALL - 1).count()) === 0; turns += 1) {
    await window.mouse.wheel(0, 300)
    if (turns === 10) await window.screenshot({ path: info.outputPath('joined.png') })
    expect(turns).toBeLessThan(1000)
  }
  await window.mouse.wheel(0, 3000)
  await expect(rowAt(ALL - 1)).toBeInViewport({ ratio: 1 })
  await expect(flows.range).toHaveText('1,301–1,400 of 1,400')
  await window.screenshot({ path: info.outputPath('end.png') })
  const { ids, most } = await seen()
  expect(most).toBeLessThan(100)
  for (let place = 0; place < ALL; place += 1) expect(ids[place], `row ${String(place)}`).toEqual([expected[place]])

  for (let turns = 0; (await rowAt(0).count()) === 0; turns += 1) {
    await window.mouse.wheel(0, -1000)
    expect(turns).toBeLessThan(1000)
  }
  await expect(rowAt(0)).toBeInViewport({ ratio: 1 })
  await expect(flows.range).toHaveText('1–100 of 1,400')
  const back = await seen()
  for (let place = 0; place < ALL; place += 1) expect(back.ids[place]).toEqual([expected[place]])
})

for (const list of ['sort=bytes&order=desc', 'q=proto%3Atcp', 'q=proto%3Atcp&sort=Flow%20IAT%20Mean&order=asc']) {
  test(`a list that is searched or sorted goes on as it is scrolled: ${list}`, async ({ window, api }) => {
    const flows = new FlowsPage(window)
    const expected = (await api.flows(`&${list}`)).map(({ id }) => id)
    const seen = await watchRows(window)
    await window.evaluate((to) => {
      location.hash = `#/flows?${to}`
    }, list)
    await expect.poll(() => flows.topRow().then((row) => row?.id)).toBe(expected[0])
    await flows.grid.hover()
    const begun = await seen()
    const rowAt = (place: number) => flows.grid.locator(`[data-id="${expected[place] ?? ''}"]`)
    for (let turns = 0; (await rowAt(420).count()) === 0; turns += 1) {
      await window.mouse.wheel(0, 300)
      expect(turns).toBeLessThan(500)
    }
    const { ids } = await seen()
    // The first rows were those of another list before.
    const places = Array.from({ length: 400 }, (_, place) => place).filter((place) => begun.ids[place] === undefined)
    expect(places.length).toBeGreaterThan(300)
    for (const place of places) expect(ids[place], `row ${String(place)}`).toEqual([expected[place]])
    await window.keyboard.press('[')
    await expect(flows.range).toHaveText(/^[23]01–[34]00 of/)
  })
}

test('a row stays where it is when pages join and leave, and when flows are added above it', async ({
  window,
  api,
  files_dir,
}) => {
  const flows = new FlowsPage(window)
  for (let turn = 0; turn < 4; turn += 1) await window.keyboard.press(']')
  await expect(flows.range).toHaveText('401–500 of 1,400')
  await flows.grid.hover()
  await window.mouse.wheel(0, -100)
  await expect(flows.range).toHaveText('301–400 of 1,400')
  await untilWhole(window)
  const eye = await flows.topRow()
  // Flows of the same times come between those that are shown, more of them than the pages near them hold.
  await api.upload(await writeCapture(join(files_dir, 'more.csv'), { flows: 5000, seed: 3 }))
  await expect(flows.range).toContainText('of 6,400')
  await untilWhole(window)
  const all = await idsOf(api)
  expect(await flows.topRow(eye?.id)).toEqual(eye)
  const drawn = await flows.rows.evaluateAll((rows) => rows.map((row) => row.getAttribute('data-id')))
  const first = all.indexOf(drawn[0] ?? '')
  expect(drawn).toEqual(all.slice(first, first + drawn.length))
  expect(new Set(drawn.map((id) => id?.split('-')[0])).size).toBeGreaterThan(1)

  // Their numbers are those of the whole list, although the flows above were not read again.
  const indexes = () => flows.rows.evaluateAll((rows) => rows.map((row) => row.getAttribute('aria-rowindex')))
  await expect.poll(indexes).toEqual(drawn.map((_, row) => String(first + row + 2)))
  const place = all.indexOf(eye?.id ?? '')
  const [, from, to] = /^([\d,]+)–([\d,]+) of 6,400$/.exec((await flows.range.textContent()) ?? '') ?? []
  const countOf = (text: string | undefined) => Number(text?.replaceAll(',', ''))
  expect(countOf(from)).toBeLessThanOrEqual(place + 1)
  expect(countOf(to)).toBeGreaterThan(place)
  expect(countOf(to) - countOf(from)).toBe(99)

  // The keyboard passes over none of them on the way up, either.
  await flows.grid
    .locator(`[data-id="${eye?.id ?? ''}"]`)
    .getByRole('gridcell')
    .first()
    .focus()
  const focused = () =>
    window.evaluate(() => {
      const row = document.activeElement?.closest<HTMLElement>('[role="row"]')
      return { id: row?.dataset['id'] ?? '', place: Number(row?.getAttribute('aria-rowindex')) - 2 }
    })
  let now = await focused()
  for (let steps = 0; steps < 15; steps += 1) {
    const before = now.place
    const pressed = async () => {
      await window.keyboard.press('PageUp')
      now = await focused()
      return before - now.place
    }
    await expect.poll(pressed).toBeGreaterThan(0)
    expect(before - now.place).toBeLessThanOrEqual(20)
    expect(now.id).toBe(all[now.place])
  }
})

test('a row near the top stays where it is, too, when thousands of flows are added above it', async ({
  window,
  api,
  files_dir,
}) => {
  const flows = new FlowsPage(window)
  await expect(flows.range).toHaveText('1–100 of 1,400')
  await flows.grid.hover()
  await window.mouse.wheel(0, 2000)
  await expect.poll(() => flows.topRow().then((row) => row?.id)).not.toBe((await api.flows())[0]?.id)
  await untilWhole(window)
  const eye = await flows.topRow()
  await api.upload(await writeCapture(join(files_dir, 'more.csv'), { flows: 5000, seed: 3 }))
  await expect(flows.range).toContainText('of 6,400')
  await untilWhole(window)
  expect(await flows.topRow(eye?.id)).toEqual(eye)
  const place = (await idsOf(api)).indexOf(eye?.id ?? '')
  await expect(flows.grid.locator(`[data-id="${eye?.id ?? ''}"]`)).toHaveAttribute('aria-rowindex', String(place + 2))
})

test('all flows are walked through, opened and chosen by keyboard alone', async ({ window, api }) => {
  const flows = new FlowsPage(window)
  const expected = (await api.flows()).map(({ id }) => id)
  const rowAt = (place: number) => flows.grid.locator(`[data-id="${expected[place] ?? ''}"]`)
  const firstCellAt = (place: number) => rowAt(place).getByRole('gridcell').first()
  await firstCellAt(0).focus()

  // Faster than pages are read: 12 screenfuls and 5 rows are 245 rows.
  for (let press = 0; press < 12; press += 1) await window.keyboard.press('PageDown')
  for (let press = 0; press < 5; press += 1) await window.keyboard.press('ArrowDown')
  await window.keyboard.press('Enter')
  await expect(flows.drawer).toContainText(`Flow ${expected[245] ?? ''}`)
  await expect(firstCellAt(245)).toBeFocused()
  await expect(rowAt(245)).toHaveAttribute('aria-rowindex', '247')
  await expect(flows.range).toHaveText('201–300 of 1,400')

  for (let press = 0; press < 60; press += 1) await window.keyboard.press('j')
  await expect(flows.drawer).toContainText(`Flow ${expected[305] ?? ''}`)
  await window.keyboard.press('k')
  await expect(flows.drawer).toContainText(`Flow ${expected[304] ?? ''}`)
  await window.keyboard.press('Escape')

  // Rows are chosen across pages.
  await firstCellAt(304).focus()
  for (let press = 0; press < 10; press += 1) await window.keyboard.press('Shift+ArrowUp')
  await expect(window.getByText('11 rows chosen')).toBeVisible()
  await window.keyboard.press('Control+Home')
  await expect(firstCellAt(0)).toBeFocused()
  await expect(flows.range).toHaveText('1–100 of 1,400')
  await expect(window.getByText('11 rows chosen')).toBeVisible()
  await window.keyboard.press('Control+End')
  await window.keyboard.press('Control+End')
  await expect(rowAt(199).getByRole('gridcell').last()).toBeFocused()
})
