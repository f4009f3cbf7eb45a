import type { SystemStatus } from '../../contract/system.ts'

/** What a person may want to know about this running AnomalyX. */
export class SystemService {
  readonly #version: string
  readonly #data_dir: string
  readonly #notices: readonly string[]
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
