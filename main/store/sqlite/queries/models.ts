import type { Database } from 'better-sqlite3'

import type { Actor } from '../../../../contract/common.ts'
import { deciding } from '../transaction.ts'

/** A model that was made the active one. */
export interface ActivationRow {
  at_us: number
  actor: Actor
  person: string | null
  model_id: string
  model_sha256: string
  /** 1 when it was activated by rolling back. */
  is_rollback: number
}

/** Which model was activated when, and by whom. */
export function modelQueries(database: Database) {
  const select = database.prepare<[], ActivationRow>(
    'SELECT at_us, actor, person, model_id, model_sha256, is_rollback FROM model_activations ORDER BY id',
  )
  const insert = database.prepare(
    `INSERT INTO model_activations (at_us, actor, person, model_id, model_sha256, is_rollback)
     VALUES (:at_us, :actor, :person, :model_id, :model_sha256, :is_rollback)`,
  )

  return {
    /** Oldest first. */
    listActivations(): ActivationRow[] {
      return select.all()
    },

    addActivation: deciding(database, (activation: ActivationRow): void => {
      insert.run(activation)
    }),
  }
}
