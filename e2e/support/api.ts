import { readFile } from 'node:fs/promises'
import { basename } from 'node:path'

import { expect, type Page } from '@playwright/test'

import type { Alert } from '../../contract/alerts.ts'
import type { Capture, ImportStarted } from '../../contract/captures.ts'
import type { Overview } from '../../contract/charts.ts'
import type { Flow } from '../../contract/flows.ts'
import type { Job } from '../../contract/jobs.ts'

/** The port for scripts, used as a script would. */
export class Api {
  readonly address: string
  readonly token: string

  constructor(address: string, token: string) {
    this.address = address
    this.token = token
  }

  request(path: string, init: RequestInit = {}): Promise<Response> {
    const headers = { Authorization: `Bearer ${this.token}`, ...(init.headers as Record<string, string> | undefined) }
    return fetch(this.address + path, { ...init, headers })
  }

  async read<Answer>(path: string, init: RequestInit = {}): Promise<Answer> {
    const response = await this.request(path, init)
    if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`)
    return (await response.json()) as Answer
  }

  captures(): Promise<Capture[]> {
    return this.read('/captures')
  }

  alerts(query = ''): Promise<Alert[]> {
    return this.read(`/alerts?limit=1000${query}`)
  }

  flows(query = ''): Promise<Flow[]> {
    return this.read(`/logs?limit=1000${query}`)
  }

  jobs(): Promise<Job[]> {
    return this.read('/jobs')
  }

  overview(capture_id?: number): Promise<Overview> {
    return this.read(`/charts/overview${capture_id === undefined ? '' : `?capture_id=${capture_id}`}`)
  }

  /** Uploads a capture and waits until it is imported. */
  async upload(path: string): Promise<Capture> {
    const started = await this.read<ImportStarted>(`/captures?name=${encodeURIComponent(basename(path))}`, {
      method: 'POST',
      headers: { 'Content-Type': path.endsWith('.gz') ? 'application/gzip' : 'text/csv' },
      body: await readFile(path),
    })
    await expect
      .poll(() => this.read<Job>(`/jobs/${started.job_id}`).then((job) => job.status), { timeout: 60_000 })
      .toBe('done')
    return this.read(`/captures/${started.capture_id}`)
  }
}

/** The port of the AnomalyX that a window belongs to, with the token from its file. */
export async function apiOf(window: Page): Promise<Api> {
  const answer = await window.evaluate(() => anomalyx.call('system.status', {}))
  if (!answer.ok) throw new Error(answer.problem.detail)
  const { http_address, http_token_file } = answer.value
  if (http_address === null || http_token_file === null) throw new Error('AnomalyX opened no port for scripts')
  return new Api(http_address, (await readFile(http_token_file, 'utf8')).trim())
}
