import type { Actor } from '../../contract/common.ts'

/** A model that was made the active one. */
export interface ActivationRow {
  at_us: number
  actor: Actor
  model_id: string
  model_sha256: string
  /** 1 when it was activated by rolling back. */
  is_rollback: number
}

/** Which model was activated when, and by whom. */
export interface ModelStore {
  /** Oldest first. */
  listActivations(): ActivationRow[]
  /** On the disk when this settles. */
  addActivation(activation: ActivationRow): void
}
