import { cp, readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

import { expect, test } from './fixtures.ts'
import { CapturesPage } from './pages/captures-page.ts'
import { FlowsPage } from './pages/flows-page.ts'
import { ModelsPage } from './pages/models-page.ts'
import { goTo } from './pages/places.ts'
import { expectAccessible } from './support/axe.ts'
import { writeCapture } from './support/captures.ts'

test('a model is trained, imported, activated, compared, shown, rolled back and deleted', async ({
  window,
  api,
  data_dir,
  files_dir,
  relaunch,
}) => {
  const models = new ModelsPage(window)
  const captures = new CapturesPage(window)
  await api.upload(await writeCapture(join(files_dir, 'monday.csv'), { flows: 1000 }))
  await api.upload(await writeCapture(join(files_dir, 'week.csv'), { flows: 4000, repeat: 10 }))
  await goTo(window, 'Models')
  await expect(models.active).toContainText('Built-in')
  const [bundled = ''] = (await models.active.getByRole('link').allInnerTexts()).map((name) => name.trim())

  await test.step('a training shows its progress, and a cancelled one leaves nothing', async () => {
    await models.train('long', 'week.csv')
    await expect(models.training('long')).toContainText('Growing trees', { timeout: 60_000 })
    await expect(window.getByRole('contentinfo', { name: 'Status' })).toContainText('Training long')
    await expectAccessible(window, 'a training under way')
    await models.training('long').getByRole('button', { name: 'Cancel training of long' }).click()
    await expect(models.training('long')).toContainText('Nothing was kept')
    expect(await readdir(join(data_dir, 'models'))).toEqual([])
  })

  const trained = await test.step('a training that ends puts its model into the library', async () => {
    await models.train('office', 'monday.csv')
    await expect(models.training('office')).toContainText('Trained', { timeout: 60_000 })
    const [id = ''] = await readdir(join(data_dir, 'models'))
    await expect(models.model(id)).toContainText('monday.csv')
    await expect(models.active).toContainText(bundled)
    return id
  })

  await test.step('a bundle comes in from a folder; a damaged one is refused with the cause', async () => {
    const folder = join(files_dir, 'bundle')
    await cp(join(data_dir, 'models', trained), folder, { recursive: true })
    const manifest = JSON.parse(await readFile(join(folder, 'manifest.json'), 'utf8')) as object
    await writeFile(join(folder, 'manifest.json'), JSON.stringify({ ...manifest, id: 'from-a-colleague' }))
    await models.folder_input.setInputFiles(folder)
    await expect(models.model('from-a-colleague')).toBeVisible()
    await expect(models.active).toContainText(bundled)

    await writeFile(join(folder, 'model.onnx'), 'damaged')
    await models.folder_input.setInputFiles(folder)
    const refusal = window.getByRole('dialog', { name: 'Not imported' })
    await expect(refusal).toContainText('SHA-256')
    await expectAccessible(window, 'a refused bundle')
    await refusal.getByRole('button', { name: 'Close' }).click()
  })

  await test.step('it is activated after a question, by keyboard', async () => {
    await window.getByRole('button', { name: 'Activate from-a-colleague' }).focus()
    await window.keyboard.press('Enter')
    await expect(models.question).toContainText('Existing predictions do not change')
    await expectAccessible(window, 'the question before a model is activated')
    await window.keyboard.press('Tab')
    await window.keyboard.press('Enter')
    await expect(models.active).toContainText('from-a-colleague')
    await expect(models.activations).toContainText('activated from-a-colleague in the window')
    expect(await api.read('/model-status')).toMatchObject({ id: 'from-a-colleague' })
  })

  const before = await api.flows('&capture_id=1')
  await test.step('a capture is scored again beside what it shows, and the two are compared', async () => {
    await goTo(window, 'Captures')
    await captures.chooseAction('monday.csv', 'Models…')
    const dialog = window.getByRole('dialog', { name: 'Models for monday.csv' })
    await dialog.getByRole('combobox', { name: 'Score again with' }).click()
    await window.getByRole('option', { name: 'from-a-colleague' }).click()
    await dialog.getByRole('button', { name: 'Score', exact: true }).click()
    await expect(dialog.getByRole('radio', { name: /from-a-colleague/ })).toBeEnabled()
    await expect(dialog.getByRole('radio', { name: new RegExp(bundled) })).toBeChecked()
    await expectAccessible(window, 'the scorings of a capture')
    expect(await api.flows('&capture_id=1')).toEqual(before)
    await dialog.getByRole('link', { name: 'Compare' }).click()
    await expect(window.getByRole('heading', { name: 'Evaluate and compare' })).toBeVisible()
    for (const name of [bundled, 'from-a-colleague']) {
      await expect(window.getByRole('table', { name: `Class by class for ${name}` })).toContainText('DDoS')
      await expect(window.getByRole('table', { name: `Confusion matrix of ${name}` })).toBeVisible()
    }
    await expectAccessible(window, 'a comparison')
  })

  await test.step('the capture shows the other scoring once it is chosen', async () => {
    await goTo(window, 'Captures')
    await captures.chooseAction('monday.csv', 'Models…')
    const dialog = window.getByRole('dialog', { name: 'Models for monday.csv' })
    await dialog.getByRole('radio', { name: /from-a-colleague/ }).check()
    await expect(dialog.getByRole('radio', { name: /from-a-colleague/ })).toBeChecked()
    await dialog.getByRole('button', { name: 'Close' }).click()
    await expect(captures.capture('monday.csv')).toContainText('from-a-colleague')
    expect(await api.flows('&capture_id=1')).not.toEqual(before)
    await goTo(window, 'Flows')
    await expect(new FlowsPage(window).rows.first()).toBeVisible()
  })

  const again = await relaunch()
  const later = new ModelsPage(again.window)
  await test.step('after a restart it is still active, until it is rolled back and deleted', async () => {
    await goTo(again.window, 'Models')
    await expect(later.active).toContainText('from-a-colleague')
    await again.window.getByRole('button', { name: 'Roll back…' }).click()
    await later.confirm('Roll back')
    await expect(later.active).toContainText(bundled)
    await expect(later.activations).toContainText(`rolled back to ${bundled} in the window`)
    await later
      .model('from-a-colleague')
      .getByRole('button', { name: /^More actions/ })
      .click()
    await again.window.getByRole('menuitem', { name: 'Delete…' }).click()
    await later.confirm('Delete model')
    await expect(later.model('from-a-colleague')).toHaveCount(0)
    const [capture] = (await again.api.captures()).filter(({ name }) => name === 'monday.csv')
    expect(capture?.model_id).toBe('from-a-colleague')
  })
})
