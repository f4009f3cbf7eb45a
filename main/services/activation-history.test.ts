import { describe, expect, test } from 'vitest'

import { type Activated, activationStack, previousModel } from './activation-history.ts'

const activated = (model_id: string): Activated => ({ model_id, is_rollback: false })
const rolledBack = (model_id: string): Activated => ({ model_id, is_rollback: true })
const everything = () => true

describe('rolling back', () => {
  test('leads nowhere while the first model is active', () => {
    const stack = activationStack([], 'default')
    expect(stack).toEqual(['default'])
    expect(previousModel(stack, 'default', everything)).toBeNull()
  })

  test('leads one step back each time, and not to and fro', () => {
    const history = [activated('a'), activated('b')]
    expect(previousModel(activationStack(history, 'default'), 'b', everything)).toBe('a')
    history.push(rolledBack('a'))
    expect(previousModel(activationStack(history, 'default'), 'a', everything)).toBe('default')
    history.push(rolledBack('default'))
    expect(previousModel(activationStack(history, 'default'), 'default', everything)).toBeNull()
  })

  test('begins anew from where a model was activated after it', () => {
    const history = [activated('a'), activated('b'), rolledBack('a'), activated('c')]
    expect(activationStack(history, 'default')).toEqual(['default', 'a', 'c'])
  })

  test('passes over models that are gone, and over the active one itself', () => {
    const history = [activated('a'), activated('b'), activated('a'), activated('c')]
    const stack = activationStack(history, 'default')
    expect(previousModel(stack, 'c', (id) => id !== 'a')).toBe('b')
    expect(previousModel(stack, 'c', (id) => id === 'default')).toBe('default')
    expect(previousModel(activationStack([activated('a'), activated('a')], 'default'), 'a', everything)).toBe('default')
  })

  test('starts from the whole history when the active model is not in it', () => {
    expect(previousModel(activationStack([activated('a')], 'old'), 'new', (id) => id === 'a')).toBe('a')
  })
})
