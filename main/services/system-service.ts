import type { Health, SystemStatus } from '../../contract/system.ts'

/** What a person may want to know about this running AnomalyX. */
export class SystemService {
  readonly #version: string
  readonly #data_dir: string
  readonly #notices: readonly string[]
  readonly #checks: (() => string | null)[] = []
  #http_address: string | null = null
  #http_token_file: string | null = null

  constructor(version: string, data_dir: string, notices: readonly string[]) {
    this.#version = version
    this.#data_dir = data_dir
    this.#notices = notices
  }

  /** Called once the HTTP port listens. */
  setHttp(address: string, token_file: string | null): void {
    this.#http_address = address
    this.#http_token_file = token_file
  }

  /** Adds something that may not work; it answers a sentence while it does not. */
  watch(problem: () => string | null): void {
    this.#checks.push(problem)
  }

  health(): Health {
    const problems = this.#checks.flatMap((problem) => problem() ?? [])
    return problems.length === 0 ? { status: 'ok' } : { status: 'degraded', problems }
  }

  status(): SystemStatus {
    return {
      version: this.#version,
      data_dir: this.#data_dir,
      http_address: this.#http_address,
      http_token_file: this.#http_token_file,
      notices: [...this.#notices],
    }
  }
}
