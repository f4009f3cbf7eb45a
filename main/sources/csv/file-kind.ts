import { packedFormatOf } from '../packed-format.ts'

const SAVE_AS_CSV = 'Save it as CSV and import the .csv.'
const READ_PACKETS = 'Import the packets (.pcap) that it was made of'
const SAVE_AS_UTF8 = 'Save it as UTF-8 and import it again.'

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
  [['PAR1'], 'a Parquet file', SAVE_AS_CSV],
  [['ARROW1', 'FEA1'], 'a Feather (Arrow) file', SAVE_AS_CSV],
  [['\x89HDF\r\n\x1a\n'], 'an HDF5 file', SAVE_AS_CSV],
  [['Obj\x01'], 'an Avro file', SAVE_AS_CSV],
  [['\x93NUMPY'], 'a NumPy array', SAVE_AS_CSV],
  [['\x80\x02', '\x80\x03', '\x80\x04', '\x80\x05'], 'a Python pickle', SAVE_AS_CSV],
  [['SQLite format 3\0'], 'an SQLite database', 'Export the table of flows as CSV and import the .csv.'],
  [['%PDF-'], 'a PDF document', 'Import the table that it was made of as CSV.'],
  [
    ['@relation', '@RELATION', '@Relation'],
    'an ARFF file of Weka',
    'Save it as CSV, with the names of the columns in the first line, and import the .csv.',
  ],
  [
    ['\x0c\xa5\x01\0', '\x0c\xa5\x02\0', '\xa5\x0c\0\x01', '\xa5\x0c\0\x02'],
    'a file of nfcapd (nfdump)',
    `${READ_PACKETS}, or write it as CSV with "nfdump -r FILE -o csv" for behaviour alone.`,
  ],
  [
    ['\x83\x10\0\x20'],
    'a file of Argus',
    `${READ_PACKETS}, or write it as CSV with "ra -n -u -c , -r FILE" for behaviour alone.`,
  ],
  [['\xde\xad\xbe\xef'], 'a file of SiLK', `${READ_PACKETS}.`],
  [['ElfFile\0'], 'an event log of Windows', 'It has no flows.'],
  [['RDX2\n', 'RDX3\n', 'RDA2\n'], 'a file of R', SAVE_AS_CSV],
  [['MATLAB 5.0', 'MATLAB 7'], 'a file of MATLAB', SAVE_AS_CSV],
  [['<stata_dta>'], 'a file of Stata', SAVE_AS_CSV],
  [['$FL2', '$FL3'], 'a file of SPSS', SAVE_AS_CSV],
  [['<?xml'], 'XML', 'Export the table of flows as CSV and import the .csv.'],
  [
    ['-- MySQL dump', '-- MariaDB dump', '--\n-- PostgreSQL', '-- phpMyAdmin', 'INSERT INTO', 'CREATE TABLE'],
    'a dump of a database (SQL)',
    'Export the table of flows as CSV and import the .csv.',
  ],
  [['\x89PNG', '\xff\xd8\xff', 'GIF8'], 'a picture', 'Import the table that it shows as CSV.'],
  [['\xff\xfe\0\0', '\0\0\xfe\xff'], 'text in UTF-32', SAVE_AS_UTF8],
  [
    ['BZh', '\xfd7zXZ', '7z\xbc\xaf', 'Rar!', '\x04\x22\x4d\x18', '\x1f\x9d'],
    'in a compression format that AnomalyX does not support',
    'Unpack it and import the .csv, or compress it with gzip or zstd.',
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

/** Letters of four bytes each, without a byte order mark. */
const UTF_32 = /^(?:(?:[^\0]\0{3}){4}|(?:\0{3}[^\0]){4})/

/** Why a file that begins so is no CSV, in sentences; undefined when it may be one. */
export function notCsvBecause(start: Uint8Array): string | undefined {
  const text = latin1(start)
  const found = FOREIGN_FILES.find(([starts]) => starts.some((begin) => text.startsWith(begin)))
  if (found !== undefined) return `It is ${found[1]}. ${found[2]}`
  return UTF_32.test(text) ? `It is text in UTF-32. ${SAVE_AS_UTF8}` : undefined
}

/** The same of a compressed file. @param start of what is packed in it */
export function packedNotCsvBecause(start: Uint8Array): string | undefined {
  if (packedFormatOf(start) !== null) return 'It is compressed twice. Unpack it once and import it again.'
  return notCsvBecause(start)?.replace(/^It is/, 'Unpacked, it is')
}

function latin1(start: Uint8Array): string {
  return Buffer.from(start.subarray(0, KIND_BYTES)).toString('latin1')
}
