import type { Conversation } from './conversation.ts'

/** Looks across flows for one kind of behaviour, and writes what it finds into the book it was made with. */
export interface BehaviourDetector {
  /** Called for flows in order of time. */
  observe(flow: Conversation): void
  /** Writes down what is only judged at the end of an hour or day, as far as it has come. */
  report?(): void
}
