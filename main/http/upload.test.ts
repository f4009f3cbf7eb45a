import { readdir, stat, watch } from 'node:fs/promises'
import { request } from 'node:http'
import { gzipSync } from 'node:zlib'

import { describe, expect, test } from 'vitest'
import { z } from 'zod'

import { CaptureSchema, ImportStartedSchema } from '../../contract/captures.ts'
import { JobSchema } from '../../contract/jobs.ts'
import { csvText, repeatRows, simulatedCapture } from '../testing/captures.ts'
import { useHttp } from '../testing/http.ts'
import { pcapFile } from '../testing/packets/files.ts'
import { tcpFrame } from '../testing/packets/frames.ts'
import { TOKEN } from '../testing/server.ts'
import { wireFlows } from '../testing/wire-flows.ts'
import { zeekTsvLog } from '../testing/zeek-logs.ts'

const served = useHttp()

const text = csvText(simulatedCapture('original', 200))
const spooled = () => readdir(served.app.spool_dir)

/** Settles when the names in the spool folder are such. */
async function untilSpool(is_reached: (names: string[]) => boolean): Promise<void> {
  const end = new AbortController()
  const signal = AbortSignal.any([end.signal, AbortSignal.timeout(10_000)])
  const changes = watch(served.app.spool_dir, { signal })[Symbol.asyncIterator]()
  // The watch begins when it is first asked; what happened before that is in the served.folder.
  let change = changes.next()
  while (!is_reached(await spooled())) {
    await change
    change = changes.next()
  }
  end.abort()
  await change.catch(() => undefined)
}

/** Begins an upload that says it is longer than what is sent. */
function beginUpload(part: string) {
  const headers = { Authorization: `Bearer ${TOKEN}`, 'Content-Type': 'text/csv', 'Content-Length': 100 << 20 }
  const sending = request({
    host: '127.0.0.1',
    port: served.server.port,
    path: '/captures?name=half.csv',
    method: 'POST',
    headers,
  })
  sending.on('error', () => undefined)
  sending.write(part)
  return sending
}

