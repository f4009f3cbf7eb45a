/** A model that was made the active one. */
export interface Activated {
  readonly model_id: string
  readonly is_rollback: boolean
}

/**
 * The models one could roll back through, oldest first; the last of them is the active one. Activating puts a model on
 * top; rolling back takes those above it away, so that rolling back twice goes two steps back.
 * @param history oldest first
 * @param default_id the model that is active before anyone activates one
 */
export function activationStack(history: readonly Activated[], default_id: string): string[] {
  const stack = [default_id]
  for (const { model_id, is_rollback } of history) {
    const place = is_rollback ? stack.lastIndexOf(model_id) : -1
    if (place >= 0) stack.length = place + 1
    else if (stack.at(-1) !== model_id) stack.push(model_id)
  }
  return stack
}

/** The model to roll back to: the nearest one below the active one that is another and is still there. */
export function previousModel(
  stack: readonly string[],
  active_id: string,
  is_there: (id: string) => boolean,
): string | null {
  const top = stack.lastIndexOf(active_id)
  const below = top < 0 ? stack : stack.slice(0, top)
  return below.findLast((id) => id !== active_id && is_there(id)) ?? null
}
