import { readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'

import type { UnderWay } from '../contract/window.ts'
import { makeFolder, openDataDirectory } from './disk/data-directory.ts'
import type { EngineChannel } from './engine/channel.ts'
import { Engine } from './engine/client.ts'
import { ModelTrials } from './engine/trials.ts'
import { alertHandlers } from './handlers/alerts.ts'
import { captureHandlers } from './handlers/captures.ts'
import { packetHandlers } from './handlers/packets.ts'
import { chartHandlers } from './handlers/charts.ts'
import { detectionHandlers } from './handlers/detection.ts'
import { createDispatch, type Dispatch } from './handlers/dispatch.ts'
import { behaviourHandlers } from './handlers/behaviour.ts'
import { exportHandlers } from './handlers/exports.ts'
import { explanationHandlers } from './handlers/explanations.ts'
import { KnownPlaces } from './services/known-places.ts'
import { TrafficService } from './services/traffic-service.ts'
import { flowHandlers } from './handlers/flows.ts'
import { hostHandlers } from './handlers/hosts.ts'
import { jobHandlers } from './handlers/jobs.ts'
import { modelHandlers } from './handlers/models.ts'
import { reportHandlers } from './handlers/reports.ts'
import { scoringHandlers } from './handlers/scorings.ts'
import { settingsHandlers } from './handlers/settings.ts'
import { type ChooseFolder, streamHandlers } from './handlers/streams.ts'
import { systemHandlers } from './handlers/system.ts'
import { NO_WINDOW, type WindowControl, windowHandlers } from './handlers/window.ts'
import { JobEndings } from './runs/job-endings.ts'
import { Jobs } from './runs/jobs.ts'
import { createLanes } from './runs/lanes.ts'
import { AlertService } from './services/alert-service.ts'
import { FileHashes } from './services/capture-file.ts'
import { CaptureService } from './services/capture-service.ts'
import { ChartService } from './services/chart-service.ts'
import { ConversationService } from './services/conversation-service.ts'
import { BehaviourService } from './services/behaviour-service.ts'
import { DetectionService } from './services/detection-service.ts'
import { DiskWatch } from './services/disk-watch.ts'
import { EvaluationService } from './services/evaluation-service.ts'
import { Evidence } from './services/evidence.ts'
import { EventBus } from './services/event-bus.ts'
import { ExportService } from './services/export-service.ts'
import { ExplanationService } from './services/explanation-service.ts'
import { Faults } from './services/faults.ts'
import { FlowService } from './services/flow-service.ts'
import { HostService } from './services/host-service.ts'
import { ImportService } from './services/import-service.ts'
import { JobService, toJob } from './services/job-service.ts'
import { ModelLibrary } from './services/model-library.ts'
import { ModelService } from './services/model-service.ts'
import { OriginalFiles } from './services/original-files.ts'
import { PacketService } from './services/packet-service.ts'
import { People } from './services/people.ts'
import { type ChooseSavePath, RejectedRowsFile } from './services/rejected-rows-file.ts'
import { recover } from './services/recovery.ts'
import { Removal } from './services/removal.ts'
import { ReportService } from './services/report-service.ts'
import { RescoreService } from './services/rescore-service.ts'
import { SettingsService } from './services/settings-service.ts'
import { type LiveSources, StreamService } from './services/stream-service.ts'
import { DiskGate } from './services/streams/disk-gate.ts'
import { StreamRetention } from './services/streams/stream-retention.ts'
import { SystemService } from './services/system-service.ts'
import { ThreatTypeFilter } from './services/threat-type-filter.ts'
import { TrainingService } from './services/training-service.ts'
import { endsWithin } from './process/within.ts'
import { listInterfaces } from './sources/live/interfaces.ts'
import { openFollower } from './sources/live/open-follower.ts'
import { WindowFirst } from './services/window-first.ts'
import type { Store } from './store/store.ts'
import type { StoreLimits } from './store/protocol.ts'
import { openWatchedStore } from './store/watched-store.ts'
import type { TrainingChannel } from './training/channel.ts'

/** How long each part may be without progress; what is left out has the part's own deadline. */
export interface Deadlines {
  readonly engine_ms?: number
  /** In which a cancelled task of the engine ends, or is ended. */
  readonly cancel_ms?: number
  readonly trial_ms?: number
  readonly training_ms?: number
  readonly store_ms?: number
}

/** In the data directory. */
export const DATABASE_NAME = 'anomalyx.sqlite'

/** In which what is under way is broken off when AnomalyX closes; the store has two seconds more. */
const STOP_MS = 1500

export interface AppConfig {
  readonly version: string
  /** Folder of all state: database, uploads under way, token. */
  readonly data_dir: string
  /** The bundle that comes with AnomalyX. */
  readonly bundle_dir: string
  /** Classify with that bundle although another one was activated. */
  readonly ignores_activation?: boolean
  readonly sample_path: string
  readonly launchEngine: () => EngineChannel
  readonly launchTraining: () => TrainingChannel
  readonly log: (message: string) => void
  readonly check_outputs?: boolean
  readonly store_limits?: StoreLimits
  readonly deadlines?: Deadlines
  /** What follows interfaces and folders; the real ones when left out. */
  readonly live?: LiveSources
  /** Omitted when there is no window. */
  readonly chooseSavePath?: ChooseSavePath
  /** Omitted when there is no window. */
  readonly chooseFolder?: ChooseFolder
  /** Omitted when there is no window. */
  readonly window?: WindowControl
  /** Streams that ran when AnomalyX ended do not go on: what runs is a command that ends soon. */
  readonly leaves_streams?: boolean
}

/** A running AnomalyX without any face: adapters put one on it. */
export interface App {
  readonly dispatch: Dispatch
  readonly events: EventBus
  readonly settings: SettingsService
  readonly system: SystemService
  /** Folder for uploads; a file in it is deleted once it is imported. */
  readonly spool_dir: string
  readonly log: (message: string) => void
  /** What its end would break off. */
  underWay(): UnderWay
  /** To be called when a page of the window is opened: imports let it go first. */
  pageOpens(): void
  /** Warms up the engine, after the start itself is complete. */
  rehearse(): Promise<void>
  /** Settles when the rows of all cancelled, failed and deleted captures are gone. */
  removed(): Promise<void>
  /** Settles within four seconds, whatever hangs; false when a thread was left that only the end of the process ends. */
  close(): Promise<boolean>
}

/**
 * Builds everything from a config, the same for the window, the headless server, the command line and tests.
 * @throws AnomalyError `store_failed`, `disk_full`; `model_refused` for a bundle that is to be used whatever was activated
 */
export async function composeApp(config: AppConfig): Promise<App> {
  const { data_dir, launchEngine, log, store_limits, deadlines = {} } = config
  openDataDirectory(data_dir)
  makeFolder(join(data_dir, 'spool'))
  const trials = new ModelTrials(launchEngine, log, deadlines.trial_ms)
  if (config.ignores_activation === true) await trials.run(config.bundle_dir)
  const events = new EventBus(log)
  const faults = new Faults(() => events.changed('system'))
  const store = await openWatchedStore(join(data_dir, DATABASE_NAME), log, store_limits, {
    deadline_ms: deadlines.store_ms,
    onCondition: (why) => faults.report('database', why),
  })
  try {
    return await composeOver({ opened: store, trials, events, faults }, config)
  } catch (error) {
    // Its thread would keep a process alive that has nothing to do.
    await store.close()
    throw error
  }
}

/** What is there before the database is read. */
interface Beginnings {
  readonly opened: Store
  readonly trials: ModelTrials
  readonly events: EventBus
  readonly faults: Faults
}

async function composeOver({ opened, trials, events, faults }: Beginnings, config: AppConfig): Promise<App> {
  const { log, deadlines = {} } = config
  const { chooseSavePath = () => Promise.resolve(null), chooseFolder = () => Promise.resolve(null) } = config
  const spool_dir = join(config.data_dir, 'spool')
  // Only now is it certain that no other AnomalyX is taking uploads here.
  await clearFolder(spool_dir)
  const engine = new Engine(config.launchEngine, config.bundle_dir, log, {
    deadline_ms: deadlines.engine_ms,
    cancel_ms: deadlines.cancel_ms,
    onCondition: (why) => faults.report('engine', why),
  })
  const window_first = new WindowFirst()
  const lanes = createLanes({
    onChange: () => events.changed('jobs'),
    letOthersFirst: (signal) => window_first.rest(signal),
  })
  const stopping = new AbortController()
  const gate = new DiskGate()
  const disk = new DiskWatch(config.data_dir, (problem) => {
    log(`disk: ${problem ?? 'there is room again'}`)
    faults.report('disk', problem)
    for (const lane of Object.values(lanes)) lane.hold(problem)
    gate.problem = problem
  })
  const endings = new JobEndings(stopping.signal)
  const store = endings.over(disk.over(opened))
  const removal = new Removal(store, stopping.signal, log, () => disk.problem !== null)
  const notices = [...opened.notices, ...(await recover(store, removal))]
  const library = new ModelLibrary(config.bundle_dir, join(config.data_dir, 'models'), trials)
  await library.open()
  const models = new ModelService(store, engine, library, events)
  if (config.ignores_activation !== true) notices.push(...(await models.restore()))

  const settings = new SettingsService(store, events)
  const system = new SystemService(config.version, config.data_dir, notices, faults)
  const jobs = new Jobs({
    ...{ store, lanes, endings, log },
    onProgress: (row) => events.emit({ type: 'job', job: toJob(row) }),
    onChanged: (subjects) => events.changed(...subjects),
  })
  const hashes = new FileHashes()
  const shared = { store, engine, jobs, library, removal, events, settings, spool_dir, hashes, log }
  const imports = new ImportService(shared)
  const written = new Set<number>()
  const retention = new StreamRetention({ store, removal, events, written })
  const captures = new CaptureService({
    ...{ store, removal, events, written },
    onDeleted: () => void retention.dropUnneeded().catch((error: unknown) => log(`streams: ${String(error)}`)),
  })
  const streams = new StreamService({
    ...{ store, engine, library, settings, events, retention, gate, written, log },
    ...{ data_dir: config.data_dir, live: config.live ?? { openFollower, listInterfaces } },
  })
  const trainings = new TrainingService({
    ...shared,
    launchTraining: config.launchTraining,
    deadline_ms: deadlines.training_ms,
  })
  const evaluations = new EvaluationService(store)
  const people = new People(settings)
  const threat_types = new ThreatTypeFilter(store, library)
  const flows = new FlowService(store, threat_types)
  const alerts = new AlertService(store, events, threat_types)
  const evidence = new Evidence(store, config.data_dir)
  const exporting = new ExportService({
    ...shared,
    evidence,
    flows,
    alerts,
    threat_types,
    version: config.version,
    choose: chooseSavePath,
  })
  const charts = new ChartService(store)
  const hosts = new HostService(store, events)
  const reports = new ReportService({
    ...{ store, settings, charts, alerts, flows, hosts, captures, threat_types, evidence },
    version: config.version,
    choose: chooseSavePath,
  })
  const originals = new OriginalFiles(store, hashes)
  const packets = new PacketService({ ...shared, flows, originals, evidence, choose: chooseSavePath })
  const dispatch = createDispatch(
    {
      ...systemHandlers(system),
      ...settingsHandlers(settings),
      ...streamHandlers(streams, chooseFolder),
      ...windowHandlers(config.window ?? NO_WINDOW),
      ...behaviourHandlers(new BehaviourService(store, engine, settings, events)),
      ...captureHandlers(
        captures,
        imports,
        new RejectedRowsFile(captures, evidence, chooseSavePath),
        config.sample_path,
      ),
      ...jobHandlers(new JobService(store, lanes)),
      ...flowHandlers(flows, new TrafficService(store), new KnownPlaces(store)),
      ...packetHandlers(packets),
      ...detectionHandlers(new DetectionService(store, engine, settings, events)),
      ...alertHandlers(alerts, new ConversationService(store, engine, originals), people, new KnownPlaces(store)),
      ...exportHandlers(exporting),
      ...reportHandlers(reports, people),
      ...hostHandlers(hosts, people),
      ...explanationHandlers(new ExplanationService(store, engine, library)),
      ...chartHandlers(charts),
      ...modelHandlers(models, trainings, people),
      ...scoringHandlers(new RescoreService({ ...shared, captures, written }), evaluations),
    },
    config.check_outputs,
  )

  const rehearse = async () => {
    try {
      await engine.rehearse(config.sample_path)
    } catch (error) {
      if (!stopping.signal.aborted) log(`rehearsal: ${String(error)}`)
    }
  }
  const close = async () => {
    stopping.abort()
    // Jobs are told first, so that none takes the end of its process for a failure; what hangs is not waited for.
    const stopped = Promise.all([streams.close(), ...Object.values(lanes).map((lane) => lane.stop())])
    trials.close()
    engine.close()
    const settled = stopped.then(() => Promise.all([removal.settled(), library.settled()]))
    if (!(await endsWithin(STOP_MS, settled))) log('closing: work under way could not be ended in time')
    disk.stop()
    return store.close()
  }
  if (config.leaves_streams !== true) streams.restore()
  const removed = () => removal.settled()
  const pageOpens = () => window_first.pageOpens()
  const underWay = () => ({
    job_ids: [lanes.imports, lanes.trainings, lanes.exports].flatMap((lane) => lane.state().job_ids),
    recordings: streams.recordings(),
  })
  return { dispatch, events, settings, system, spool_dir, log, underWay, pageOpens, rehearse, removed, close }
}

async function clearFolder(folder: string): Promise<void> {
  for (const name of await readdir(folder)) await rm(join(folder, name), { force: true, recursive: true })
}
