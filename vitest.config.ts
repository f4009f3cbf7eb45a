import { defineConfig } from 'vitest/config'

import { forks } from './scripts/vitest-forks.mjs'

export default defineConfig({
  test: {
    include: ['{contract,main,preload,renderer,scripts}/**/*.test.{ts,tsx}'],
    // Most tests wait for processes and disks: as many at once as there are cores.
    maxWorkers: '100%',
    pool: forks,
    testTimeout: 60_000,
    hookTimeout: 60_000,
    restoreMocks: true,
  },
})
