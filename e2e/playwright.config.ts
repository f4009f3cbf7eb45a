import { defineConfig } from '@playwright/test'

/** The whole product in a real window. One worker: every test wants both cores, and one window in front. */
export default defineConfig({
  testDir: '.',
  outputDir: '../test-results',
  workers: 1,
  fullyParallel: false,
  forbidOnly: process.env['CI'] !== undefined,
  retries: 0,
  timeout: 90_000,
  expect: { timeout: 20_000 },
  reporter: 'list',
  globalSetup: './support/tell-what-is-missing.ts',
  // The window records itself: see fixtures.ts.
  use: { trace: 'off', screenshot: 'off', actionTimeout: 20_000 },
})
