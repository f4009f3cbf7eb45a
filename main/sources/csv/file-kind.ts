/** Files that people drop in place of a CSV, by their first bytes (Latin-1), and how to get a CSV out of them. */
const FOREIGN_FILES: readonly (readonly [starts: readonly string[], kind: string, remedy: string])[] = [
  [
    ['\xd4\xc3\xb2\xa1', '\xa1\xb2\xc3\xd4', '\x4d\x3c\xb2\xa1', '\xa1\xb2\x3c\x4d', '\x0a\x0d\x0d\x0a'],
    'a packet capture (pcap)',
    'Where flows as CSV are needed, "anomalyx meter" writes them.',
  ],
  [
    ['PK\x03\x04', '\xd0\xcf\x11\xe0'],
    'a ZIP archive or a spreadsheet workbook',
    'Unpack it, or save it as CSV, and import the .csv.',
  ],
  [['PAR1'], 'a Parquet file', 'Save it as CSV and import the .csv.'],
  [
    ['\x28\xb5\x2f\xfd', 'BZh', '\xfd7zXZ', '7z\xbc\xaf', 'Rar!'],
    'in a compression format that AnomalyX does not support',
    'Unpack it and import the .csv, or compress it with gzip.',
  ],
  [
    ['version https://git-lfs'],
    'a Git LFS pointer to a file that was not downloaded',
    'Download it with "git lfs pull".',
  ],
  [['<!DOCTYPE', '<!doctype', '<html', '<HTML'], 'a web page', 'Download the file that the page links to.'],
]

/** The longest of the beginnings above. */
export const KIND_BYTES = 24

/** Why a file that begins so is no CSV, in sentences; undefined when it may be one. */
export function notCsvBecause(start: Uint8Array): string | undefined {
  const text = Buffer.from(start).toString('latin1')
  const found = FOREIGN_FILES.find(([starts]) => starts.some((begin) => text.startsWith(begin)))
  return found === undefined ? undefined : `It is ${found[1]}. ${found[2]}`
}
