/** One method of a service definition, whatever its messages are. */
export interface RpcMethod {
  readonly path: string
  readonly requestStream: boolean
  readonly responseStream: boolean
  readonly requestSerialize: (request: never) => Buffer
  readonly requestDeserialize: (bytes: Buffer) => unknown
  readonly responseSerialize: (response: never) => Buffer
  readonly responseDeserialize: (bytes: Buffer) => unknown
}

export interface UnaryMethod extends RpcMethod {
  readonly requestStream: false
  readonly responseStream: false
}
export interface ServerStreamMethod extends RpcMethod {
  readonly requestStream: false
  readonly responseStream: true
}
export interface BidiStreamMethod extends RpcMethod {
  readonly requestStream: true
  readonly responseStream: true
}

/** What a caller passes; fields may be left out. */
export type RequestInputOf<Method extends RpcMethod> = Parameters<Method['requestSerialize']>[0]
/** What a handler gets; every field is there. */
export type RequestOf<Method extends RpcMethod> = ReturnType<Method['requestDeserialize']>
/** What a handler answers; fields may be left out. */
export type ResponseInputOf<Method extends RpcMethod> = Parameters<Method['responseSerialize']>[0]
/** What a caller gets; every field is there. */
export type ResponseOf<Method extends RpcMethod> = ReturnType<Method['responseDeserialize']>
