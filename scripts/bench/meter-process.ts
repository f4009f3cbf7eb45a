import { FlowRows } from '../../main/sources/packets/flow-row.ts'
import { meterFile } from '../../main/sources/packets/meter-file.ts'

/** Meters a capture in a process of its own, once cold and once warm, and prints what that took as one JSON object. */
const [path = '', is_written] = process.argv.slice(2)
let peak_mb = 0
for (const turn of ['cold', 'warm']) {
  const rows = new FlowRows('corrected')
  let flows = 0
  let characters = 0
  const cpu = process.cpuUsage()
  const started_ms = performance.now()
  const { packets, closed_for_room } = await meterFile(
    path,
    { convention: 'corrected' },
    (flow) => {
      flows += 1
      if (is_written === 'rows') characters += rows.row(flow).length
    },
    () => Promise.resolve(),
  )
  const { user, system } = process.cpuUsage(cpu)
  if (turn === 'cold') peak_mb = process.resourceUsage().maxRSS / 1024
  const elapsed_ms = performance.now() - started_ms
  const cpu_ms = (user + system) / 1000
  process.stdout.write(
    `${JSON.stringify({ turn, packets: packets.read, flows, characters, closed_for_room, elapsed_ms, cpu_ms, peak_mb })}\n`,
  )
}
