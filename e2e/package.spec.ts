import { chmod, copyFile, mkdtemp, readdir, readFile, readlink, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, sep } from 'node:path'
import { fileURLToPath } from 'node:url'
import { gunzipSync } from 'node:zlib'

import { extractFile, listPackage } from '@electron/asar'
import { FuseV1Options, getCurrentFuseWire } from '@electron/fuses'
import { expect, test } from '@playwright/test'

import { Api, apiOf } from './support/api.ts'
import { writeCapture } from './support/captures.ts'
import { dropFiles } from './support/drag.ts'
import { askPackage, makeHome, makePackage, maySandbox, sandboxesOf, startPackage } from './support/package.ts'

const ROOT = fileURLToPath(new URL('..', import.meta.url))
const SAMPLE = join(ROOT, 'resources', 'sample-capture.csv.gz')
const NATIVE = /\.(node|so(\.\d+)*|dylib|dll)$/

test.skip(process.platform !== 'linux', 'the paths inside a package of this system are not known here')
test.describe.configure({ mode: 'serial' })

let folder = ''
let package_dir = ''
let executable = ''
let report = ''

test.beforeAll(async () => {
  test.setTimeout(180_000)
  folder = await mkdtemp(join(tmpdir(), 'anomalyx-e2e-package-'))
  await chmod(folder, 0o755)
  ;({ folder: package_dir, report } = makePackage(folder))
  executable = join(package_dir, 'anomalyx')
})
test.afterAll(() => rm(folder, { recursive: true, force: true, maxRetries: 5 }))

