import { beforeAll, describe, expect, test } from 'vitest'

import { AlertDetailSchema } from '../../contract/alerts.ts'
import { ProblemSchema } from '../../contract/errors.ts'
import { simulatedCapture, writeCsv } from '../testing/captures.ts'
import { useHttp } from '../testing/http.ts'

const served = useHttp()

beforeAll(async () => {
  await served.app.importFile(await writeCsv(served.folder.at('x.csv'), simulatedCapture('corrected', 300)))
})

const change = (body: unknown, headers: Record<string, string> = {}) =>
  served.server.get('/alerts/1', {
    method: 'PATCH',
    body: JSON.stringify(body),
    headers: { 'Content-Type': 'application/json', ...headers },
  })
const changed = async (response: Response) => AlertDetailSchema.parse(await response.json())
const utf8 = (name: string) => Buffer.from(name, 'utf8').toString('latin1')

describe('who a change is written down as', () => {
  test.each([
    ['Ada Lovelace', 'Ada Lovelace'],
    [utf8('Zoë 山田'), 'Zoë 山田'],
    // Not UTF-8: taken for what it was before that.
    ['Zo\xeb', 'Zoë'],
    [undefined, 'ANOMALYX_API_TOKEN'],
  ])('for the header %j is %s', async (header, person) => {
    const headers: Record<string, string> = header === undefined ? {} : { 'X-AnomalyX-Person': header }
    const { events } = await changed(await change({ note: 'seen' }, headers))
    expect(events.at(-1)).toMatchObject({ actor: 'http', person })
  })

  test.each([[''], [utf8('a\u202eb')], ['a\tb'], [utf8('\u0085')], ['x'.repeat(81)]])(
    'is not taken from the header %j',
    async (header) => {
      const response = await change({ note: 'seen' }, { 'X-AnomalyX-Person': header })
      const { code, problems } = ProblemSchema.parse(await response.json())
      expect([response.status, code, problems?.[0]?.where]).toEqual([422, 'invalid_input', 'X-AnomalyX-Person'])
    },
  )

  test('in the window is the person of the settings', async () => {
    await served.app.call('settings.update', { person_name: '  Grace Hopper ' })
    const { events } = await served.app.call('alerts.update', { id: 1, note: 'mine' })
    expect(events.at(-1)).toMatchObject({ actor: 'window', person: 'Grace Hopper' })
    const { id } = await served.app.call('models.status', {})
    const { activations } = await served.app.call('models.activate', { id })
    expect(activations[0]).toMatchObject({ actor: 'window', person: 'Grace Hopper' })
  })
})

describe('a version', () => {
  test('that is not the newest is refused with what happened since', async () => {
    const { version } = await changed(await served.server.get('/alerts/1'))
    await changed(await change({ status: 'acknowledged', version }, { 'X-AnomalyX-Person': 'Ada' }))
    const response = await change({ status: 'closed', version })
    expect(response.status).toBe(409)
    const { code, events_since } = ProblemSchema.parse(await response.json())
    expect(code).toBe('conflict')
    expect(events_since).toMatchObject([{ person: 'Ada', to_status: 'acknowledged', version: version + 1 }])
  })
})
