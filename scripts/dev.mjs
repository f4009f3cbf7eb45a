import { fileURLToPath } from 'node:url'
import { forgetBuild } from './build.mjs'
import { childEnv, handOver, hasDisplay, nodeExecutable, runMain, SetupError } from './lib.mjs'
import { setup } from './setup.mjs'

await runMain(async () => {
  if (!hasDisplay())
    throw new SetupError('npm run dev opens a window, and there is no display. Try: xvfb-run npm run dev')
  const electron = await setup({ build: false })
  forgetBuild()
  const watcher = fileURLToPath(new URL('watch.mjs', import.meta.url))
  return handOver(nodeExecutable(), [watcher, ...process.argv.slice(2)], {
    env: childEnv({ ANOMALYX_ELECTRON: electron }),
  })
})
