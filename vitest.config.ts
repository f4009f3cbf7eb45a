import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['{contract,main,preload,renderer,scripts}/**/*.test.{ts,tsx}'],
    // Most tests wait for processes and disks: as many at once as there are cores.
    maxWorkers: '100%',
    testTimeout: 60_000,
    hookTimeout: 60_000,
    restoreMocks: true,
  },
})
