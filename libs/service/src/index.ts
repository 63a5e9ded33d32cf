export { AdminListener, type AdminListenerOptions } from './admin-listener.ts'
export { createLogger, type LoggerOptions, type LogLevel } from './create-logger.ts'
export { grpcServerMetrics } from './grpc-server-metrics.ts'
export { type Fitness, fit, HealthReport, unfit } from './health-report.ts'
export { createMetrics } from './metrics.ts'
export { type RunningService, runService, type ServiceProgram, type Terminal } from './run-service.ts'
export {
  openServiceBase,
  type ServiceBase,
  type ServiceBaseOptions,
  type ServiceBaseOverrides,
} from './service-base.ts'
export { shutdownSignal } from './shutdown-signal.ts'
export { type StopPhase, stopInOrder } from './stop-phases.ts'
