import { expect, test } from 'vitest'

import { judgementTexts } from './judgement-text.ts'

const judged = (title: string, note: string | null) => ({ kind: title, title, can_judge: note === null, note })

test('kinds that cannot be judged for one reason are one sentence', () => {
  const reason = 'cannot judge: the instrument does not tell how many bytes went each way'
  expect(
    judgementTexts([
      judged('Port scan (behaviour)', null),
      judged('DNS tunnel (behaviour)', reason),
      judged('Large upload (behaviour)', reason),
    ]),
  ).toEqual([`DNS tunnel, Large upload: ${reason}.`])
})

test('all kinds are one word, and none that is judged needs any', () => {
  const blind = 'cannot judge: there are no flows'
  expect(judgementTexts([judged('Port scan', blind), judged('Flood', blind)])).toEqual([`All kinds: ${blind}.`])
  expect(judgementTexts([judged('Port scan', null)])).toEqual(['Every kind of behaviour was judged.'])
  expect(judgementTexts([])).toEqual(['No detector has looked at it.'])
})
