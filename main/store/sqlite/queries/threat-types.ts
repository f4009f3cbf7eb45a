import type { Database } from 'better-sqlite3'

/** Class names by their integer codes in the tables. */
export class ThreatTypeNames {
  readonly #ids = new Map<string, number>()
  readonly #names = new Map<number, string>()
  readonly #database: Database

  constructor(database: Database) {
    this.#database = database
    for (const { id, name } of database.prepare<[], { id: number; name: string }>('SELECT * FROM threat_types').all()) {
      this.#remember(id, name)
    }
  }

  /** Id of a class, made on first use. */
  idOf(name: string): number {
    const known = this.#ids.get(name)
    if (known !== undefined) return known
    const { lastInsertRowid } = this.#database.prepare('INSERT INTO threat_types (name) VALUES (?)').run(name)
    const id = Number(lastInsertRowid)
    this.#remember(id, name)
    return id
  }

  /** Makes the ids of what counts name: those made inside a transaction would be remembered although it was rolled back. */
  make(counts: readonly { readonly label: string | null; readonly threat_type: string }[]): void {
    for (const { label, threat_type } of counts) {
      this.idOf(threat_type)
      if (label !== null) this.idOf(label)
    }
  }

  /** Id of a class that some flow already has, or undefined. */
  find(name: string): number | undefined {
    return this.#ids.get(name)
  }

  /** Every class that some flow has had, as what the model says or as its label. */
  all(): string[] {
    return [...this.#ids.keys()]
  }

  nameOf(id: number): string {
    const name = this.#names.get(id)
    if (name === undefined) throw new RangeError(`no threat type has id ${String(id)}`)
    return name
  }

  #remember(id: number, name: string): void {
    this.#ids.set(name, id)
    this.#names.set(id, name)
  }
}
