import type { Database, Statement } from 'better-sqlite3'

/** Values by name. */
type Values = Record<string, unknown>

/**
 * Answers the statement of a text, compiled when it is first asked for: compiling a list's query takes longer than running
 * it. For texts that are put together from a fixed number of conditions; none is ever forgotten.
 */
export function keptStatements(database: Database): <Row>(sql: string) => Statement<[Values], Row> {
  const kept = new Map<string, Statement<[Values]>>()
  return <Row>(sql: string) => {
    const known = kept.get(sql) as Statement<[Values], Row> | undefined
    if (known !== undefined) return known
    const statement = database.prepare<[Values], Row>(sql)
    kept.set(sql, statement)
    return statement
  }
}
