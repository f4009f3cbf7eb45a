/**
 * The order of cards while a person points at them: each stays where it is, and new ones come last. Only imports that wait
 * change places among each other, since a person moves them.
 * @param before keys of the cards as they are on the screen
 * @param now keys in the order they would have if nobody pointed at them
 * @param inQueue keys of the imports under way, in the order of their turns
 */
export function cardsInPlace(
  before: readonly string[],
  now: readonly string[],
  inQueue: readonly string[],
): readonly string[] {
  const there = new Set(now)
  const kept = before.filter((key) => there.has(key))
  const shown = new Set(kept)
  const queued = new Set(inQueue)
  const turns = inQueue.filter((key) => shown.has(key)).values()
  return [
    ...kept.map((key) => (queued.has(key) ? (turns.next().value ?? key) : key)),
    ...now.filter((key) => !shown.has(key)),
  ]
}
