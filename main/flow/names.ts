/**
 * Folds the spellings of one column name: ` Fwd Header Length`, `fwd_header_length` and `Fwd Header Length` are equal, in
 * letters of full width too.
 */
export function normaliseName(name: string): string {
  return name
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '')
}
