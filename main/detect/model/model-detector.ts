import { verdictNames } from '../../flow/novelty.ts'
import type { Detector } from '../detector.ts'
import type { Classifier, NoveltyOptions } from './classifier.ts'

/** A model as a detector: a threat type and a confidence for each flow. */
export function modelDetector(
  classifier: Classifier,
  { novelty_budget }: Pick<NoveltyOptions, 'novelty_budget'>,
): Detector {
  const class_names = verdictNames(classifier.manifest.classes)
  return {
    observe: async ({ batch, facts: { instrument } }) => {
      const { features, rows } = batch
      return { ...(await classifier.classify(features, rows, batch, { instrument, novelty_budget })), class_names }
    },
  }
}
