import { benchBehaviour } from './behaviour.ts'
import { benchBehaviourPeers } from './behaviour-peers.ts'
import { benchBudget } from './budget.ts'
import { benchExplain } from './explain.ts'
import { benchHttp } from './http.ts'
import { benchImport } from './import.ts'
import { machine } from './machine.ts'
import { benchPackets } from './packets.ts'
import { benchPredict } from './predict.ts'
import { benchQuery } from './query.ts'
import { benchScale } from './scale.ts'
import { benchWindow } from './window.ts'

const BENCHES: Readonly<Record<string, () => Promise<string[]>>> = {
  predict: benchPredict,
  import: benchImport,
  packets: benchPackets,
  budget: benchBudget,
  http: benchHttp,
  window: benchWindow,
  scale: benchScale,
  query: benchQuery,
  explain: benchExplain,
  behaviour: async () => [...(await benchBehaviour()), ...(await benchBehaviourPeers())],
}

const names = process.argv.slice(2).filter((name) => name !== '--large')
const unknown = names.filter((name) => !Object.hasOwn(BENCHES, name))
if (unknown.length > 0) {
  process.stderr.write(`There is no bench ${unknown.join(', ')}; there are ${Object.keys(BENCHES).join(', ')}.\n`)
  process.exit(2)
}
process.stdout.write(`${machine()}\n`)
for (const [name, bench] of Object.entries(BENCHES)) {
  if (names.length > 0 && !names.includes(name)) continue
  for (const line of await bench()) process.stdout.write(`${line}\n`)
}
