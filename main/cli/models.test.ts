import { beforeAll, describe, expect, test } from 'vitest'

import { ModelLibrarySchema, ModelSchema } from '../../contract/models.ts'
import { startApp } from '../testing/app.ts'
import { zippedBundle } from '../testing/bundles.ts'
import { runCommand } from '../testing/command.ts'
import { useFolder } from '../testing/folder.ts'

const folder = useFolder()
const models = (...args: string[]) => runCommand(['models', ...args, '--data-dir', folder.at('data')])

/** A command that must succeed and print exactly one JSON object. */
async function json(...args: string[]): Promise<unknown> {
  const { code, stdout, stderr } = await models(...args, '--json')
  expect([code, stderr]).toEqual([0, ''])
  expect(stdout.trimEnd()).not.toContain('\n')
  return JSON.parse(stdout)
}
const library = async (...args: string[]) => ModelLibrarySchema.parse(await json(...args))
const activeId = ({ models: all }: Awaited<ReturnType<typeof library>>) => all.find(({ is_active }) => is_active)?.id

beforeAll(async () => {
  await zippedBundle(folder.at('mine.zip'), 'mine')
})

describe('models', () => {
  test('are listed, imported, activated and rolled back, each command seeing what the one before did', async () => {
    const first = await library('list')
    const bundled = activeId(first)
    expect(first.models).toHaveLength(1)
    expect(ModelSchema.parse(await json('import', folder.at('mine.zip')))).toMatchObject({
      id: 'mine',
      is_active: false,
    })
    expect(activeId(await library('activate', 'mine'))).toBe('mine')
    const activated = await library('list')
    expect([activeId(activated), activated.previous_id]).toEqual(['mine', bundled])
    expect(activated.activations.map(({ actor }) => actor)).toEqual(['command'])
    expect(activeId(await library('rollback'))).toBe(bundled)
  })

  test('are told in words without --json', async () => {
    const { stdout } = await models('list')
    expect(stdout).toMatch(/^model +version +SHA-256 +origin +active\n/)
    expect(stdout).toMatch(/\nmine +1 +[0-9a-f]{12}… +library/)
  })

  test.each([
    [['activate', 'nobody'], 1, 'There is no model nobody'],
    [['rollback'], 1, 'nothing to roll back to'],
    [['import', 'mine.zip'], 1, 'cannot be read'],
    [['import'], 2, "missing required argument 'path'"],
    [['forget'], 2, "unknown command 'forget'"],
  ])('%j fails and says why', async (args, code, sentence) => {
    const outcome = await models(...args)
    expect([outcome.code, outcome.stderr]).toEqual([code, expect.stringContaining(sentence) as string])
    expect(outcome.stdout).toBe('')
  })

  test('of a data directory in use are left alone', async () => {
    const app = await startApp(folder.at('data'))
    const outcome = await models('activate', 'mine')
    expect([outcome.code, outcome.stderr]).toEqual([1, expect.stringContaining('Another AnomalyX is using') as string])
    expect(activeId(await app.call('models.list', {}))).not.toBe('mine')
    await app.close()
  })

  test('give way to the model that serve is told to use', async () => {
    await library('activate', 'mine')
    const app = await startApp(folder.at('data'), { ignores_activation: true })
    expect((await app.call('models.status', {})).id).not.toBe('mine')
    await app.close()
    expect(activeId(await library('list'))).toBe('mine')
  })
})
