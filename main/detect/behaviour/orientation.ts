import { TCP, UDP } from './conversation.ts'
import type { BehaviourSettings } from './settings.ts'

/** From here on systems hand out ports to clients (Linux; others begin at 49152). */
const FIRST_CLIENT_PORT = 32_768
const FIRST_REGISTERED_PORT = 1024

/**
 * Tells flows that the instrument wrote the wrong way round: CICFlowMeter takes the sender of the first packet it sees for
 * the source, also where that is an answer.
 */
export class Orientation {
  /** 1 for the ports of services. */
  readonly #services = new Uint8Array(65_536)

  constructor({ login_ports, chatty_ports }: BehaviourSettings) {
    this.#services.fill(1, 1, FIRST_REGISTERED_PORT)
    for (const port of [...login_ports, ...chatty_ports]) this.#services[port] = 1
  }

  /**
   * Whether source and target are to be exchanged.
   * @param is_opened whether the source sent packets, which is taken for granted where it is not told
   * @param is_replied whether the target did
   */
  isTurned(
    protocol: number,
    source_port: number,
    target_port: number,
    is_opened: boolean,
    is_replied: boolean,
  ): boolean {
    if (protocol !== TCP && protocol !== UDP) return false
    if (this.#isService(source_port)) {
      return !this.#isService(target_port) && (is_replied || target_port >= FIRST_CLIENT_PORT)
    }
    const is_silent = !is_opened && is_replied
    return is_silent && !this.#isService(target_port) && source_port < target_port
  }

  #isService(port: number): boolean {
    return port > 0 && this.#services[port] === 1
  }
}