describe('POST /captures', () => {
  test('tells of a damaged file by the name it was sent with', async () => {
    const damaged = gzipSync(text).subarray(0, 900)
    const response = await served.server.upload('/captures?name=damaged.csv.gz', damaged)
    const { job_id } = ImportStartedSchema.parse(await response.json())
    await served.app.jobEnd(job_id)
    const { error } = JobSchema.parse(await (await served.server.get(`/jobs/${String(job_id)}`)).json())
    expect(error?.detail).toMatch(/^damaged\.csv\.gz could not be read to the end/)
  })

  test('takes a file as the body, answers 202 with ids, and ends with the counts', async () => {
    const response = await served.server.upload('/captures?name=flows.csv', text)
    expect(response.status).toBe(202)
    const started = z.strictObject(ImportStartedSchema.shape).parse(await response.json())
    await served.app.jobEnd(started.job_id)
    const job = JobSchema.parse(await (await served.server.get(`/jobs/${String(started.job_id)}`)).json())
    expect(job).toMatchObject({
      status: 'done',
      title: 'flows.csv',
      classified: 200,
      rejected: 0,
      progress_total: Buffer.byteLength(text),
    })
    const capture = CaptureSchema.parse(
      await (await served.server.get(`/captures/${String(started.capture_id)}`)).json(),
    )
    expect(capture).toMatchObject({
      name: 'flows.csv',
      status: 'ready',
      rows_read: 200,
      size_bytes: Buffer.byteLength(text),
    })
    const listed = z.array(CaptureSchema).parse(await (await served.server.get('/captures')).json())
    expect(listed.map(({ id }) => id)).toEqual([started.capture_id])
    expect(await spooled()).toEqual([])
  })

  test('takes packets, and names them when nobody does', async () => {
    const packets = new Uint8Array(pcapFile([{ time_us: 1_700_000_000_000_000, bytes: tcpFrame({ flags: 'S' }) }]))
    const response = await served.server.upload('/captures', packets, 'application/vnd.tcpdump.pcap')
    expect(response.status).toBe(202)
    const job = await served.app.jobEnd(ImportStartedSchema.parse(await response.json()).job_id)
    expect(job).toMatchObject({ status: 'done', title: 'upload.pcap', classified: 1, rejected: 0 })
    expect(await spooled()).toEqual([])
  })

  test('refuses the same file again with 409, and takes it when asked to', async () => {
    const again = await served.server.upload('/captures?name=other-name.csv', text)
    expect(again.status).toBe(409)
    expect(await again.json()).toMatchObject({ code: 'already_imported', title: 'already imported' })
    const asked = await served.server.upload('/captures?name=other-name.csv&allow_repeat=true', text)
    expect(asked.status).toBe(202)
    await served.app.jobEnd(ImportStartedSchema.parse(await asked.json()).job_id)
    expect(await spooled()).toEqual([])
  })

  test.each(['application/gzip', 'application/x-gzip', 'application/octet-stream', 'text/csv'])(
    'takes gzip as %s',
    async (type) => {
      const body = gzipSync(text, { level: type.length % 10 })
      const response = await served.server.upload('/captures?name=flows.csv.gz&allow_repeat=true', body, type)
      const { job_id } = ImportStartedSchema.parse(await response.json())
      expect(await served.app.jobEnd(job_id)).toMatchObject({ status: 'done', classified: 200 })
    },
  )

  test.each([
    ['an unknown type of body', '/captures?name=x.csv', 'application/json', 415],
    ['a name that is no capture', '/captures?name=x.exe', 'text/csv', 415],
    ['an empty name', '/captures?name=', 'text/csv', 422],
    ['a name without end', `/captures?name=${'x'.repeat(300)}.csv`, 'text/csv', 422],
    ['a choice that is none', '/captures?name=x.csv&allow_repeat=perhaps', 'text/csv', 422],
  ])('refuses %s and keeps no file', async (_, path, type, status) => {
    const response = await served.server.upload(path, text, type)
    expect(response.status).toBe(status)
    expect(response.headers.get('content-type')).toBe('application/problem+json')
    expect(await spooled()).toEqual([])
  })

  test('takes a conn.log of Zeek as text, and tells its rows as conversations', async () => {
    const log = zeekTsvLog(wireFlows(simulatedCapture('corrected', 100)))
    const response = await served.server.upload('/captures?name=conn.log', log, 'text/plain')
    expect(response.status).toBe(202)
    const { job_id } = ImportStartedSchema.parse(await response.json())
    expect(await served.app.jobEnd(job_id)).toMatchObject({
      status: 'done',
      classified: 0,
      conversations: 100,
      rejected: 0,
    })
  })

  test('lets nobody name a file of this machine', async () => {
    const response = await served.server.upload('/captures?name=x.csv&path=/etc/hostname&allow_repeat=true', text)
    expect(response.status).toBe(422)
    expect(await response.text()).toContain('has no parameter \\"path\\"')
    expect(await spooled()).toEqual([])
  })

  test('fails as a job for a file without flows', async () => {
    for (const body of ['', 'no,flows\n1,2\n']) {
      const response = await served.server.upload('/captures?name=none.csv', body)
      if (response.status === 202) {
        const { job_id } = ImportStartedSchema.parse(await response.json())
        expect(await served.app.jobEnd(job_id)).toMatchObject({ status: 'failed', error: { code: 'unknown_dialect' } })
      } else expect(response.status).toBe(400)
      expect(await spooled()).toEqual([])
    }
  })

  test('writes the body to disk while it comes, for its owner only, and drops it when the sender breaks off', async () => {
    const sending = beginUpload(csvText(repeatRows(simulatedCapture('original', 200), 2000)))
    await untilSpool((names) => names.length === 1)
    const [name = ''] = await spooled()
    expect((await stat(`${served.app.spool_dir}/${name}`)).mode & 0o777).toBe(0o600)
    sending.destroy()
    await untilSpool((names) => names.length === 0)
    const names = z
      .array(CaptureSchema)
      .parse(await (await served.server.get('/captures')).json())
      .map((capture) => capture.name)
    expect(names).not.toContain('half.csv')
  })
})

describe('DELETE /captures/{id}', () => {
  test('takes a capture out of every list', async () => {
    const [first] = z.array(CaptureSchema).parse(await (await served.server.get('/captures')).json())
    const path = `/captures/${String(first?.id)}`
    expect(await (await served.server.get(path, { method: 'DELETE' })).json()).toEqual({ deleted: true, id: first?.id })
    expect((await served.server.get(path)).status).toBe(404)
    expect((await served.server.get(path, { method: 'DELETE' })).status).toBe(404)
    expect((await served.server.get(`/logs?capture_id=${String(first?.id)}`)).status).toBe(404)
  })
})

describe('PATCH /alerts/{id}', () => {
  test('acknowledges, and the history says that it came over HTTP', async () => {
    const [alert] = z.array(z.object({ id: z.int() })).parse(await (await served.server.get('/alerts')).json())
    const response = await served.server.send('PATCH', `/alerts/${String(alert?.id)}`, { status: 'acknowledged' })
    expect(await response.json()).toMatchObject({ id: alert?.id, status: 'acknowledged' })
    const detail: unknown = await (await served.server.get(`/alerts/${String(alert?.id)}`)).json()
    expect(detail).toMatchObject({ events: [{ actor: 'import' }, { actor: 'http', to_status: 'acknowledged' }] })
  })
})
