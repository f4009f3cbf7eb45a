import { readFile } from 'node:fs/promises'

interface NetLog {
  readonly constants: { readonly logEventTypes: Readonly<Record<string, number>> }
  readonly events: readonly { readonly type: number; readonly params?: Readonly<Record<string, unknown>> }[]
}

const LOOPBACK = /^(127\.\d+\.\d+\.\d+|\[::1\]):\d+$/

/** What Chromium tried to reach outside of this machine, by the log it kept of itself from its first moment. */
export async function attemptsInNetLog(path: string): Promise<string[]> {
  const { constants, events } = JSON.parse(await readFile(path, 'utf8')) as NetLog
  const paramsOf = (name: string) => {
    const type = constants.logEventTypes[name]
    if (type === undefined) throw new Error(`Chromium's log knows no ${name} any more`)
    return events.filter((event) => event.type === type).map(({ params }) => params ?? {})
  }
  const connected = [...paramsOf('TCP_CONNECT_ATTEMPT'), ...paramsOf('UDP_CONNECT')]
    .map(({ address }) => address)
    .filter((address) => typeof address === 'string' && !LOOPBACK.test(address))
  const resolved = paramsOf('HOST_RESOLVER_MANAGER_REQUEST').flatMap(({ host }) =>
    typeof host === 'string' ? [host] : [],
  )
  const requested = paramsOf('URL_REQUEST_START_JOB')
    .map(({ url }) => url)
    .filter((url) => typeof url === 'string' && /^(https?|wss?|ftp):/.test(url))
  return [
    ...connected.map((address) => `connected to ${String(address)}`),
    ...resolved.map((host) => `resolved ${host}`),
    ...requested.map((url) => `requested ${String(url)}`),
  ]
}
