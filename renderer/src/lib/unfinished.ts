let parts = 0

/** Whether parts of the page are still waiting for their turn to be drawn. */
export function isUnfinished(): boolean {
  return parts > 0
}

/** Says that a part is still to be drawn, until the returned function is called; the page carries a mark meanwhile. */
export function awaitPart(): () => void {
  count(1)
  return () => count(-1)
}

function count(change: 1 | -1): void {
  parts += change
  document.body.toggleAttribute('data-unfinished', parts > 0)
}
