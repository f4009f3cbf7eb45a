import type { Health, SystemStatus } from '../../contract/system.ts'
import type { Faults } from './faults.ts'

/** What a person may want to know about this running AnomalyX. */
export class SystemService {
  readonly #version: string
  readonly #data_dir: string
  readonly #notices: string[]
  readonly #faults: Faults
  #http_address: string | null = null
  #http_token_file: string | null = null

  constructor(version: string, data_dir: string, notices: readonly string[], faults: Faults) {
    this.#version = version
    this.#data_dir = data_dir
    this.#notices = [...notices]
    this.#faults = faults
  }

  /** Called once the HTTP port listens. */
  setHttp(address: string, token_file: string | null): void {
    this.#http_address = address
    this.#http_token_file = token_file
  }

  addNotice(notice: string): void {
    this.#notices.push(notice)
  }

  /** Asks neither the engine nor the database, so it answers whatever they do. */
  health(): Health {
    const reasons = this.#faults.list()
    return reasons.length === 0 ? { status: 'ok' } : { status: 'degraded', reasons }
  }

  status(): SystemStatus {
    return {
      version: this.#version,
      data_dir: this.#data_dir,
      http_address: this.#http_address,
      http_token_file: this.#http_token_file,
      health: this.health(),
      past_faults: this.#faults.past(),
      notices: [...this.#notices],
    }
  }
}
