import { execFileSync } from 'node:child_process'

import { expect, test } from 'vitest'

const MODULE = new URL('./zoned-rows.ts', import.meta.url).href

/** What a process with this zone calls its clock, and how it writes a time. */
function inZone(zone: string): unknown {
  const script = `import { zoneName, zonedRow } from ${JSON.stringify(MODULE)}
    console.log(JSON.stringify([zoneName('local'), zonedRow({ timestamp: '2024-07-01T12:00:00Z' }, 'local').timestamp]))`
  const args = ['--input-type=module', '--eval', script]
  return JSON.parse(execFileSync(process.execPath, args, { env: { ...process.env, TZ: zone }, encoding: 'utf8' }))
}

test.each([
  ['Bogus/Zone', 'UTC', '2024-07-01T12:00:00+00:00'],
  ['', 'UTC', '2024-07-01T12:00:00+00:00'],
  ['XYZ-3', 'UTC+03:00', '2024-07-01T15:00:00+03:00'],
  ['Europe/Berlin', 'Europe/Berlin', '2024-07-01T14:00:00+02:00'],
])('the local zone %j has the name that its times are of', (zone, name, time) => {
  expect(inZone(zone)).toEqual([name, time])
})
