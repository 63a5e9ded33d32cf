import {
  ServerInterceptingCall,
  type ServerInterceptingCallInterface,
  type ServerInterceptor,
  status as Status,
} from '@grpc/grpc-js'
import type { Logger } from '@sallyport/kernel'
import type { Peer } from '@sallyport/pki'
import { formatSpiffeId, type MethodRights, mayCall } from '@sallyport/service-identity'
import type { GrpcServerObserver } from './server-observer.ts'

type AuthContext = ReturnType<ServerInterceptingCallInterface['getAuthContext']>

/** Carries the peer, which was examined once for the whole connection, to the handler of each of its calls. */
class PeerContext implements AuthContext {
  readonly transportSecurityType = 'ssl'
  readonly peer: Peer

  constructor(peer: Peer) {
    this.peer = peer
  }
}

class PeerCall extends ServerInterceptingCall {
  readonly #context: PeerContext

  constructor(call: ServerInterceptingCallInterface, context: PeerContext) {
    super(call)
    this.#context = context
  }

  override getAuthContext(): AuthContext {
    return this.#context
  }
}

/** The peer behind a call; `undefined` for one that did not come through `admitCalls`. */
export function peerOf(call: { getAuthContext(): AuthContext }): Peer | undefined {
  const context = call.getAuthContext()
  return context instanceof PeerContext ? context.peer : undefined
}

/** Lets the calls of one connection through to the methods that its peer may call; no handler learns of the others. */
export function admitCalls(
  peer: Peer,
  { rights, log, observer }: { rights: MethodRights; log: Logger; observer: GrpcServerObserver },
): ServerInterceptor {
  const context = new PeerContext(peer)
  const { service } = peer.identity
  // `path` is that of the handler which was found, not what the peer wrote.
  return ({ path }, call) => {
    if (mayCall(rights, path, service)) return new PeerCall(call, context)
    log.warn({ method: path, peer: formatSpiffeId(peer.identity), serial: peer.serialNumber }, 'call denied')
    observer.callEnded({ method: path, service, code: Status.PERMISSION_DENIED, durationMs: 0 })
    return new ServerInterceptingCall(call, {
      start: (next) =>
        next({
          onReceiveMetadata: () =>
            call.sendStatus({ code: Status.PERMISSION_DENIED, details: `${service} may not call ${path}` }),
        }),
    })
  }
}
