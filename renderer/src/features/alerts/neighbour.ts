/** Which alert to look at when one leaves the queue: the next one, or at the end the one before. */
export function neighbourOf(queue: readonly { id: number }[], id: number): number | undefined {
  const place = queue.findIndex((alert) => alert.id === id)
  return place === -1 ? undefined : (queue[place + 1] ?? queue[place - 1])?.id
}
