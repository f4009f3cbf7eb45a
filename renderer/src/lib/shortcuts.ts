/** A key, or two keys one after the other such as `g o`. */
export interface Shortcut {
  keys: string
  /** Answers `false` while what it acts on is not there yet: the key waits for it. */
  run: () => unknown
  /** Whether the key belongs to it at this moment; always, if left out. */
  applies?: () => boolean
}

/** Milliseconds the second key of a sequence may take. */
const SEQUENCE_TIME = 1200

/** Milliseconds a key waits for what it acts on, once the page is all there. */
const LONGEST_WAIT = 5000

interface Press {
  readonly key: string
  readonly at: number
}

type Outcome = 'done' | 'waits' | 'unknown'

/**
 * Finds the shortcut for the keys pressed; the one registered last wins. Keys come faster than pages are drawn: one that
 * has nothing to act on yet is held, and all that follow behind it, so that they act in the order they were pressed.
 */
export class ShortcutRegistry {
  private readonly layers = new Set<readonly Shortcut[]>()
  private readonly obstacles = new Set<() => boolean>()
  private readonly mayCome: () => boolean
  private prefix: Press | null = null
  private held: Press[] = []
  /** Since when the first of the held keys waits on a page that is all there. */
  private since: number | null = null

  /** @param mayCome whether shortcuts that are not known may still be registered, since the page is not all there */
  constructor(mayCome: () => boolean = () => false) {
    this.mayCome = mayCome
  }

  /** Listens for the shortcuts until the returned function is called. */
  add(shortcuts: readonly Shortcut[]): () => void {
    this.layers.add(shortcuts)
    return () => this.layers.delete(shortcuts)
  }

  /** Holds every key while the obstacle is there, until the returned function is called. */
  holdWhile(obstacle: () => boolean): () => void {
    this.obstacles.add(obstacle)
    return () => this.obstacles.delete(obstacle)
  }

  get isHolding(): boolean {
    return this.held.length > 0
  }

  isHeld(key: string): boolean {
    return this.held.some((press) => press.key === key)
  }

  /** Whether the key belongs to a shortcut at this moment. */
  claims(key: string): boolean {
    return this.find((shortcut) => shortcut.keys === key) !== undefined
  }

  /** Whether the key belonged to a shortcut, or is held because it may. */
  press(key: string, at: number): boolean {
    if (!this.isHolding) {
      const outcome = this.attempt({ key, at })
      if (outcome !== 'waits') return outcome === 'done'
    }
    this.held.push({ key, at })
    return true
  }

  /** Tries the held keys again, up to one that acts. Each is offered to `take` first, which answers whether it was meant for somewhere else. */
  retry(now: number, take: (key: string) => boolean): void {
    for (let press = this.held[0]; press !== undefined; press = this.held[0]) {
      const isTaken = take(press.key)
      if (!isTaken && this.attempt(press) === 'waits') {
        this.since = this.isComing ? null : (this.since ?? now)
        if (this.since !== null && now - this.since > LONGEST_WAIT) this.drop()
        return
      }
      this.held.shift()
      this.since = null
      // What a shortcut has set off, such as leaving the page, shows after this task only.
      if (!isTaken) return
    }
  }

  /** Forgets the held keys. */
  drop(): void {
    this.held = []
    this.since = null
  }

  /** Whether the page, or a part of it, is still on its way, however long a busy machine takes. */
  private get isComing(): boolean {
    return this.mayCome() || [...this.obstacles].some((isThere) => isThere())
  }

  private attempt({ key, at }: Press): Outcome {
    if ([...this.obstacles].some((isThere) => isThere())) return 'waits'
    const prefix = this.prefix !== null && at - this.prefix.at <= SEQUENCE_TIME ? this.prefix.key : null
    if (prefix !== null) {
      const sequence = this.find((shortcut) => shortcut.keys === `${prefix} ${key}`)
      if (sequence) return this.run(sequence)
    }
    if (this.find((shortcut) => shortcut.keys.startsWith(`${key} `))) {
      this.prefix = { key, at }
      return 'done'
    }
    const single = this.find((shortcut) => shortcut.keys === key)
    if (single) return this.run(single)
    if (this.mayCome()) return 'waits'
    this.prefix = null
    return 'unknown'
  }

  private run(shortcut: Shortcut): Outcome {
    if (shortcut.run() === false) return 'waits'
    this.prefix = null
    return 'done'
  }

  private find(matches: (shortcut: Shortcut) => boolean): Shortcut | undefined {
    return [...this.layers]
      .reverse()
      .flat()
      .find((shortcut) => matches(shortcut) && shortcut.applies?.() !== false)
  }
}

/** Whether keys typed there are meant for the element itself. */
export function takesText(target: EventTarget | null): target is HTMLElement {
  if (!(target instanceof HTMLElement)) return false
  return target.isContentEditable || target.matches('input, textarea, select, [role="combobox"], [role="textbox"]')
}