test('holds what runs and nothing else', async () => {
  const archive = join(package_dir, 'resources', 'app.asar')
  const files = listPackage(archive, { isPack: false }).map((path) => path.replaceAll('\\', '/').slice(1))
  const unpacked = await readdir(`${archive}.unpacked`, { recursive: true })
  expect(new Set(files.filter((path) => path.startsWith('node_modules/')).map((path) => path.split('/')[1]))).toEqual(
    new Set(['better-sqlite3', 'onnxruntime-common', 'onnxruntime-node']),
  )
  for (const path of [...files, ...unpacked]) {
    expect(path).not.toMatch(/\.(map|tsx?|[cm]ts)$|\.(test|spec)\.|(^|\/)(e2e|test|tests|__tests__|scripts)\//)
  }
  const system = `${process.platform}-${process.arch}`
  const [major] = files.flatMap((path) => /\/(napi-v\d+)$/.exec(path)?.[1] ?? [])
  expect(unpacked.filter((path) => NATIVE.test(path)).sort()).toEqual(
    [
      `node_modules/better-sqlite3/prebuilds/${system}.node`,
      `node_modules/onnxruntime-node/bin/${String(major)}/${process.platform}/${process.arch}/libonnxruntime.so.1`,
      `node_modules/onnxruntime-node/bin/${String(major)}/${process.platform}/${process.arch}/onnxruntime_binding.node`,
    ].sort(),
  )
  expect(files.filter((path) => NATIVE.test(path)).length).toBe(3)
  const manifest = JSON.parse(extractFile(archive, 'package.json').toString()) as object
  expect(Object.keys(manifest)).not.toContain('devDependencies')
  expect(files).toEqual(
    expect.arrayContaining(['LICENSE', 'dist/main/licenses-of-libraries.md', 'dist/renderer/licenses-of-libraries.md']),
  )
  expect(report).toMatch(/^ +\d+\.\d MB {2}\d+ files of AnomalyX$/m)
  const bytes = await Promise.all([archive, ...unpacked.map((path) => join(`${archive}.unpacked`, path))].map(sizeOf))
  expect(bytes.reduce((sum, each) => sum + each, 0)).toBeLessThan(80e6)
})

test('has its fuses blown', async () => {
  // As they stand in the executable: the characters 0 and 1.
  const [off, on] = [48, 49]
  expect(await getCurrentFuseWire(executable)).toMatchObject({
    [FuseV1Options.RunAsNode]: off,
    [FuseV1Options.EnableNodeOptionsEnvironmentVariable]: off,
    [FuseV1Options.EnableNodeCliInspectArguments]: off,
    [FuseV1Options.EnableEmbeddedAsarIntegrityValidation]: on,
    [FuseV1Options.OnlyLoadAppFromAsar]: on,
    [FuseV1Options.EnableCookieEncryption]: on,
    [FuseV1Options.LoadBrowserProcessSpecificV8Snapshot]: off,
    [FuseV1Options.GrantFileProtocolExtraPrivileges]: off,
  })
})

test('says what it is, also when told to be Node', () => {
  const is_official = process.env['ANOMALYX_ELECTRON']?.startsWith(join(ROOT, 'node_modules', 'electron', 'dist') + sep)
  const sentence = is_official
    ? /^AnomalyX \d+\.\d+\.\d+\n$/
    : /^AnomalyX Test Build \d+\.\d+\.\d+-test\.electron-.+\n$/
  expect(askPackage(executable, ['--version'])).toMatch(sentence)
  expect(askPackage(executable, ['--version'], { ELECTRON_RUN_AS_NODE: '1' })).toMatch(sentence)
  if (!is_official) expect(report).toContain('a test build')
})

test('runs for an ordinary user: imports what is dropped on it and what is sent to it', async () => {
  const has_sandbox = maySandbox()
  if (!has_sandbox) {
    process.stderr.write('ordinary users may not build a sandbox here: the package is tried without that of Chromium\n')
  }
  const home = await makeHome(join(folder, 'home'))
  const dropped = join(folder, 'sample-capture.csv.gz')
  await copyFile(SAMPLE, dropped)
  const packaged = await startPackage(executable, home, has_sandbox ? [] : ['--no-sandbox'])
  const { window } = packaged
  const rows =
    gunzipSync(await readFile(SAMPLE))
      .toString('latin1')
      .trimEnd()
      .split('\n').length - 1
  try {
    if (has_sandbox) {
      const own = await readlink(`/proc/${String(packaged.process.pid)}/ns/user`)
      const sandboxes = await sandboxesOf(executable)
      expect(sandboxes.length).toBeGreaterThan(0)
      for (const { seccomp, user_namespace } of sandboxes) {
        expect(seccomp).toBe('2')
        expect(user_namespace).not.toBe(own)
      }
    }
    const data_dir = join(home, '.local', 'share', 'anomalyx')
    const token = (await readFile(join(data_dir, 'api-token'), 'utf8')).trim()
    const api = new Api((await apiOf(window)).address, token)
    // Nobody drops a file on a window that shows nothing yet.
    await expect(window.getByRole('heading', { level: 1 })).toBeVisible()
    await dropFiles(window, [dropped])
    await expect.poll(async () => (await api.captures()).map(({ status }) => status)).toEqual(['ready'])
    const [capture] = await api.captures()
    expect(capture).toMatchObject({ name: 'sample-capture.csv.gz', rejected: 3, classified: rows - 3 })
    await expect(window.getByRole('main')).toContainText(rows.toLocaleString('en-US'))

    const sent = await api.upload(await writeCapture(join(folder, 'sent.csv'), { flows: 400 }))
    expect([sent.classified, sent.rejected]).toEqual([400, 0])
    expect(await api.overview()).toMatchObject({ captures: 2, rows_read: rows + 400, classified: rows + 397 })
    expect(await api.read('/status')).toMatchObject({ data_dir, version: expect.stringMatching(/^\d/) })
    expect((await stat(data_dir)).mode & 0o777).toBe(0o700)
  } finally {
    expect(await packaged.end()).toBe(0)
  }
})

const sizeOf = (path: string) => stat(path).then((stats) => (stats.isFile() ? stats.size : 0))
