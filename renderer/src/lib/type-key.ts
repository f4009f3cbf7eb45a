import { takesText } from './shortcuts.ts'

/**
 * Does with a key that was held what the window would have done with it where the focus is now.
 * @returns whether it was meant for there, and not for a shortcut
 */
export function typeHeldKey(key: string): boolean {
  const target = document.activeElement
  if (takesText(target)) {
    if (pressIn(target, key) && isTextField(target)) edit(target, key)
    return true
  }
  if (document.querySelector('[aria-modal="true"], [role="menu"]')) {
    if (target && pressIn(target, key) && isButtonKey(key)) (target as HTMLElement).click()
    return true
  }
  if (!isButtonKey(key) && key !== 'Backspace') return false
  if (target && pressIn(target, key) && isButtonKey(key) && target.matches('button, a')) (target as HTMLElement).click()
  return true
}

function isTextField(element: Element): element is HTMLInputElement | HTMLTextAreaElement {
  return (
    element instanceof HTMLTextAreaElement || (element instanceof HTMLInputElement && element.selectionStart !== null)
  )
}

function isButtonKey(key: string): boolean {
  return key === 'Enter' || key === ' '
}

/** Tells the element of the key; answers whether nobody prevented what it does by default. */
function pressIn(target: Element, key: string): boolean {
  return target.dispatchEvent(new HeldKeyEvent(key))
}

/** A key that was held, which must not be taken for a shortcut once more. */
export class HeldKeyEvent extends KeyboardEvent {
  constructor(key: string) {
    super('keydown', { key, bubbles: true, cancelable: true })
  }
}

function edit(field: HTMLInputElement | HTMLTextAreaElement, key: string): void {
  const start = field.selectionStart ?? field.value.length
  const end = field.selectionEnd ?? start
  if (key === 'Backspace') field.setRangeText('', start === end ? Math.max(0, start - 1) : start, end, 'end')
  else if (key.length === 1) field.setRangeText(key, start, end, 'end')
  else if (key === 'Enter' && field instanceof HTMLTextAreaElement) field.setRangeText('\n', start, end, 'end')
  else return
  field.dispatchEvent(new Event('input', { bubbles: true }))
}
