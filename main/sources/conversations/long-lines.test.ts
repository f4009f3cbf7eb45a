import { writeFile } from 'node:fs/promises'

import { expect, test } from 'vitest'

import { useFolder } from '../../testing/folder.ts'
import { START_BYTES } from '../file-start.ts'
import { openConversationFile } from './conversation-file.ts'
import { isListMark, jsonObject } from './json-line.ts'

const folder = useFolder()

/** One repeated character: what is quadratic in a line takes minutes for these. */
test.each(['\r', ' ', '\t', ',', '"', '{', '-', '#', 'a', '0'])(
  'a file of one line of %j is soon known to be no log',
  async (character) => {
    const path = folder.at(`line-${String(character.charCodeAt(0))}.csv`)
    await writeFile(path, `x${character.repeat(START_BYTES)}x\nrow\n`)
    expect(await openConversationFile(path)).toBeNull()
  },
)

test.each(['[', ',', ']', ' ', '{', '"'])('%j repeated for a line is soon read', (character) => {
  const marks = character.repeat(1 << 20)
  for (const line of [marks, `${marks}x`, `{${marks}`, `[{${marks}`]) {
    expect(jsonObject(line)).toBeNull()
    expect(isListMark(line)).toBe(line === marks && '[],'.includes(character))
  }
})
