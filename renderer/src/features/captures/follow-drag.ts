/**
 * Follows files that are dragged over the window from outside.
 *
 * A drop, and the leaving of the window, are told to the element that was entered last. An element that has been
 * taken out of the page since, by rows that arrive for example, passes nothing on to the window; so the element
 * itself is listened to.
 *
 * @returns what ends it
 */
export function followDrag(onHover: (is_hovering: boolean) => void, onDrop: (files: File[]) => void): () => void {
  let entered: EventTarget | null = null

  const enter = (target: EventTarget | null) => {
    if (target === entered) return
    entered?.removeEventListener('dragleave', leave)
    entered?.removeEventListener('drop', drop)
    entered = target
    entered?.addEventListener('dragleave', leave)
    entered?.addEventListener('drop', drop)
    onHover(entered !== null)
  }
  const over = (event: DragEvent) => {
    if (!event.dataTransfer?.types.includes('Files')) return
    event.preventDefault()
    event.dataTransfer.dropEffect = 'copy'
    enter(event.target)
  }
  const leave = (event: Event) => {
    if (event.target === entered) enter(null)
  }
  const drop = (event: Event) => {
    event.preventDefault()
    enter(null)
    if (event instanceof DragEvent) onDrop([...(event.dataTransfer?.files ?? [])])
  }
  // The pointer belongs to the drag until it ends, however it ends.
  const end = () => enter(null)

  window.addEventListener('dragenter', over)
  window.addEventListener('dragover', over)
  window.addEventListener('pointermove', end)
  return () => {
    end()
    window.removeEventListener('dragenter', over)
    window.removeEventListener('dragover', over)
    window.removeEventListener('pointermove', end)
  }
}
