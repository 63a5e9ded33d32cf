/** A method as a caller needs it. */
interface CallableMethod<Request, Response> {
  readonly path: string
  readonly requestSerialize: (request: Request) => Buffer
  readonly responseDeserialize: (bytes: Buffer) => Response
}

export interface CallableUnaryMethod<Request, Response> extends CallableMethod<Request, Response> {
  readonly requestStream: false
  readonly responseStream: false
}
export interface CallableServerStreamMethod<Request, Response> extends CallableMethod<Request, Response> {
  readonly requestStream: false
  readonly responseStream: true
}
export interface CallableBidiStreamMethod<Request, Response> extends CallableMethod<Request, Response> {
  readonly requestStream: true
  readonly responseStream: true
}
