import type { CallContext } from './call-context.ts'
import type {
  BidiStreamMethod,
  RequestOf,
  ResponseInputOf,
  RpcMethod,
  ServerStreamMethod,
  UnaryMethod,
} from './rpc-method.ts'

/**
 * The function that answers a method.
 *
 * A unary one gives the answer; a streaming one yields answers at the pace at which the caller reads, and reads the caller's at its own.
 * It throws `AppError` for an expected failure, which the caller gets; anything else is a bug, of which the caller learns nothing.
 * When `context.signal` aborts the call has ended already: nothing that is returned or yielded later is sent.
 */
export type HandlerOf<Method> = Method extends UnaryMethod
  ? (request: RequestOf<Method>, context: CallContext) => ResponseInputOf<Method> | Promise<ResponseInputOf<Method>>
  : Method extends ServerStreamMethod
    ? (request: RequestOf<Method>, context: CallContext) => AsyncIterable<ResponseInputOf<Method>>
    : Method extends BidiStreamMethod
      ? (requests: AsyncIterable<RequestOf<Method>>, context: CallContext) => AsyncIterable<ResponseInputOf<Method>>
      : never

/** One function for every method of a service. */
export type HandlersOf<Service> = { readonly [Name in keyof Service]: HandlerOf<Service[Name]> }

/** A method and the function that answers it, whose types fit each other because `implement` made the pair. */
export type ImplementedMethod =
  | { readonly kind: 'unary'; readonly method: RpcMethod; readonly handler: UnaryFunction }
  | { readonly kind: 'serverStream'; readonly method: RpcMethod; readonly handler: ServerStreamFunction }
  | { readonly kind: 'bidi'; readonly method: RpcMethod; readonly handler: BidiStreamFunction }

export type UnaryFunction = (request: unknown, context: CallContext) => unknown
export type ServerStreamFunction = (request: unknown, context: CallContext) => AsyncIterable<unknown>
export type BidiStreamFunction = (requests: AsyncIterable<unknown>, context: CallContext) => AsyncIterable<unknown>

/** Pairs the methods of a service with the functions that answer them. */
export function implement<Service extends { readonly [Name in keyof Service]: RpcMethod }>(
  service: Service,
  handlers: HandlersOf<Service>,
): readonly ImplementedMethod[] {
  const functions = new Map<string, unknown>(Object.entries(handlers))
  return Object.entries<RpcMethod>(service).map(([name, method]) => pair(method, functions.get(name)))
}

// Past this point the message types are gone; `HandlersOf` has seen to it that they fit.
function pair(method: RpcMethod, handler: unknown): ImplementedMethod {
  if (method.requestStream && method.responseStream)
    return { kind: 'bidi', method, handler: handler as BidiStreamFunction }
  if (method.responseStream) return { kind: 'serverStream', method, handler: handler as ServerStreamFunction }
  return { kind: 'unary', method, handler: handler as UnaryFunction }
}
