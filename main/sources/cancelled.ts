import { AnomalyError } from '../../contract/errors.ts'

/** What a task that was cancelled fails with. */
export const cancelled = (): AnomalyError => new AnomalyError('cancelled', 'The task was cancelled.')
