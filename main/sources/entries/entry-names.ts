import { featureIndex } from '../../flow/features.ts'
import { normaliseName } from '../../flow/names.ts'

/** Folded names of what an entry may tell beside features. */
const IDENTITY_NAMES = [
  'srcip',
  'sourceip',
  'dstip',
  'destinationip',
  'srcport',
  'sourceport',
  'dstport',
  'destinationport',
  'protocol',
  'timestamp',
  'label',
] as const

export type IdentityName = (typeof IDENTITY_NAMES)[number]

export const IDENTITY_SLOTS = IDENTITY_NAMES.length

/** Place of each name among those of identity. */
export const IDENTITY_SLOT = Object.fromEntries(IDENTITY_NAMES.map((name, slot) => [name, slot])) as Readonly<
  Record<IdentityName, number>
>

const SLOTS: ReadonlyMap<string, number> = new Map(Object.entries(IDENTITY_SLOT))

/** What a name in an entry means. */
export interface NameMeaning {
  readonly folded: string
  /** Index into FEATURES, or -1. */
  readonly feature: number
  /** Among those of `IDENTITY_SLOT`, or -1. */
  readonly slot: number
}

/**
 * Names that are remembered: those of a dozen flow meters. Entries repeat a hundred names, and folding one costs more than
 * all else that is done with its value.
 */
const MOST_NAMES = 2000
const LONGEST_NAME_CHARS = 100
const known = new Map<string, NameMeaning>()

export function meaningOf(name: string): NameMeaning {
  return known.get(name) ?? learn(name)
}

function learn(name: string): NameMeaning {
  const folded = normaliseName(name)
  const meaning = { folded, feature: featureIndex(name) ?? -1, slot: SLOTS.get(folded) ?? -1 }
  if (name.length > LONGEST_NAME_CHARS) return meaning
  if (known.size >= MOST_NAMES) known.clear()
  known.set(name, meaning)
  return meaning
}
