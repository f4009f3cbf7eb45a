/** A key, or two keys one after the other such as `g o`. */
export interface Shortcut {
  keys: string
  run: () => void
}

/** Milliseconds the second key of a sequence may take. */
const SEQUENCE_TIME = 1200

/** Finds the shortcut for the keys pressed; the one registered last wins. */
export class ShortcutRegistry {
  private readonly layers = new Set<readonly Shortcut[]>()
  private prefix: { key: string; at: number } | null = null

  /** Listens for the shortcuts until the returned function is called. */
  add(shortcuts: readonly Shortcut[]): () => void {
    this.layers.add(shortcuts)
    return () => this.layers.delete(shortcuts)
  }

  /** Whether the key belonged to a shortcut. */
  press(key: string, at: number): boolean {
    const prefix = this.prefix !== null && at - this.prefix.at <= SEQUENCE_TIME ? this.prefix.key : null
    this.prefix = null
    if (prefix !== null) {
      const sequence = this.find((shortcut) => shortcut.keys === `${prefix} ${key}`)
      if (sequence) {
        sequence.run()
        return true
      }
    }
    if (this.find((shortcut) => shortcut.keys.startsWith(`${key} `))) {
      this.prefix = { key, at }
      return true
    }
    const single = this.find((shortcut) => shortcut.keys === key)
    single?.run()
    return single !== undefined
  }

  private find(matches: (shortcut: Shortcut) => boolean): Shortcut | undefined {
    return [...this.layers].reverse().flat().find(matches)
  }
}

/** Whether keys typed there are meant for the element itself. */
export function takesText(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false
  return target.isContentEditable || target.matches('input, textarea, select, [role="combobox"], [role="textbox"]')
}
