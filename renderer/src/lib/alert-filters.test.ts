import { expect, it } from 'vitest'

import { addressOfAlerts, readAlertFilters, writeAlertFilters } from './alert-filters.ts'

it('reads back what it wrote', () => {
  const filters = { q: 'flows>9', status: 'closed', severity: 'high', threat_type: 'PortScan', capture_id: 2 } as const
  expect(readAlertFilters(writeAlertFilters(filters))).toEqual(filters)
})

it('shows open alerts when the address says nothing, or nonsense', () => {
  expect(readAlertFilters(new URLSearchParams('status=loud&severity=9'))).toEqual({ status: 'open' })
  expect(addressOfAlerts({ status: 'open' })).toBe('/alerts')
})
