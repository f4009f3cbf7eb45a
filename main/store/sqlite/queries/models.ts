import type { Database } from 'better-sqlite3'

import type { ActivationRow } from '../../models.ts'
import { deciding } from '../transaction.ts'

/** Which model was activated when, and by whom. */
export function modelQueries(database: Database) {
  const select = database.prepare<[], ActivationRow>(
    'SELECT at_us, actor, model_id, model_sha256, is_rollback FROM model_activations ORDER BY id',
  )
  const insert = database.prepare(
    `INSERT INTO model_activations (at_us, actor, model_id, model_sha256, is_rollback)
     VALUES (:at_us, :actor, :model_id, :model_sha256, :is_rollback)`,
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
