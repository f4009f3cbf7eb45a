import type { Chance } from './chance.ts'
import type { ValueSchema } from './document.ts'

const MOST_ITEMS = 4

/** A value that fits a schema; at the edge of it where `is_boundary`. */
export function fittingValue(schema: ValueSchema, chance: Chance, is_boundary: boolean): unknown {
  if (schema.const !== undefined) return schema.const
  if (schema.enum !== undefined) return chance.pick(schema.enum)
  if (schema.anyOf !== undefined) return fittingValue(chance.pick(schema.anyOf), chance, is_boundary)
  switch (schema.type) {
    case 'integer':
      return integer(schema, chance, is_boundary)
    case 'number': {
      const { minimum = -1e6, maximum = 1e6 } = schema
      return is_boundary ? chance.pick([minimum, maximum]) : minimum + (maximum - minimum) * (chance.below(1000) / 1000)
    }
    case 'boolean':
      return chance.is(0.5)
    case 'null':
      return null
    case 'array': {
      const least = schema.minItems ?? 0
      const count = is_boundary ? least : least + chance.below(MOST_ITEMS)
      return Array.from({ length: count }, () => fittingValue(schema.items ?? {}, chance, is_boundary))
    }
    case 'object': {
      const required = schema.required ?? []
      const chosen = Object.entries(schema.properties ?? {}).filter(
        ([name]) => required.includes(name) || chance.is(0.5),
      )
      return Object.fromEntries(chosen.map(([name, each]) => [name, fittingValue(each, chance, is_boundary)]))
    }
    case 'string':
      return text(schema, chance, is_boundary)
    default:
      return chance.pick(ODD_VALUES)
  }
}

function integer(schema: ValueSchema, chance: Chance, is_boundary: boolean): number {
  const least = schema.exclusiveMinimum === undefined ? (schema.minimum ?? -5) : schema.exclusiveMinimum + 1
  const most = schema.maximum ?? Number.MAX_SAFE_INTEGER
  return is_boundary ? chance.pick([least, most]) : Math.min(most, least + chance.below(chance.pick([3, 100, 10_000])))
}

function text(schema: ValueSchema, chance: Chance, is_boundary: boolean): string {
  // What the patterns of the document are: ids of flows, and names of models.
  if (schema.pattern?.includes('-') === true) return `${String(1 + chance.below(4))}-${String(1 + chance.below(200))}`
  const { minLength = 0, maxLength = 40 } = schema
  const length = is_boundary ? chance.pick([minLength, maxLength]) : Math.max(minLength, chance.below(20))
  const letters = chance.pick(['abc', 'é漢字', "';--", '<>&"', '%20', '=+@', '🙂'])
  return letters.repeat(Math.ceil(length / letters.length)).slice(0, length)
}

/** Values that fit hardly anything. */
const ODD_VALUES: readonly unknown[] = [
  null,
  true,
  0,
  -1,
  0.5,
  -0,
  1e308,
  2 ** 53,
  Number.MIN_SAFE_INTEGER,
  '',
  ' ',
  'null',
  'NaN',
  '0x10',
  '1e3',
  '-1',
  '\u0000',
  'a\u0000b',
  '\ud800',
  '../../etc/passwd',
  "1' OR '1'='1",
  '%',
  'x'.repeat(5000),
  [],
  [[]],
  {},
  { length: 1 },
  ['__proto__'],
]

/** A value that no schema has asked for. */
export function oddValue(chance: Chance): unknown {
  return chance.pick(ODD_VALUES)
}
