import { expect, test } from 'vitest'

import type { Alert } from './alerts.ts'
import { attentionText } from './attention-text.ts'

const NONE = { low: 0, medium: 0, high: 0, critical: 0 }
const alert = {
  threat_type: 'DDoS',
  source_ip: null,
  destination_ip: '198.51.100.10',
  destination_port: 80,
  flow_count: 267,
  noticed: null,
} as Alert

test('what needs attention is told with the alert to look at first', () => {
  const open_alerts = { low: 3, medium: 7, high: 24, critical: 1 }
  expect(attentionText({ open_alerts, top_alerts: [alert], unknown: 0 })).toBe(
    '35 open alerts, 25 of them high or critical. Look first at: DDoS, several sources → 198.51.100.10:80, 267 flows.',
  )
  const noticed = '203.0.113.7 tried 212 ports of 192.0.2.10 in 41 s; 209 of 212 flows got no answer.'
  expect(attentionText({ open_alerts: { ...NONE, low: 1 }, top_alerts: [{ ...alert, noticed }], unknown: 9 })).toBe(
    `1 open alert. Look first at: ${noticed}`,
  )
})

test('nothing open is said, and Unknown flows are not passed over', () => {
  expect(attentionText({ open_alerts: NONE, top_alerts: [], unknown: 0 })).toBe('No alert is open.')
  expect(attentionText({ open_alerts: NONE, top_alerts: [], unknown: 12 })).toContain('12 flows resemble nothing')
})
