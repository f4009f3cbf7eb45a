import { expect, test } from 'vitest'

import { formatFlowId, parseFlowId } from './flow-id.ts'

test('the id of a flow is read as it is written', () => {
  for (const place of [
    { capture_id: 1, flow_number: 1 },
    { capture_id: 2 ** 40, flow_number: 2 ** 32 - 1 },
  ])
    expect(parseFlowId(formatFlowId(place))).toEqual(place)
})

test('a text that can name no flow is none', () => {
  for (const text of ['', '3', '3-', '-3', '3-0', '3-4294967296', '3-1-2', '3-1.5', ' 3-1', '99999999999999999999-1'])
    expect(parseFlowId(text), text).toBeNull()
})
