import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { link, lstat, mkdir, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { constants } from 'node:os'
import { fileURLToPath } from 'node:url'

import { beforeAll, describe, expect, test } from 'vitest'

import { columnOf, csvText, repeatRows, simulatedCapture, withCell, writeCsv } from '../testing/captures.ts'
import { COMPILE_CACHE, runCommand } from '../testing/command.ts'
import { useFolder } from '../testing/folder.ts'
import { pcapFile } from '../testing/packets/files.ts'
import { catches, until } from '../testing/processes.ts'

const CLI = fileURLToPath(new URL('../cli.ts', import.meta.url))
const folder = useFolder()
const capture = simulatedCapture('corrected', 200)
const { header } = capture
const ESCAPES = '\u001b]0;owned\u0007\u001b[2J\u009b31m'

/** Rows that a hostile sender wrote: formulas and escape sequences, in cells that are rejected and in cells that are not. */
const hostile = capture.rows.slice(0, 6).map((row, at) => {
  const cells: Readonly<Record<number, readonly [string, string]>> = {
    1: ['Flow Duration', '=1+cmd|x!A0'],
    2: ['Flow Duration', `-1${ESCAPES}`],
    3: ['Flow Duration', '＝HYPERLINK(A1)'],
    4: ['Flow ID', '=1+cmd|x!A0'],
  }
  const change = cells[at]
  return change === undefined ? row : withCell(header, row, ...change)
})

beforeAll(async () => {
  await writeCsv(folder.at('capture.csv'), capture)
  await writeCsv(folder.at('hostile.csv'), { header, rows: hostile })
  await writeFile(folder.at('long.csv'), csvText(repeatRows(capture, 100_000)))
})

/** A line of the shell that runs the command line, with the test's folder as the place it stands in. */
async function shell(line: string) {
  const command = `anomalyx() { "${process.execPath}" "${CLI}" "$@"; }; ${line}`
  const child = spawn('sh', ['-c', command], { cwd: folder.path, env: { ...process.env, NODE_COMPILE_CACHE: '' } })
  let stdout = ''
  let stderr = ''
  child.stdout.setEncoding('latin1').on('data', (text: string) => (stdout += text))
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text))
  const [code] = (await once(child, 'close')) as [number | null]
  return { code, stdout, stderr }
}

