import type { Asynchronous, StoreDomains } from './store.ts'

/** What a method does: it only reads, it writes, or it makes room, which a full disk must not keep it from. */
export type MethodKind = 'read' | 'write' | 'clear'

type EachMethod<Value> = { readonly [D in keyof StoreDomains]: { readonly [M in keyof StoreDomains[D]]: Value } }

/** Every method of a store; one that is missing here, or is none, does not compile. */
const METHODS: EachMethod<MethodKind> = {
  captures: {
    create: 'write',
    get: 'read',
    list: 'read',
    findBySize: 'read',
    describe: 'write',
    listRejectedRows: 'read',
    finishImport: 'write',
    abandonImport: 'clear',
    hide: 'clear',
    removeSlice: 'clear',
  },
  scorings: {
    list: 'read',
    get: 'read',
    create: 'write',
    finish: 'write',
    abandon: 'clear',
    show: 'write',
    setUnlikeTraining: 'write',
    tally: 'read',
    compare: 'read',
    removeSlice: 'clear',
  },
  jobs: {
    create: 'write',
    startImport: 'write',
    startRescore: 'write',
    get: 'read',
    getMany: 'read',
    list: 'read',
    update: 'write',
    isModelInUse: 'read',
  },
  flows: {
    append: 'write',
    appendToScoring: 'write',
    appendToCapture: 'write',
    recordDetections: 'write',
    list: 'read',
    search: 'read',
    sort: 'read',
    get: 'read',
    getFeatureChunk: 'read',
    read: 'read',
  },
  alerts: { list: 'read', get: 'read', update: 'write', recordFindings: 'write' },
  findings: { record: 'write', list: 'read', flowNumbers: 'read', conversationLines: 'read', judgements: 'read' },
  hosts: { get: 'read', active: 'read', change: 'write', noted: 'read' },
  charts: { overview: 'read', threatTypeNames: 'read' },
  models: { listActivations: 'read', addActivation: 'write' },
  settings: { get: 'read', put: 'write' },
  streams: {
    create: 'write',
    get: 'read',
    list: 'read',
    running: 'read',
    update: 'write',
    remove: 'clear',
    segments: 'read',
    taken: 'read',
    isTaken: 'read',
    take: 'write',
    unread: 'read',
    append: 'write',
    finish: 'write',
    segmentOf: 'read',
    countKept: 'read',
    ownFiles: 'read',
    unneeded: 'read',
    forgetFile: 'clear',
    expired: 'read',
  },
  upkeep: { recover: 'write', shrinkSlice: 'clear' },
}

/** A method by its name. */
export interface MethodName {
  readonly domain: keyof StoreDomains
  readonly method: string
}

type Call<Result> = (...args: readonly unknown[]) => Result

/** The methods of a store, each made by `make`. */
function eachMethod(make: (name: MethodName, kind: MethodKind) => Call<unknown>): object {
  const domains = Object.entries(METHODS).map(([domain, methods]) => [
    domain,
    Object.fromEntries(
      Object.entries(methods as Readonly<Record<string, MethodKind>>).map(([method, kind]) => [
        method,
        make({ domain: domain as keyof StoreDomains, method }, kind),
      ]),
    ),
  ])
  return Object.fromEntries(domains) as object
}

/** A store whose methods are carried out by `call`. */
export function storeCalling(
  call: (name: MethodName, args: readonly unknown[], kind: MethodKind) => Promise<unknown>,
): Asynchronous<StoreDomains> {
  return eachMethod(
    (name, kind) =>
      (...args) =>
        call(name, args, kind),
  ) as Asynchronous<StoreDomains>
}

/** The method of a store that has this name. */
export function methodOf(store: StoreDomains, name: MethodName): Call<unknown>
export function methodOf(store: Asynchronous<StoreDomains>, name: MethodName): Call<Promise<unknown>>
export function methodOf(store: Asynchronous<StoreDomains> | StoreDomains, { domain, method }: MethodName) {
  const methods = store[domain] as unknown as Readonly<Record<string, Call<unknown>>>
  const found = METHODS[domain] as unknown as Readonly<Record<string, MethodKind>>
  if (!Object.hasOwn(found, method)) throw new TypeError(`a store has no method ${domain}.${method}`)
  return methods[method]!
}

/** The same methods, each wrapped by `wrap` where it is of the kind. */
export function wrapMethods(
  store: StoreDomains,
  kind: MethodKind,
  wrap: (method: Call<unknown>) => Call<unknown>,
): StoreDomains {
  return eachMethod((name, own) => (own === kind ? wrap(methodOf(store, name)) : methodOf(store, name))) as StoreDomains
}
