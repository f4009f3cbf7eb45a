// @vitest-environment happy-dom
import { cleanup, render, screen, within } from '@testing-library/react'
import { afterEach, expect, it } from 'vitest'

import { AnomalyError } from '../../../contract/errors.ts'
import { Reasons } from './reasons.tsx'

afterEach(cleanup)

const explanation = {
  threat_type: 'DDoS',
  against: 'Benign',
  base_value: -2,
  output: 3.25,
  rest: { features: 70, contribution: -0.75 },
}
const rows = [
  { feature: 'SYN Flag Count', detail: '1, above benign, 0', contribution: 7 },
  { feature: 'Flow Duration', detail: '12, within benign, 2 to 90', contribution: -1 },
]

it('is a table that adds up, for those who do not see the bars', () => {
  render(<Reasons explanation={explanation} rows={rows} error={null} onRetry={() => undefined} />)
  const table = screen.getByRole('table', { name: 'Why DDoS rather than Benign' })
  const texts = within(table)
    .getAllByRole('row')
    .map((row) => row.textContent)
  expect(texts).toEqual([
    'Feature and valueContribution',
    'SYN Flag Count1, above benign, 0+7.00odds × 1,100',
    'Flow Duration12, within benign, 2 to 90−1.00odds × 0.37',
    '70 other features−0.75',
  ])
  expect(screen.getByText(/−2\.00 for an average training flow, \+3\.25 with all/)).toBeTruthy()
})

it('says as a matter of fact that a model gives no reasons, and offers another try after a failure', () => {
  const error = new AnomalyError('not_explainable', 'This model gives predictions without reasons: none.')
  const { rerender } = render(<Reasons explanation={undefined} rows={[]} error={error} onRetry={() => undefined} />)
  expect(screen.getByText(error.message)).toBeTruthy()
  expect(screen.queryByRole('alert')).toBeNull()
  const failure = new AnomalyError('engine_failed', 'The engine stopped.')
  rerender(<Reasons explanation={undefined} rows={[]} error={failure} onRetry={() => undefined} />)
  expect(within(screen.getByRole('alert')).getByRole('button', { name: 'Try again' })).toBeTruthy()
})
