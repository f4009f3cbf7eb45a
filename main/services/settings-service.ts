import { DEFAULT_SETTINGS, type Settings, SettingsSchema } from '../../contract/settings.ts'
import type { Store } from '../store/store.ts'
import type { EventBus } from './event-bus.ts'

/** Settings of this data directory; a stored value that no longer fits gives way to its default. */
export class SettingsService {
  readonly #store: Store
  readonly #events: EventBus
  /** As they are stored; every request over HTTP asks for them. */
  #known: Promise<Settings> | undefined

  constructor(store: Store, events: EventBus) {
    this.#store = store
    this.#events = events
  }

  get(): Promise<Settings> {
    const known = (this.#known ??= this.#read())
    known.catch(() => {
      if (this.#known === known) this.#known = undefined
    })
    return known
  }

  async update(change: { [Name in keyof Settings]?: Settings[Name] | undefined }): Promise<Settings> {
    const given = Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined))
    try {
      await this.#store.settings.put(given)
    } finally {
      this.#known = undefined
    }
    this.#events.changed('settings')
    return this.get()
  }

  async #read(): Promise<Settings> {
    const stored = await this.#store.settings.get()
    const parsed = SettingsSchema.safeParse({ ...DEFAULT_SETTINGS, ...stored })
    if (parsed.success) return parsed.data
    const faulty = new Set(parsed.error.issues.map(({ path }) => path[0]))
    const sound = Object.fromEntries(Object.entries(stored).filter(([name]) => !faulty.has(name)))
    return SettingsSchema.parse({ ...DEFAULT_SETTINGS, ...sound })
  }
}
