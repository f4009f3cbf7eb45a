import { readdirSync, readFileSync } from 'node:fs'

import { describe, expect, test } from 'vitest'

import { type OperationName, OPERATIONS } from '../../contract/operations.ts'

/** Operation names that stand in a file, as names of fields. */
function operationsIn(url: URL): string[] {
  const names = readFileSync(url, 'utf8').matchAll(/(?:^|\{)\s*'([a-z]+\.\w+)':/gm)
  return [...names].map(([, name = '']) => name).filter((name) => Object.hasOwn(OPERATIONS, name))
}

const CONTRACT = new URL('../../contract/', import.meta.url)
const declared = readdirSync(CONTRACT)
  .filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts'))
  .map((file): [file: string, names: string[]] => [file, operationsIn(new URL(file, CONTRACT))])
  .filter(([, names]) => names.length > 0)

describe('a domain of the contract', () => {
  test('has each operation in one file', () => {
    const names = declared.flatMap(([, of_file]) => of_file)
    expect(names.sort()).toEqual((Object.keys(OPERATIONS) as OperationName[]).sort())
  })

  test.each(declared)('is handled in the file with its name: %s', (file, names) => {
    expect(operationsIn(new URL(file, import.meta.url)).sort()).toEqual(names.toSorted())
  })
})