describe('the rejected rows', () => {
  test('run nothing in a spreadsheet and send nothing to a terminal', async () => {
    const args = ['predict', folder.at('hostile.csv'), '--out', folder.at('o.csv'), '--rejects', folder.at('r.csv')]
    expect((await runCommand(args)).code).toBe(0)
    expect((await readFile(folder.at('r.csv'), 'utf8')).split('\n')).toEqual([
      'line_number,column,value,reason',
      "3,Flow Duration,'=1+cmd|x!A0,is not a finite number",
      expect.stringMatching(/^4,Flow Duration,'-1\\x1b\]0;owned\\x07\\x1b\[2J/),
      expect.stringMatching(/^5,Flow Duration,'/),
      '',
    ])
    // The rows of the copy are those of the capture, to the byte.
    const copied = (await readFile(folder.at('o.csv'), 'utf8')).trimEnd().split('\n').slice(1)
    expect(copied.map((line) => line.split(',').slice(0, -2).join(','))).toEqual([0, 4, 5].map((at) => hostile[at]))
    expect(copied[1]?.split(',')[columnOf(header, 'Flow ID')]).toBe('=1+cmd|x!A0')
  })
})

describe('standard output', () => {
  test.each(['-', '/dev/stdout', '/dev/fd/1', '/proc/self/fd/1'])(
    'takes the copy as %s, and nothing else',
    async (out) => {
      const { code, stdout, stderr } = await shell(`anomalyx predict capture.csv --out ${out}`)
      expect(code).toBe(0)
      const lines = stdout.trimEnd().split('\n')
      expect(lines).toHaveLength(201)
      expect(lines[0]).toBe(`${header},threat_type,confidence`)
      expect(stderr).toContain('200 rows read = 200 classified + 0 rejected')
    },
  )

  test('is left to the JSON object', async () => {
    const { code, stdout } = await shell('anomalyx predict capture.csv --out - --json')
    expect([code, stdout]).toEqual([2, ''])
  })

  test('may be closed by a reader that has enough', async () => {
    const { stdout, stderr } = await shell('{ anomalyx predict long.csv --out - --rejects closed.csv; } | head -1')
    expect(stdout).toBe(`${header},threat_type,confidence\n`)
    expect(stderr).toBe('')
    expect((await readdir(folder.path)).filter((name) => /partial|closed/.test(name))).toEqual([])
  })

  test('that is a terminal is refused', async () => {
    const command = `'${process.execPath}' '${CLI}' predict capture.csv --out -`
    const { code, stdout } = await shell(`script -qec "${command}" /dev/null`)
    expect(code).toBe(1)
    expect(stdout).toContain('- is a terminal')
    expect(stdout).not.toContain(header)
  })

  test('that goes to the end of the capture is refused', async () => {
    const before = await readFile(folder.at('capture.csv'))
    const { code, stderr } = await shell('anomalyx predict capture.csv --out - >> capture.csv')
    expect(code).toBe(2)
    expect(stderr).toContain('must be different files')
    expect((await readFile(folder.at('capture.csv'))).equals(before)).toBe(true)
  })
})

describe('an output', () => {
  test.each([
    ['a hard link of the capture', 'hard.csv', [], 2],
    ['a link to the capture', 'soft.csv', [], 2],
    ['a link to the other output', 'new.csv', ['--rejects', 'to-new.csv'], 2],
    ['a folder', 'below', [], 1],
    ['the full device', '/dev/full', [], 1],
    ['the other output on the full device', 'new.csv', ['--rejects', '/dev/full'], 1],
  ])('is refused when it is %s', async (_, out, more, exit_code) => {
    await mkdir(folder.at('below'), { recursive: true })
    await link(folder.at('capture.csv'), folder.at('hard.csv')).catch(() => undefined)
    await symlink('capture.csv', folder.at('soft.csv')).catch(() => undefined)
    await symlink('new.csv', folder.at('to-new.csv')).catch(() => undefined)
    const before = [await readdir(folder.path), await readFile(folder.at('capture.csv'), 'utf8')]
    const { code, stdout, stderr } = await shell(`anomalyx predict capture.csv --out ${[out, ...more].join(' ')}`)
    expect([code, stdout]).toEqual([exit_code, ''])
    expect(stderr).toMatch(/^anomalyx: .*\.\n$/)
    expect([await readdir(folder.path), await readFile(folder.at('capture.csv'), 'utf8')]).toEqual(before)
  })

  test('may be a device that takes everything, for both', async () => {
    const before = await lstat('/dev/null')
    const { code } = await shell('anomalyx predict capture.csv --out /dev/null --rejects /dev/null')
    const after = await lstat('/dev/null')
    expect([code, after.ino, after.isCharacterDevice()]).toEqual([0, before.ino, true])
  })

  test('may be a FIFO, which another program reads', async () => {
    execFileSync('mkfifo', [folder.at('fifo')])
    const read = readFile(folder.at('fifo'), 'utf8')
    expect((await shell('anomalyx predict capture.csv --out fifo')).code).toBe(0)
    expect((await read).trimEnd().split('\n')).toHaveLength(201)
    expect((await lstat(folder.at('fifo'))).isFIFO()).toBe(true)
  })
})

describe('a FIFO that nobody reads', () => {
  test.each([
    ['predict', 'predict capture.csv --out waiting'],
    ['meter', 'meter packets.pcap --out waiting'],
  ])('does not keep %s from ending at a signal', async (_, line) => {
    await writeFile(folder.at('packets.pcap'), pcapFile([]))
    await rm(folder.at('waiting'), { force: true })
    execFileSync('mkfifo', [folder.at('waiting')])
    const child = spawn(process.execPath, [CLI, ...line.split(' ')], { cwd: folder.path, stdio: 'ignore' })
    const ended = once(child, 'exit')
    // Node itself has a handler for SIGTERM from the start on.
    await until(() => catches(child.pid, constants.signals.SIGHUP))
    child.kill('SIGTERM')
    expect(await ended).toEqual([1, null])
  })
})

describe('the old copy stays as it was', () => {
  const partials = async () => (await readdir(folder.path)).filter((name) => name.endsWith('.partial'))

  test('when the disk takes no more in the middle', async () => {
    await writeFile(folder.at('kept.csv'), 'old')
    const { code, stderr } = await shell('ulimit -f 2000; anomalyx predict long.csv --out kept.csv')
    expect(code).toBe(1)
    expect(stderr).toMatch(/Writing \S*kept\.csv failed: /)
    expect(await readFile(folder.at('kept.csv'), 'utf8')).toBe('old')
    expect(await partials()).toEqual([])
  })

  test.each(['SIGTERM', 'SIGINT', 'SIGKILL'] as const)('when %s ends it in the middle', async (signal) => {
    await writeFile(folder.at('kept.csv'), 'old')
    const child = spawn(process.execPath, [CLI, 'predict', folder.at('long.csv'), '--out', folder.at('kept.csv')], {
      env: { ...process.env, NODE_COMPILE_CACHE: COMPILE_CACHE },
      stdio: 'ignore',
    })
    const ended = once(child, 'exit')
    await expect.poll(partials, { interval: 5, timeout: 20_000 }).toHaveLength(1)
    child.kill(signal)
    expect(await ended).toEqual(signal === 'SIGKILL' ? [null, signal] : [1, null])
    expect(await readFile(folder.at('kept.csv'), 'utf8')).toBe('old')
    // What is killed cannot tidy up; what is left says by its name what it is.
    expect(await partials()).toHaveLength(signal === 'SIGKILL' ? 1 : 0)
  })
})

describe('a folder for outputs is checked before the work', () => {
  test.each([
    ['train capture.csv --out hostile.csv', 'is not a folder'],
    ['train capture.csv --out /dev/null', 'is not a folder'],
    ['train capture.csv --out /proc/none', '/proc/none cannot be written'],
    ['train capture.csv --out /proc/none/below', '/proc/none/below cannot be written'],
    ['behaviour capture.csv --flags /proc/none', '/proc/none cannot be written'],
    ['train bundle/model.onnx --out bundle', 'contains one of the captures'],
    ['validate capture.csv --bundle below', 'manifest.json cannot be read'],
    ['train capture.csv --out piped', 'manifest.json is to be written, and is not a regular file'],
    ['validate capture.csv --bundle piped', 'manifest.json cannot be read'],
  ])('%s', async (line, sentence) => {
    for (const name of ['bundle', 'below', 'piped']) await mkdir(folder.at(name), { recursive: true })
    if (line.endsWith('piped')) execFileSync('mkfifo', [folder.at('piped/manifest.json')])
    await writeCsv(folder.at('bundle/model.onnx'), capture)
    const { code, stdout, stderr } = await shell(`anomalyx ${line}`)
    expect(code).toBeGreaterThan(0)
    expect(stdout).toBe('')
    expect(stderr).toContain(sentence)
    expect(stderr).not.toContain('%')
    expect(await readdir(folder.at('bundle'))).toEqual(['model.onnx'])
    await rm(folder.at('piped'), { recursive: true })
  })
})

describe('nothing in a message is obeyed by a terminal', () => {
  // eslint-disable-next-line no-control-regex -- they are what is looked for
  const OBEYED = /[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e]/

  test.each([
    ['the name of a file', ['evaluate', `no${ESCAPES}\u202e.csv`]],
    ['the name of an output', ['predict', 'capture.csv', '--out', `no${ESCAPES}/out.csv`]],
    ['an option', ['predict', `--no${ESCAPES}`]],
    ['a column', ['evaluate', 'columns.csv']],
  ])('of %s', async (_, [command = '', ...args]) => {
    await writeFile(folder.at('columns.csv'), `${header.replace('Flow Duration', `Flow${ESCAPES} Duration`)}\n1,2\n`)
    const { code, stdout, stderr } = await runCommand([
      command,
      ...args.map((arg) => (arg.startsWith('--') ? arg : folder.at(arg))),
    ])
    expect(code).toBeGreaterThan(0)
    expect(stdout + stderr).not.toMatch(OBEYED)
    expect(stderr.length).toBeGreaterThan(10)
  })

  test('nor in what it says of a file that it has read', async () => {
    const name = `hostile${ESCAPES}.csv`
    await writeCsv(folder.at(name), { header, rows: hostile })
    const { code, stdout } = await runCommand(['predict', folder.at(name), '--out', folder.at(`copy${ESCAPES}.csv`)])
    expect(code).toBe(0)
    expect(stdout).not.toMatch(OBEYED)
    expect(stdout).toContain('copy\\x1b]0;owned\\x07')
  })
})
