import { writeFile } from 'node:fs/promises'

const FIELDS = [
  ...['ts', 'uid', 'id.orig_h', 'id.orig_p', 'id.resp_h', 'id.resp_p', 'proto', 'duration', 'orig_bytes'],
  ...['resp_bytes', 'conn_state', 'orig_pkts', 'resp_pkts'],
]
const FIRST_S = Date.UTC(2024, 4, 6, 9, 0, 7) / 1000

/** Writes a conn.log of Zeek in which a host tries ports of another, one a second, and its last line is cut. */
export async function writeConnLog(path: string, ports: number): Promise<string> {
  const rows = Array.from({ length: ports }, (_, at) =>
    [`${FIRST_S + at}.000500`, `C${at}`, '10.0.0.5', 50_000, '10.0.0.9', 1000 + at, 'tcp', '-', 0, 0, 'REJ', 1, 1].join(
      '\t',
    ),
  )
  const lines = ['#separator \\x09', '#unset_field\t-', '#path\tconn', `#fields\t${FIELDS.join('\t')}`, ...rows]
  await writeFile(path, [...lines, `${FIRST_S}`, ''].join('\n'))
  return path
}
