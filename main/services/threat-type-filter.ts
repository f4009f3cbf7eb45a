import { AnomalyError } from '../../contract/errors.ts'
import { UNKNOWN } from '../flow/novelty.ts'
import { THREAT_TYPES } from '../flow/threat-types.ts'
import type { Store } from '../store/store.ts'
import type { ModelLibrary } from './model-library.ts'

/** Which threat types a list can be asked for. A name that nothing has would answer like one of which there are no flows. */
export class ThreatTypeFilter {
  readonly #store: Store
  readonly #library: ModelLibrary

  constructor(store: Store, library: ModelLibrary) {
    this.#store = store
    this.#library = library
  }

  /**
   * The class as it is written, for a name in any capitals.
   * @throws AnomalyError `invalid_input` that names the classes there are: those of labels and of the library's models, and those that stored
   * flows have
   */
  async spelled(name: string): Promise<string> {
    const { found, reason } = await this.#find(name)
    if (found !== undefined) return found
    throw new AnomalyError('invalid_input', `threat_type ${reason}.`, { problems: [{ where: 'threat_type', reason }] })
  }

  /** What is wrong with a name, as the end of a sentence that begins with its field; null for a class there is. */
  async faultOf(name: string): Promise<string | null> {
    const { found, reason } = await this.#find(name)
    return found === undefined ? reason : null
  }

  async #find(name: string): Promise<{ found?: string; reason: string }> {
    const stored = [...THREAT_TYPES, UNKNOWN, ...(await this.#store.charts.threatTypeNames())]
    const found = spelling(name, stored)
    if (found !== undefined) return { found, reason: '' }
    const { models } = await this.#library.list()
    const known = [...new Set([...stored, ...models.flatMap(({ manifest }) => manifest.classes)])]
    const of_model = spelling(name, known)
    if (of_model !== undefined) return { found: of_model, reason: '' }
    return { reason: `is "${name.slice(0, 60)}", which is no threat type here. There are ${known.join(', ')}` }
  }
}

/** Two classes may differ in capitals alone: the name as it stands comes first. */
function spelling(name: string, known: readonly string[]): string | undefined {
  if (known.includes(name)) return name
  const folded = name.toLowerCase()
  return known.find((each) => each.toLowerCase() === folded)
}
