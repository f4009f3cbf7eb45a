import type { AlertStore } from './alerts.ts'
import type { CaptureStore } from './captures.ts'
import type { ChartStore } from './charts.ts'
import type { FindingStore } from './findings.ts'
import type { FlowStore } from './flows.ts'
import type { HostStore } from './hosts.ts'
import type { JobStore } from './jobs.ts'
import type { ModelStore } from './models.ts'
import type { ScoringStore } from './scorings.ts'
import type { SettingStore } from './settings.ts'
import type { StreamStore } from './streams.ts'
import type { UpkeepStore } from './upkeep.ts'

/**
 * Everything the store does, by domain, as it is carried out: synchronously, where the data is. Each method happens as a
 * whole or not at all, and what it answers is of one moment. `conformance/` states what an implementation must do.
 */
export interface StoreDomains {
  readonly captures: CaptureStore
  readonly scorings: ScoringStore
  readonly jobs: JobStore
  readonly flows: FlowStore
  readonly alerts: AlertStore
  readonly findings: FindingStore
  readonly hosts: HostStore
  readonly charts: ChartStore
  readonly models: ModelStore
  readonly settings: SettingStore
  readonly streams: StreamStore
  readonly upkeep: UpkeepStore
}

/** The same methods for those who ask from elsewhere: each answers with a promise. */
export type Asynchronous<Domains> = {
  readonly [Domain in keyof Domains]: {
    readonly [Method in keyof Domains[Domain]]: Domains[Domain][Method] extends (...args: infer Args) => infer Result
      ? (...args: Args) => Promise<Result>
      : never
  }
}

/** What the services have of a store. */
export interface Store extends Asynchronous<StoreDomains> {
  /** Answers whether it has let go of its data. */
  readonly close: () => Promise<boolean>
  /** What a person should know of the state the data was found in. */
  readonly notices: readonly string[]
}
