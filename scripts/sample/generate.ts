import { writeFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'

import { writeCapture } from './capture.ts'
import { packetFile } from './packet-file.ts'
import { SAMPLE, SAMPLE_PACKETS_PATH, SAMPLE_PATH } from './sample.ts'

const path = fileURLToPath(SAMPLE_PATH)
await writeCapture(path, SAMPLE)
const packets_path = fileURLToPath(SAMPLE_PACKETS_PATH)
await writeFile(packets_path, gzipSync(packetFile(SAMPLE), { level: 9 }))
process.stdout.write(`${path} and ${packets_path} written\n`)
