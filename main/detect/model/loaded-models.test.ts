import { cp, rename } from 'node:fs/promises'

import { expect, test } from 'vitest'

import { TINY_FEATURES, TINY_GRAPH, writeBundle } from '../../testing/bundles.ts'
import { useFolder } from '../../testing/folder.ts'
import { LoadedModels } from './loaded-models.ts'

const folder = useFolder()

test('a folder that holds another bundle than before gives that one', async () => {
  const models = new LoadedModels()
  const place = await writeBundle(folder.at('place'), TINY_GRAPH, { id: 'first', features: TINY_FEATURES })
  const first = await models.get(place)
  expect(await models.get(place)).toBe(first)
  await rename(place, folder.at('moved'))
  await writeBundle(place, TINY_GRAPH, { id: 'second', features: TINY_FEATURES })
  expect((await models.get(place)).manifest.id).toBe('second')
  expect(await models.get(folder.at('moved'))).toBe(first)
})

test('one bundle in two folders is loaded once', async () => {
  const models = new LoadedModels()
  const place = await writeBundle(folder.at('one'), TINY_GRAPH, { id: 'same', features: TINY_FEATURES })
  await cp(place, folder.at('two'), { recursive: true })
  const [one, two] = await Promise.all([models.get(place), models.get(folder.at('two'))])
  expect(two).toBe(one)
})
