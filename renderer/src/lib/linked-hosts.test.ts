import { expect, test } from 'vitest'

import { addressesIn } from './linked-hosts.ts'

const found = (text: string) => addressesIn(text).flatMap(({ address }) => (address === null ? [] : [address]))

test.each([
  ['10.0.0.7 tried 30 ports of 10.0.0.9.', ['10.0.0.7', '10.0.0.9']],
  ['from 2001:db8::1 to [2001:db8::2]:443', ['2001:db8::1', '2001:db8::2']],
  ['10.0.0.7:8080 at 12:30:15, 1.5 times', ['10.0.0.7']],
  ['999.1.1.1 is none', []],
  ['', []],
])('addresses in "%s"', (text, addresses) => {
  expect(found(text)).toEqual(addresses)
  expect(
    addressesIn(text)
      .map((piece) => piece.text)
      .join(''),
  ).toBe(text)
})
