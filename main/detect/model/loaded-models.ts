import { Classifier } from './classifier.ts'
import { bundleHash, refused } from './model-bundle.ts'

/** Models kept ready at once: the active one, and two that are compared with it. */
const CAPACITY = 3

/**
 * Models by the hash of their bundle: a folder may hold another bundle than it did, and must not be answered for by the one
 * that is gone. The one used longest ago makes room for another; one refused is tried again.
 */
export class LoadedModels {
  /** In the order of their last use. */
  readonly #by_hash = new Map<string, Promise<Classifier>>()

  /**
   * @param progress as of `Classifier.load`
   * @throws AnomalyError `model_refused`
   */
  async get(bundle_dir: string, progress?: (allowance_ms: number) => void): Promise<Classifier> {
    const hash = await bundleHash(bundle_dir)
    const model = this.#by_hash.get(hash) ?? this.#load(bundle_dir, hash, progress)
    this.#by_hash.delete(hash)
    this.#by_hash.set(hash, model)
    for (const each of this.#by_hash.keys()) {
      if (this.#by_hash.size <= CAPACITY) break
      this.#by_hash.delete(each)
    }
    return model
  }

  #load(bundle_dir: string, hash: string, progress?: (allowance_ms: number) => void): Promise<Classifier> {
    const loading = loadAs(bundle_dir, hash, progress)
    loading.catch(() => {
      if (this.#by_hash.get(hash) === loading) this.#by_hash.delete(hash)
    })
    return loading
  }
}

async function loadAs(
  bundle_dir: string,
  hash: string,
  progress?: (allowance_ms: number) => void,
): Promise<Classifier> {
  const classifier = await Classifier.load(bundle_dir, 1, progress)
  if ((await bundleHash(bundle_dir)) === hash) return classifier
  throw refused('Its folder was changed while the model was loaded. Try once more.')
}
