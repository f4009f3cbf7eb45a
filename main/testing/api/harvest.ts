/** Values of each name that are kept: the newest. */
const MOST_VALUES = 40

/** Ids and the like out of answers, so that later requests ask for what is there. */
export class Harvest {
  readonly #values = new Map<string, (string | number)[]>()

  /** @param path address that gave the answer */
  gather(path: string, answer: unknown, link: string | undefined): void {
    const area = areaOf(path)
    const cursor = /[?&]cursor=([^&>]+)/.exec(link ?? '')?.[1]
    if (cursor !== undefined) this.#keep(`${area} cursor`, decodeURIComponent(cursor))
    this.#walk(area, answer, 0)
  }

  /** Values that a parameter of a path may have; with an empty path those of any. */
  valuesFor(path: string, name: string): readonly (string | number)[] {
    return this.#values.get(`${areaOf(path)} ${name}`) ?? this.#values.get(` ${name}`) ?? []
  }

  #walk(area: string, value: unknown, depth: number): void {
    if (typeof value !== 'object' || value === null || depth > 3) return
    if (Array.isArray(value)) {
      for (const each of value.slice(0, 5)) this.#walk(area, each, depth + 1)
      return
    }
    for (const [name, each] of Object.entries(value)) {
      if (typeof each === 'string' || typeof each === 'number') {
        if (name === 'id') this.#keep(`${area} id`, each)
        else if (/(_id|^threat_type)$/.test(name)) this.#keep(` ${name}`, each)
        if (name === 'capture_id') this.#keep('captures id', each)
        if (name === 'job_id') this.#keep('jobs id', each)
      } else this.#walk(area, each, depth + 1)
    }
  }

  #keep(key: string, value: string | number): void {
    const values = this.#values.get(key) ?? []
    if (values.includes(value)) return
    this.#values.set(key, [...values, value].slice(-MOST_VALUES))
  }
}

/** Whose ids a path has: flows are listed at /logs. */
function areaOf(path: string): string {
  const first = /^\/([a-z-]*)/.exec(path)?.[1] ?? ''
  return first === 'logs' ? 'flows' : first
}
