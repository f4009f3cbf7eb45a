import { link, mkdir, symlink, writeFile } from 'node:fs/promises'

import { beforeAll, describe, expect, test } from 'vitest'

import { failureOf } from '../testing/failure.ts'
import { useFolder } from '../testing/folder.ts'
import { checkOutputFolder } from './output-folder.ts'
import { refuseSameFiles } from './same-file.ts'

const folder = useFolder()
const SENTENCE = 'They must differ.'
const refuse = (inputs: string[], outputs: string[]) =>
  refuseSameFiles(
    inputs.map((name) => folder.at(name)),
    outputs.map((name) => (name.startsWith('/') ? name : folder.at(name))),
    SENTENCE,
  )

beforeAll(async () => {
  await mkdir(folder.at('below'))
  for (const name of ['capture.csv', 'CAPTURE.csv', 'other.csv']) await writeFile(folder.at(name), name)
  await symlink('capture.csv', folder.at('link.csv'))
  await symlink('link.csv', folder.at('link-to-link.csv'))
  await symlink('.', folder.at('loop'))
  await symlink('not-there.csv', folder.at('dangling.csv'))
  await symlink('/dev/null', folder.at('null'))
  await link(folder.at('capture.csv'), folder.at('below/hard.csv'))
})

describe('one file is', () => {
  test.each([
    [['capture.csv'], ['capture.csv']],
    [['capture.csv'], ['below/../capture.csv']],
    [['capture.csv'], ['loop/loop/capture.csv']],
    [['capture.csv'], ['link-to-link.csv']],
    [['link.csv'], ['capture.csv']],
    [['capture.csv'], ['below/hard.csv']],
    [['capture.csv'], ['new.csv', 'below/hard.csv']],
    [['capture.csv'], ['new.csv', 'new.csv']],
    [['capture.csv'], ['new.csv', 'loop/new.csv']],
    [['capture.csv'], ['new.csv', 'NEW.csv']],
    [['capture.csv'], ['\u00e9.csv', 'e\u0301.csv']],
    [['capture.csv'], ['not-there.csv', 'dangling.csv']],
    [['capture.csv'], ['other.csv', 'other.csv']],
    [['capture.csv'], ['/dev/full', '/dev/full']],
  ])('%j and %j', async (inputs, outputs) => {
    expect(await failureOf(refuse(inputs, outputs))).toMatchObject({ code: 'invalid_input', message: SENTENCE })
  })
})

describe('several files are', () => {
  test.each([
    [['capture.csv'], ['new.csv', 'below/new.csv']],
    [['capture.csv'], ['other.csv']],
    // This disk tells them apart, as both are there.
    [['capture.csv'], ['CAPTURE.csv']],
    [['capture.csv'], ['/dev/null', '/dev/null']],
    [['capture.csv'], ['/dev/null', 'null']],
    [['missing.csv'], ['new.csv']],
  ])('%j and %j', async (inputs, outputs) => {
    await refuse(inputs, outputs)
  })
})

describe('a folder for outputs', () => {
  const check = (path: string) => checkOutputFolder(folder.at(path), ['capture.csv'], [folder.at('capture.csv')])

  test.each(['below', 'below/new', 'below/new/newer'])('may be %s', async (path) => {
    await check(path)
  })

  test.each([
    ['other.csv', 'is not a folder'],
    ['other.csv/below', 'cannot be written'],
    ['dangling.csv', 'cannot be written'],
    ['loop', 'contains one of the captures'],
  ])('may not be %s', async (path, sentence) => {
    expect((await failureOf(check(path))).message).toContain(sentence)
  })
})
