import { mkdir, rename } from 'node:fs/promises'

import { describe, expect, test } from 'vitest'
import { z } from 'zod'

import { AlertSchema } from '../../contract/alerts.ts'
import { CaptureSchema } from '../../contract/captures.ts'
import { InterfaceListSchema, SegmentSchema, StreamSchema } from '../../contract/streams.ts'
import { startApp } from '../testing/app.ts'
import { simulatedCapture, writeCsv } from '../testing/captures.ts'
import { runCommand, startCommand } from '../testing/command.ts'
import { useFolder } from '../testing/folder.ts'

const folder = useFolder()

const LineSchema = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('following'), stream: StreamSchema }),
  z.strictObject({
    type: z.literal('segment'),
    segment: SegmentSchema,
    capture: CaptureSchema.optional(),
    alerts: z.int().nonnegative().optional(),
  }),
  z.strictObject({ type: z.literal('alert'), alert: AlertSchema }),
  z.strictObject({ type: z.literal('ended'), stream: StreamSchema }),
])

const read = (line: string) => LineSchema.parse(JSON.parse(line))

/** Whether a line tells of the segment that is a file. */
const isOf = (name: string) => (line: string) => {
  const told = read(line)
  return told.type === 'segment' && told.segment.name === name
}

/** Puts a finished file into a folder, as a sensor does. */
async function put(incoming: string, name: string, rows: number, seed = 1): Promise<void> {
  const path = await writeCsv(folder.at(`new-${name}`), simulatedCapture('corrected', rows, seed))
  await rename(path, `${incoming}/${name}`)
}

describe('follow', () => {
  test('tells each segment and each alert once, goes on with its stream, and ends at a signal', async () => {
    const [incoming, data_dir] = [folder.at('incoming'), folder.at('data')]
    await mkdir(incoming)
    await put(incoming, 'first.csv', 600)
    const args = ['follow', '--folder', incoming, '--data-dir', data_dir]

    const command = startCommand([...args, '--segment-seconds', '1', '--json'])
    await command.line(isOf('first.csv'))
    await put(incoming, 'second.csv', 400, 2)
    await command.line(isOf('second.csv'))
    const { code, stdout, stderr } = await command.end('SIGINT')
    expect([code, stderr]).toEqual([0, ''])

    const told = stdout.trimEnd().split('\n').map(read)
    const [following, ended] = [told[0], told.at(-1)]
    if (following?.type !== 'following' || ended?.type !== 'ended') throw new Error(stdout)
    expect(following.stream).toMatchObject({ kind: 'folder', target: incoming, name: 'incoming', state: 'running' })
    expect(following.stream.limits.segment_seconds).toBe(1)
    expect(ended.stream).toMatchObject({ state: 'stopped', segments: 2, rows_read: 1000, classified: 1000 })
    const segments = told.flatMap((line) => (line.type === 'segment' ? [line] : []))
    expect(segments.map(({ segment: { name, classified } }) => [name, classified])).toEqual([
      ['first.csv', 600],
      ['second.csv', 400],
    ])
    const alerts = told.flatMap((line) => (line.type === 'alert' ? [line.alert.id] : []))
    expect(alerts.length).toBeGreaterThan(0)
    expect(new Set(alerts).size).toBe(alerts.length)

    const again = startCommand(args)
    await put(incoming, 'third.csv', 50, 3)
    expect(await again.line((line) => line.startsWith('third.csv: '))).toMatch(/^third\.csv: 50 flows; .* so far: /)
    const second = await again.end('SIGTERM')
    expect(second.code).toBe(0)
    expect(second.stderr).toBe(`Following ${incoming} in segments of 1 s; Ctrl+C ends it.\n`)
    expect(second.stdout).not.toContain('first.csv')
    expect(second.stdout).toContain('Ended: 3 segments; 1,050 rows read = 1,050 classified + 0 rejected.\n')

    const app = await startApp(data_dir)
    const { items } = await app.call('streams.list', {})
    const captures = (await app.call('captures.list', {})).items
    const flows = await app.call('flows.list', { limit: 1 })
    await app.close()
    expect(items).toHaveLength(1)
    expect(captures.map(({ kind }) => kind)).toContain('stream')
    expect(flows.total).toBe(1050)
  }, 120_000)

  test('goes on after a crash with what came meanwhile, which other commands leave alone', async () => {
    const [incoming, data_dir] = [folder.at('crashing'), folder.at('crashed')]
    await mkdir(incoming)
    await put(incoming, 'before.csv', 100)
    const args = ['follow', '--folder', incoming, '--data-dir', data_dir, '--json']
    const crashed = startCommand(args)
    await crashed.line(isOf('before.csv'))
    await crashed.end('SIGKILL')
    await put(incoming, 'meanwhile.csv', 50, 2)
    expect((await runCommand(['models', 'list', '--data-dir', data_dir])).code).toBe(0)
    const again = startCommand(args)
    await again.line(isOf('meanwhile.csv'))
    const { code, stdout } = await again.end('SIGINT')
    expect(code).toBe(0)
    expect(stdout).not.toContain('before.csv')
    expect(read(stdout.trimEnd().split('\n').at(-1) ?? '')).toMatchObject({
      stream: { id: 1, segments: 2, rows_read: 150 },
    })
  }, 120_000)

  test('ends its stream when nobody reads what it prints', async () => {
    const [incoming, data_dir] = [folder.at('unread'), folder.at('piped')]
    await mkdir(incoming)
    await put(incoming, 'first.csv', 50)
    const command = startCommand(['follow', '--folder', incoming, '--data-dir', data_dir, '--json'])
    await command.line(isOf('first.csv'))
    const closed = command.closePipe()
    await put(incoming, 'second.csv', 50, 2)
    expect((await closed).code).toBe(0)
    const app = await startApp(data_dir)
    const { items } = await app.call('streams.list', {})
    await app.close()
    expect(items).toMatchObject([{ state: 'stopped', segments: 2 }])
  }, 120_000)

  test('lists the interfaces, with their addresses', async () => {
    const { code, stdout } = await runCommand(['follow', '--list', '--json', '--data-dir', folder.at('list')])
    expect(code).toBe(0)
    const { interfaces } = InterfaceListSchema.parse(JSON.parse(stdout))
    expect(interfaces.flatMap(({ addresses }) => addresses)).toContain('127.0.0.1')
    const text = await runCommand(['follow', '--list', '--data-dir', folder.at('list')])
    expect(text.stdout).toMatch(/^interface +state +addresses\n/)
  })

  test.each([
    [[], 2, 'Give one of --interface NAME, --folder PATH and --list.'],
    [['--interface', 'lo', '--folder', '.'], 2, 'Give one of'],
    [['--folder', '/nowhere/at/all'], 1, '/nowhere/at/all'],
    [['--folder', '.', '--segment-seconds', '0'], 2, 'segment_seconds'],
    [['--folder', '.', '--segment-seconds', 'soon'], 2, 'It must be a whole number.'],
  ])('%j fails and says why', async (args, code, sentence) => {
    const outcome = await runCommand(['follow', ...args, '--data-dir', folder.at('failing')])
    expect([outcome.code, outcome.stderr]).toEqual([code, expect.stringContaining(sentence) as string])
    expect(outcome.stdout).toBe('')
  })
})
