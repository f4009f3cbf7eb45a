/** Puts a text where it can be pasted from. */
export function copyText(text: string): void {
  void navigator.clipboard.writeText(text)
}
