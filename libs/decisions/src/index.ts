export { type AskAgainReason, type MirrorState, type Question } from './admission.ts'
export { AttributeRecorder } from './attribute-recorder.ts'
export type {
  Basis,
  CheckAnswer,
  Decision,
  DefiniteDecision,
  Reason,
  UnknownDecision,
  UpstreamHeader,
  VaryEntry,
} from './decision.ts'
export {
  type Admission,
  DecisionCache,
  type DecisionCacheLimits,
  defaultDecisionCacheLimits,
} from './decision-cache.ts'
export { collectionDependency, type Dependency, indexDependency, touchedKeys } from './dependency.ts'
export { DependencyRecorder } from './dependency-recorder.ts'
export type { Bound } from './entry-pool.ts'
export type { HeldDecision } from './held-decision.ts'
export {
  type ConnectionSubject,
  type CutCause,
  type LiveConnection,
  LiveConnections,
  type Verdicts,
} from './live-connections.ts'
export {
  attributeValue,
  type ClientCertificate,
  clientCertificate,
  noClientCertificate,
  type RequestAttributes,
} from './request-attributes.ts'
