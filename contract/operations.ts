import type { z } from 'zod'

import { alertOperations } from './alerts.ts'
import { behaviourOperations } from './behaviour.ts'
import { captureOperations } from './captures.ts'
import { chartOperations } from './charts.ts'
import { detectionOperations } from './detection.ts'
import { explanationOperations } from './explanations.ts'
import { exportOperations } from './exports.ts'
import { flowOperations } from './flows.ts'
import { hostOperations } from './hosts.ts'
import { jobOperations } from './jobs.ts'
import { modelOperations } from './models.ts'
import { type HttpOperation, isHttpOperation, type Operation } from './operation.ts'
import { packetOperations } from './packets.ts'
import { reportOperations } from './reports.ts'
import { scoringOperations } from './scorings.ts'
import { settingsOperations } from './settings.ts'
import { streamOperations } from './streams.ts'
import { systemOperations } from './system.ts'
import { windowOperations } from './window.ts'

/** Everything that can be asked of AnomalyX. The IPC client, the HTTP routes and the OpenAPI document derive from it. */
export const OPERATIONS = {
  ...systemOperations,
  ...detectionOperations,
  ...captureOperations,
  ...streamOperations,
  ...jobOperations,
  ...flowOperations,
  ...packetOperations,
  ...alertOperations,
  ...hostOperations,
  ...explanationOperations,
  ...exportOperations,
  ...reportOperations,
  ...chartOperations,
  ...modelOperations,
  ...scoringOperations,
  ...behaviourOperations,
  ...settingsOperations,
  ...windowOperations,
}

export type OperationName = keyof typeof OPERATIONS

/** The operations that have a route. */
export const HTTP_OPERATIONS: readonly (readonly [OperationName, HttpOperation])[] = (
  Object.entries(OPERATIONS) as [OperationName, Operation][]
).flatMap(([name, operation]) => (isHttpOperation(operation) ? [[name, operation] as const] : []))

/** What a caller may give: fields with a default may be left out. */
export type OperationInput<Name extends OperationName> = z.input<(typeof OPERATIONS)[Name]['input']>
/** What a handler gets: parsed, defaults filled in. */
export type ParsedInput<Name extends OperationName> = z.output<(typeof OPERATIONS)[Name]['input']>
export type OperationOutput<Name extends OperationName> = z.output<(typeof OPERATIONS)[Name]['output']>
