/** Predictions of one scoring lie side by side in the table: scoring in the high bits, flow number in the low 32. */
const FLOWS_PER_SCORING = 2 ** 32

export function isFlowNumber(value: number): boolean {
  return Number.isSafeInteger(value) && value >= 1 && value < FLOWS_PER_SCORING
}

/** Row id of a prediction; exact below 2^21 scorings. `flow_number` counts from 1. */
export function predictionId(scoring_id: number, flow_number: number): number {
  return scoring_id * FLOWS_PER_SCORING + flow_number
}

/** Number of the flow in its capture; of a chunk of features, that of its first flow. */
export function flowNumber(prediction_id: number): number {
  return prediction_id % FLOWS_PER_SCORING
}

/** Scoring that a prediction is of. */
export function scoringOf(prediction_id: number): number {
  return Math.floor(prediction_id / FLOWS_PER_SCORING)
}

/** Row id of the features that begin with a flow; numbered as predictions are, by capture instead of scoring. */
export function featureChunkId(capture_id: number, first_flow_number: number): number {
  return predictionId(capture_id, first_flow_number)
}
