import { describe, expect, test } from 'vitest'

import { type FollowDraft, NEW_DRAFT, readDraft } from './follow-draft.ts'

const draft = (over: Partial<FollowDraft>): FollowDraft => ({ ...NEW_DRAFT, ...over })

describe('a draft', () => {
  test('asks for the chosen interface with the limits of the contract', () => {
    expect(readDraft(NEW_DRAFT, 'eth0')).toEqual({
      input: {
        ...{ kind: 'interface', target: 'eth0', name: 'eth0' },
        ...{ segment_seconds: 60, keep_days: 30, keep_bytes: 10 * 2 ** 30 },
      },
      problems: {},
    })
  })

  test('asks for a folder, called by its last part unless it is given a name', () => {
    const folder = draft({ kind: 'folder', folder: ' /srv/incoming/ ' })
    expect(readDraft(folder, 'eth0').input).toMatchObject({ target: '/srv/incoming/', name: 'incoming' })
    expect(readDraft({ ...folder, name: ' Branch ' }, null).input).toMatchObject({ name: 'Branch' })
  })

  test('asks for nothing while nothing is chosen', () => {
    expect(readDraft(NEW_DRAFT, null)).toEqual({ input: null, problems: {} })
    expect(readDraft(draft({ kind: 'folder', folder: '  ' }), 'eth0')).toEqual({ input: null, problems: {} })
  })

  test('keeps everything where a limit is left empty', () => {
    expect(readDraft(draft({ keep_days: '', keep_gib: ' ' }), 'eth0').input).toMatchObject({
      ...{ keep_days: null, keep_bytes: null },
    })
  })

  test('limits no size of files that others put there', () => {
    const folder = draft({ kind: 'folder', folder: '/srv', keep_gib: 'many' })
    expect(readDraft(folder, null)).toMatchObject({ input: { keep_bytes: null }, problems: {} })
  })

  test.each([
    ['segment_seconds', '', 'A whole number from 1 to 3,600'],
    ['segment_seconds', '0', 'A whole number from 1 to 3,600'],
    ['segment_seconds', '1.5', 'A whole number from 1 to 3,600'],
    ['keep_days', '5000', 'A whole number from 1 to 3,650, or empty'],
    ['keep_gib', '0', 'A number from 0.001 on, or empty'],
    ['keep_gib', 'many', 'A number from 0.001 on, or empty'],
  ] as const)('with %s of "%s" is wrong', (field, text, problem) => {
    expect(readDraft(draft({ [field]: text }), 'eth0')).toEqual({ input: null, problems: { [field]: problem } })
  })
})
