import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'

import type { ElectronApplication } from '@playwright/test'

import { expect, test } from './fixtures.ts'
import { goTo } from './pages/places.ts'
import { fill } from './support/fill.ts'
import { saveTo } from './support/save-dialog.ts'

test('a report of the overview is saved, shown by a browser and printed', async ({
  app,
  window,
  api,
  files_dir,
}, info) => {
  await fill(api, files_dir)
  const [first] = await api.alerts()
  await window.getByRole('heading', { name: 'Most active' }).waitFor()
  const note = 'Seen from the firewall too. <b>Not</b> ours.'
  await api.read(`/alerts/${String(first?.id)}`, {
    method: 'PATCH',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ note }),
  })
  const target = join(files_dir, 'report.html')
  await saveTo(app, target)
  await window.getByRole('button', { name: 'Export' }).click()
  await window.getByRole('menuitem', { name: 'Report to print…' }).click()
  await expect(window.locator('.MuiSnackbar-root')).toContainText(`Report saved as ${target}`)

  const overview = await api.overview()
  for (const width of [1240, 760]) {
    const seen = await look(app, target, width)
    await writeFile(info.outputPath(`report-${String(width)}.png`), Buffer.from(seen.picture, 'base64'))
    await writeFile(info.outputPath('report.pdf'), Buffer.from(seen.pdf, 'base64'))
    expect(seen.complaints).toEqual([])
    expect(seen.is_wider_than_the_window).toBe(false)
    expect(seen.colours).toEqual(['rgb(255, 255, 255)', 'rgb(17, 24, 31)'])
    expect(seen.text).toContain(overview.classified.toLocaleString('en-US'))
    expect(seen.text).toContain(note)
    expect(seen.chart_height).toBeGreaterThan(100)
    expect(Buffer.from(seen.pdf, 'base64').subarray(0, 5).toString()).toBe('%PDF-')
  }
})

test('a report of what is shown is saved with the keyboard alone', async ({ app, window, api, files_dir }) => {
  await fill(api, files_dir)
  await goTo(window, 'Flows')
  await window.getByRole('combobox', { name: 'Query' }).fill('type:PortScan')
  await window.keyboard.press('Enter')
  await expect(window.getByRole('grid').or(window.getByRole('table')).first()).toBeVisible()
  const target = join(files_dir, 'flows.html')
  await saveTo(app, target)
  await window.keyboard.press('Control+k')
  await window.keyboard.type('save report')
  await window.keyboard.press('Enter')
  await expect(window.locator('.MuiSnackbar-root')).toContainText(`Report saved as ${target}`)
  const text = await readFile(target, 'utf8')
  expect(text).toContain('<code>type:PortScan</code>')
  expect(text).toContain('280 flows in this view.')
})

interface Seen {
  readonly picture: string
  readonly pdf: string
  readonly complaints: string[]
  readonly text: string
  readonly colours: string[]
  readonly chart_height: number
  readonly is_wider_than_the_window: boolean
}

/** Opens a page in a window of its own that knows nothing of AnomalyX, as any browser would. */
function look(app: ElectronApplication, path: string, width: number): Promise<Seen> {
  return app.evaluate(
    async ({ BrowserWindow, session, nativeTheme }, { url, at_width }) => {
      nativeTheme.themeSource = 'dark'
      const browser = new BrowserWindow({
        ...{ width: at_width, height: 900, show: false, useContentSize: true },
        webPreferences: { session: session.fromPartition('reader'), sandbox: true, offscreen: true },
      })
      const complaints: string[] = []
      browser.webContents.on('console-message', ({ message }) => complaints.push(message))
      await browser.loadURL(url)
      const read = (expression: string): Promise<unknown> => browser.webContents.executeJavaScript(expression)
      const seen = {
        text: (await read('document.body.innerText')) as string,
        colours: (await read(
          '[getComputedStyle(document.body).backgroundColor, getComputedStyle(document.body).color]',
        )) as string[],
        chart_height: (await read("document.querySelector('svg.chart').getBoundingClientRect().height")) as number,
        is_wider_than_the_window: (await read(
          'document.documentElement.scrollWidth > document.documentElement.clientWidth',
        )) as boolean,
        picture: (await browser.webContents.capturePage()).toPNG().toString('base64'),
        pdf: (await browser.webContents.printToPDF({ pageSize: 'A4' })).toString('base64'),
        complaints,
      }
      browser.destroy()
      nativeTheme.themeSource = 'system'
      return seen
    },
    { url: pathToFileURL(path).href, at_width: width },
  )
}
