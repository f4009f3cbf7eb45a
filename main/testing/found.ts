/** A value that a test relies on. @throws Error when it is not there */
export function found<Value>(value: Value | null | undefined): Value {
  if (value === null || value === undefined) throw new Error('what the test relies on is not there')
  return value
}
