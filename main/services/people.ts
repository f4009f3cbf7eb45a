import type { Actor } from '../../contract/common.ts'
import type { SettingsService } from './settings-service.ts'

/** Where something was asked from, and by whom; null when nobody was named. */
export interface Who {
  readonly actor: Actor
  readonly person: string | null
}

/** Who asks: the person that the caller names, or in the window the one that the settings name. */
export class People {
  readonly #settings: SettingsService

  constructor(settings: SettingsService) {
    this.#settings = settings
  }

  async whoAsks({ actor, person }: { readonly actor: Actor; readonly person?: string | null }): Promise<Who> {
    if (person !== undefined) return { actor, person }
    if (actor !== 'window') return { actor, person: null }
    const { person_name } = await this.#settings.get()
    return { actor, person: person_name === '' ? null : person_name }
  }
}
