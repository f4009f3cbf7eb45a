import { expect, test } from 'vitest'

import { cardsInPlace } from './cards-in-place.ts'

test('an import that ends stays where it is, and new ones come last', () => {
  expect(cardsInPlace(['1', '2', '3'], ['new', '2', '3', '4', '1'], ['2', '3', '4'])).toEqual([
    '1',
    '2',
    '3',
    'new',
    '4',
  ])
})

test('imports that wait change places among each other', () => {
  expect(cardsInPlace(['ended', '2', '3', '4'], ['2', '4', '3', 'ended'], ['2', '4', '3'])).toEqual([
    'ended',
    '2',
    '4',
    '3',
  ])
})

test('a card that was put away is gone', () => {
  expect(cardsInPlace(['1', '2', '3'], ['2', '3'], ['2', '3'])).toEqual(['2', '3'])
})
