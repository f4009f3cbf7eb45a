import { existsSync, mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { ensureBuild } from './build.mjs'
import { runChecks } from './check.mjs'
import { ensureDependencies } from './dependencies.mjs'
import { SetupError, cacheDir, hasDisplay, nodeExecutable, readJson, root, run, runMain, say } from './lib.mjs'
import { seconds, toolScript, windowEnv } from './lib.mjs'
import { setup } from './setup.mjs'

const reports = join(cacheDir, 'reports')
const stages = { check: checkStage, unit: unitStage, e2e: e2eStage }

const [part, ...toolArgs] = process.argv.slice(2)

async function checkStage() {
  const results = await runChecks()
  return { passed: results.filter(({ ok }) => ok).length, failed: results.filter(({ ok }) => !ok).length, skipped: 0 }
}

async function unitStage() {
  const report = freshReport('vitest.json')
  const args = ['run', '--reporter=default', '--reporter=json', `--outputFile.json=${report}`, ...toolArgs]
  const code = await run(nodeExecutable(), [toolScript('vitest'), ...args], { stdout: 1 })
  return trustworthy(code, vitestCounts(readJson(report)))
}

function vitestCounts(report) {
  if (!report) return undefined
  // A file that could not even be loaded has no test that failed.
  const broken = report.testResults.filter(({ status, assertionResults }) => {
    return status === 'failed' && !assertionResults.some((test) => test.status === 'failed')
  })
  return {
    passed: report.numPassedTests,
    failed: report.numFailedTests + broken.length,
    skipped: report.numPendingTests + report.numTodoTests,
  }
}

let prepared

/** Done before all stages, so that a missing library is told at once; what it threw is the e2e stage's failure. */
function prepareWindow() {
  prepared = setup({ tests: true, build: false })
  return prepared.catch((error) => say(`anomalyx: ${error.message}`))
}

async function e2eStage() {
  const electron = await prepared
  await ensureBuild()
  const config = join('e2e', 'playwright.config.ts')
  if (!existsSync(join(root, config))) throw new SetupError(`${config} is missing`)
  const report = freshReport('playwright.json')
  const env = windowEnv({ ANOMALYX_ELECTRON: electron, PLAYWRIGHT_JSON_OUTPUT_FILE: report })
  const playwright = [toolScript('@playwright/test', 'playwright'), 'test', '--config', config, '--reporter=list,json']
  const command = [...onDisplay(), nodeExecutable(), ...playwright, ...toolArgs]
  const code = await run(command[0], command.slice(1), { env, stdout: 1 })
  return trustworthy(code, playwrightCounts(readJson(report)))
}

const onDisplay = () => (hasDisplay() ? [] : ['xvfb-run', '-a', '-s', '-screen 0 1600x1000x24'])

function playwrightCounts(report) {
  if (!report) return undefined
  const { expected, flaky, unexpected, skipped } = report.stats
  return { passed: expected + flaky, failed: unexpected + (unexpected === 0 ? report.errors.length : 0), skipped }
}

function freshReport(name) {
  const file = join(reports, name)
  mkdirSync(reports, { recursive: true })
  rmSync(file, { force: true })
  return file
}

/** A runner that died, or that found nothing to run, has not passed. */
function trustworthy(code, counts) {
  if (!counts) throw new SetupError(`ended with exit code ${code} and left no report`)
  if (counts.passed + counts.failed === 0) throw new SetupError('no test ran')
  return code !== 0 && counts.failed === 0 ? { ...counts, failed: 1 } : counts
}

async function runStage(name) {
  const start = Date.now()
  say(`\n== ${name}`)
  try {
    const counts = await stages[name]()
    say(`== ${name}: ${line(counts)} (${seconds(start)})`)
    return counts
  } catch (error) {
    say(`== ${name} FAILED: ${error instanceof SetupError ? error.message : error.stack} (${seconds(start)})`)
    return { passed: 0, failed: 1, skipped: 0 }
  }
}

const line = ({ passed, failed, skipped }) =>
  `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`

await runMain(async () => {
  if (part && !stages[part]) throw new SetupError(`npm test -- ${Object.keys(stages).join(' | ')}, not ${part}`)
  const names = part ? [part] : Object.keys(stages)
  await ensureDependencies()
  if (names.includes('e2e')) await prepareWindow()
  const total = { passed: 0, failed: 0, skipped: 0 }
  for (const name of names) {
    const counts = await runStage(name)
    for (const key of Object.keys(total)) total[key] += counts[key]
  }
  process.stdout.write(`\n${line(total)}\n`)
  return total.failed === 0 ? 0 : 1
})
