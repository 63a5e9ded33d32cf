import type {
  handleBidiStreamingCall,
  handleClientStreamingCall,
  handleServerStreamingCall,
  handleUnaryCall,
} from '@grpc/grpc-js'

export interface UnaryKind {
  readonly requestStream: false
  readonly responseStream: false
}
export interface ServerStreamKind {
  readonly requestStream: false
  readonly responseStream: true
}
export interface ClientStreamKind {
  readonly requestStream: true
  readonly responseStream: false
}
export interface BidiStreamKind {
  readonly requestStream: true
  readonly responseStream: true
}

/** What the generator knows of a method's kind but writes only into the type of its handler. */
type KindOf<Handler> =
  Handler extends handleUnaryCall<infer _Request, infer _Response>
    ? UnaryKind
    : Handler extends handleBidiStreamingCall<infer _Request, infer _Response>
      ? BidiStreamKind
      : Handler extends handleServerStreamingCall<infer _Request, infer _Response>
        ? ServerStreamKind
        : Handler extends handleClientStreamingCall<infer _Request, infer _Response>
          ? ClientStreamKind
          : never

/**
 * The methods of a generated service and nothing else: each by its own name, with its kind in its type,
 * so that a call or a handler of the wrong kind does not compile.
 */
export type ServiceMethods<Definition, Handlers> = {
  readonly [Name in keyof Definition as NamedKey<Name>]: Omit<Definition[Name], 'requestStream' | 'responseStream'> &
    KindOf<Name extends keyof Handlers ? Handlers[Name] : never>
}

type NamedKey<Key> = string extends Key ? never : number extends Key ? never : Key
