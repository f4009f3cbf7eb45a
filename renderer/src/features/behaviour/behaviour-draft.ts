import { useSyncExternalStore } from 'react'
import { z } from 'zod'

import { type BehaviourSettings, BehaviourSettingsSchema } from '../../../../contract/behaviour-settings.ts'

const KEY = 'anomalyx.behaviour-draft'

/** What is written in the fields and not saved, by the name of the field: `beacon.calls_a_day`. */
export type BehaviourDraft = Readonly<Record<string, string>>

const DraftSchema = z.record(z.string(), z.string())

let draft: BehaviourDraft = kept()
const listeners = new Set<() => void>()

function kept(): BehaviourDraft {
  try {
    return DraftSchema.parse(JSON.parse(localStorage.getItem(KEY) ?? '{}'))
  } catch {
    return {}
  }
}

function change(next: BehaviourDraft): void {
  draft = next
  if (Object.keys(next).length === 0) localStorage.removeItem(KEY)
  else localStorage.setItem(KEY, JSON.stringify(next))
  for (const listener of listeners) listener()
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

/** A draft outlives the page and the window: whoever looks something up finds it as it was. */
export function useBehaviourDraft() {
  const texts = useSyncExternalStore(subscribe, () => draft)
  return {
    texts,
    write: (field: string, text: string) => change({ ...draft, [field]: text }),
    drop: () => change({}),
  }
}

export const fieldName = (path: readonly string[]): string => path.join('.')

/** Text of a setting as it stands in its field. */
export function textOf(settings: BehaviourSettings, path: readonly string[]): string {
  const value = valueAt(settings, path)
  return Array.isArray(value) ? value.join(path.at(-1)?.endsWith('ports') === true ? ', ' : '\n') : String(value)
}

function valueAt(settings: BehaviourSettings, path: readonly string[]): unknown {
  return path.reduce<unknown>((value, name) => (value as Record<string, unknown>)[name], settings)
}

export interface Drafted {
  /** Null where a field is wrong. */
  readonly settings: BehaviourSettings | null
  /** What is wrong, by the name of the field. */
  readonly problems: Readonly<Record<string, string>>
}

/** Settings with what is written in the fields. */
export function withDraft(settings: BehaviourSettings, texts: BehaviourDraft): Drafted {
  const drafted = structuredClone(settings)
  for (const [field, text] of Object.entries(texts)) {
    const path = field.split('.')
    const name = path.pop() ?? ''
    const holder = valueAt(drafted, path)
    if (typeof holder !== 'object' || holder === null || !(name in holder)) continue
    const current = (holder as Record<string, unknown>)[name]
    Object.assign(holder, { [name]: Array.isArray(current) ? listOf(text, name) : numberOf(text) })
  }
  const parsed = BehaviourSettingsSchema.safeParse(drafted)
  if (parsed.success) return { settings: parsed.data, problems: {} }
  const problems = parsed.error.issues.map((issue) => {
    const places = issue.path.map(String)
    const entry = places.findIndex((place) => /^\d+$/.test(place))
    if (entry < 0) return [fieldName(places), reasonOf(issue)]
    return [fieldName(places.slice(0, entry)), `Entry ${Number(places[entry]) + 1}: ${reasonOf(issue)}`]
  })
  return { settings: null, problems: Object.fromEntries(problems.toReversed()) as Record<string, string> }
}

function reasonOf(issue: z.core.$ZodIssue): string {
  switch (issue.code) {
    case 'too_small':
      return `at least ${String(issue.minimum)}`
    case 'too_big':
      return `at most ${String(issue.maximum)}`
    case 'invalid_type':
      return issue.expected === 'int' ? 'a whole number is needed' : 'a number is needed'
    default:
      return issue.message
  }
}

const numberOf = (text: string): number => (text.trim() === '' ? NaN : Number(text))

function listOf(text: string, name: string): (string | number)[] {
  const entries = text.split(/[\s,;]+/).filter((entry) => entry !== '')
  return name.endsWith('ports') ? entries.map(Number) : entries
}
