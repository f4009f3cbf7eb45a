import type { z } from 'zod'

import { AnomalyError, type Problem } from '../../contract/errors.ts'

type Issue = z.core.$ZodIssue

const KINDS: Readonly<Record<string, string>> = {
  number: 'a number',
  int: 'a whole number',
  string: 'text',
  boolean: 'true or false',
  array: 'a list',
  object: 'an object with named fields',
  record: 'an object with named fields',
}

/** Input that does not fit an operation: a sentence on the first fault, and every faulty place in `problems`. */
export function invalidInput({ issues }: z.core.$ZodError): AnomalyError {
  const problems: NonNullable<Problem['problems']> = issues.map((issue) => ({
    where: issue.path.map(String).join('.') || 'input',
    reason: reasonOf(issue),
  }))
  const [first, ...others] = problems
  if (first === undefined) return new AnomalyError('invalid_input', 'The input is invalid.')
  const subject = first.where === 'input' ? 'The input' : first.where
  const rest =
    others.length === 0
      ? ''
      : ` ${others.length === 1 ? '1 other field is' : `${String(others.length)} other fields are`} invalid too.`
  return new AnomalyError('invalid_input', `${subject} ${first.reason}.${rest}`, { problems })
}

/** What is wrong with a place, as the end of a sentence that begins with its name. */
function reasonOf(issue: Issue): string {
  switch (issue.code) {
    case 'invalid_type':
      return issue.input === undefined ? 'is missing' : `must be ${KINDS[issue.expected] ?? issue.expected}`
    case 'invalid_value':
      return `must be ${issue.values.length === 1 ? '' : 'one of '}${issue.values.map(String).join(', ')}`
    case 'too_small':
      return boundOf(issue.origin, issue.inclusive === false ? 'more than' : 'at least', issue.minimum)
    case 'too_big':
      return boundOf(issue.origin, issue.inclusive === false ? 'less than' : 'at most', issue.maximum)
    case 'not_multiple_of':
      return `must be a multiple of ${String(issue.divisor)}`
    case 'unrecognized_keys':
      return `has unknown fields: ${issue.keys.join(', ')}`
    case 'invalid_format':
      // The contract says it better where it says anything.
      return issue.message.startsWith('Invalid') ? 'is not in the required format' : issue.message
    case 'invalid_union':
      return 'is in none of the accepted formats'
    default:
      return issue.message
  }
}

function boundOf(origin: string, relation: string, bound: number | bigint): string {
  if (origin === 'string') {
    return bound === 1 && relation === 'at least'
      ? 'must not be empty'
      : `must have ${relation} ${counted(bound, 'character')}`
  }
  if (origin === 'array') {
    return bound === 1 && relation === 'at least'
      ? 'must not be empty'
      : `must have ${relation} ${counted(bound, 'entry')}`
  }
  return `must be ${relation} ${String(bound)}`
}

function counted(bound: number | bigint, noun: 'character' | 'entry'): string {
  const many = noun === 'entry' ? 'entries' : 'characters'
  return `${String(bound)} ${bound === 1 || bound === 1n ? noun : many}`
}
