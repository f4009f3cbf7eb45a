import { z } from 'zod'

const Texts = z.record(z.string(), z.string())

/** Texts that are written and not sent, by what they are for; those of a purpose outlive the window. */
export class KeptTexts {
  readonly #key: string
  #texts: ReadonlyMap<string, string>
  readonly #listeners = new Set<() => void>()

  /** @param purpose what they are kept under */
  constructor(purpose: string) {
    this.#key = `anomalyx.${purpose}`
    this.#texts = read(this.#key)
  }

  readonly subscribe = (listener: () => void) => {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  readonly of = (name: string): string => this.#texts.get(name) ?? ''

  /** An empty text drops what was written. */
  readonly write = (name: string, text: string) => {
    const texts = new Map(this.#texts)
    if (text === '') texts.delete(name)
    else texts.set(name, text)
    this.#texts = texts
    if (texts.size === 0) localStorage.removeItem(this.#key)
    else localStorage.setItem(this.#key, JSON.stringify(Object.fromEntries(texts)))
    for (const listener of this.#listeners) listener()
  }
}

function read(key: string): ReadonlyMap<string, string> {
  try {
    return new Map(Object.entries(Texts.parse(JSON.parse(localStorage.getItem(key) ?? '{}'))))
  } catch {
    return new Map()
  }
}
