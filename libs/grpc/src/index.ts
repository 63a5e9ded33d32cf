export type { PeerAddress } from './address-resolver.ts'
export type { CallContext } from './call-context.ts'
export type {
  CallableBidiStreamMethod,
  CallableServerStreamMethod,
  CallableUnaryMethod,
} from './client-method.ts'
export { BidiStream, IncomingStream } from './client-stream.ts'
export { type CallOptions, GrpcClient, type GrpcClientOptions, openGrpcClient } from './grpc-client.ts'
export { GrpcServer, type GrpcServerOptions } from './grpc-server.ts'
export { type HandlerOf, type HandlersOf, type ImplementedMethod, implement } from './implementation.ts'
export type { ListenAddress } from './mutual-tls-listener.ts'
export { type CloseReason, closeReasonCodes, type GrpcServerObserver } from './server-observer.ts'
