import { readFile } from 'node:fs/promises'
import { join } from 'node:path'

import { forestGraph, zippedBundle } from '../main/testing/bundles.ts'
import { expect, test } from './fixtures.ts'
import { AlertsPage } from './pages/alerts-page.ts'
import { goTo } from './pages/places.ts'
import { fill } from './support/fill.ts'
import { wear } from './support/settings.ts'

const allBenign = forestGraph(1, [{ feature: 0, at_most: 1e30 }])

const JSON_BODY = { 'Content-Type': 'application/json' }

for (const theme of ['light', 'dark'] as const) {
  test(`a decision has a name, writes over no other, and outlives a scoring (${theme})`, async ({
    window,
    api,
    files_dir,
  }, info) => {
    const picture = async (name: string) => {
      const path = info.outputPath(`${name}.png`)
      await window.screenshot({ path, animations: 'disabled' })
      await info.attach(name, { path, contentType: 'image/png' })
    }
    await wear(window, api, theme)
    await fill(api, files_dir)

    await goTo(window, 'Settings')
    const name = window.getByRole('textbox', { name: 'Your name' })
    await name.fill('Ada Lovelace')
    await name.press('Enter')
    await expect
      .poll(async () => (await api.read<{ person_name: string }>('/settings')).person_name)
      .toBe('Ada Lovelace')
    await picture('settings')

    await goTo(window, 'Alerts')
    const alerts = new AlertsPage(window)
    // The model to come raises nothing; what was noticed across flows stays raised whatever a model says.
    const first = (await api.alerts('&status=open')).find(({ noticed }) => noticed === null)
    const id = first?.id ?? 0
    await alerts.rows
      .filter({ hasText: first?.threat_type ?? '' })
      .first()
      .click()
    const history = alerts.details.getByRole('region', { name: 'History' })
    await expect(history).toContainText('Raised')
    // Decided by a script, on the version that the window shows too: the window is told, and loses nothing.
    const note = alerts.details.getByRole('textbox', { name: 'Note' })
    await note.fill('Looks real')
    const change = await api.request(`/alerts/${id}`, {
      method: 'PATCH',
      headers: { ...JSON_BODY, 'X-AnomalyX-Person': 'Grace Hopper' },
      body: JSON.stringify({ note: 'asked the owner', version: 1 }),
    })
    expect(change.status).toBe(200)
    const stale = await api.request(`/alerts/${id}`, {
      method: 'PATCH',
      headers: JSON_BODY,
      body: JSON.stringify({ status: 'closed', version: 1 }),
    })
    expect(stale.status).toBe(409)
    await expect(history).toContainText('by Grace Hopper over the local port')
    await alerts.details.getByRole('button', { name: 'Acknowledge' }).click()
    await expect.poll(async () => (await api.alerts('&status=acknowledged')).map((alert) => alert.id)).toEqual([id])
    await window.getByRole('tab', { name: /^Acknowledged/ }).click()
    await alerts.rows.first().click()
    await expect(history).toContainText('by Ada Lovelace in the window')
    await picture('history')

    const zip = await readFile(await zippedBundle(join(files_dir, 'other.zip'), 'other', allBenign, ['Flow Duration']))
    await api.read('/models', { method: 'POST', headers: { 'Content-Type': 'application/zip' }, body: zip })
    const capture_id = first?.capture_id ?? 0
    const { scoring_id, job_id } = await api.read<{ scoring_id: number; job_id: number }>(
      `/captures/${capture_id}/scorings`,
      { method: 'POST', headers: JSON_BODY, body: JSON.stringify({ model_id: 'other' }) },
    )
    await expect.poll(async () => (await api.read<{ status: string }>(`/jobs/${job_id}`)).status).toBe('done')
    await api.read(`/captures/${capture_id}/shown-scoring`, {
      method: 'POST',
      headers: JSON_BODY,
      body: JSON.stringify({ scoring_id }),
    })
    await window.getByRole('tab', { name: /^Not raised/ }).click()
    await alerts.rows.first().click()
    await expect(alerts.details.getByRole('note')).toContainText(`scoring ${scoring_id}, model other`)
    await expect(history).toContainText('by Ada Lovelace in the window')
    await picture('not-raised')
  })
}
