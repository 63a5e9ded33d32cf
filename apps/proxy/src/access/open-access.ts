import { DatabrokerClient, type RunningSync, startSync } from '@sallyport/databroker-client'
import { openGrpcClient } from '@sallyport/grpc'
import { fit, unfit } from '@sallyport/service'
import type { Access, AccessOptions } from '../authorize-request.ts'
import { composeAccess } from './compose-access.ts'
import type { ConnectionKeeper } from './connection-keeper.ts'
import { CookieKeys } from './cookie-keys.ts'
import type { PausePoints } from './pause-points.ts'

/** Resolves once it can decide: the mirror shows a whole state and the keys of the cookies are here. */
export async function openAccess(
  { config, base, mirror, routes, signal }: AccessOptions,
  pausePoints: PausePoints = {},
): Promise<Access> {
  await using scope = new AsyncDisposableStack()
  const { log, health, identities, metrics: registry } = base
  const connect = (
    expectedService: 'databroker' | 'authorize' | 'authenticate',
    addresses: AccessOptions['config']['databrokerAddresses'],
  ) => scope.use(openGrpcClient({ addresses, identities, expectedService, log }))
  const databroker = connect('databroker', config.databrokerAddresses)
  const authorize = connect('authorize', config.authorizeAddresses)
  const authenticate = connect('authenticate', config.authenticateGrpcAddresses)
  const records = new DatabrokerClient(databroker)
  const keys = scope.use(new CookieKeys({ fetch: () => records.keyRing('route-cookie'), log }))
  const sync = scope.use(startSync({ mirror, client: databroker, log }))
  const access = scope.use(
    composeAccess({
      ...{ config, mirror, routes, sync, keys, records, authorize, authenticate, registry, log, pausePoints },
    }),
  )
  scope.use(
    mirror.onChange(({ changes }) => {
      if (changes.some(({ type }) => type === 'key')) void keys.refreshNow()
    }),
  )
  endWithFollowing(sync, access.keeper)

  health.check('sync', () => {
    if (!sync.status.caughtUpOnce) return unfit('the state of the databroker is not here yet')
    return access.freshness.isTooStale ? unfit('nothing was heard from the databroker for too long') : fit
  })
  health.check('cookie-keys', () => (keys.isLoaded ? fit : unfit('the keys of the cookies are not here yet')))
  health.component('sync', () => describeSync(sync))
  health.component('decisions', () => ({ entries: access.cache.size, bytes: access.cache.bytes }))
  health.component('connections', () => ({
    live: access.connections.size,
    to_be_decided_again: access.keeper.pending,
  }))

  await Promise.all([sync.caughtUp(signal), keys.load(signal)])
  const { authorizer, builtIn } = access
  const owned = scope.move()
  return { authorizer, builtIn, [Symbol.asyncDispose]: () => owned.disposeAsync() }
}

/** Following fails only by a bug, and what listens to the mirror may then have missed a revocation: nothing stays open, and the process ends by the bug. */
function endWithFollowing({ done }: RunningSync, keeper: ConnectionKeeper): void {
  void done.catch((bug: unknown) => {
    keeper.cutEverything()
    throw bug
  })
}

function describeSync({ status }: RunningSync): object {
  const { phase, stalenessMs, storeId, epoch, version, heldReset, streams, refusals, lastProblem } = status
  return {
    phase,
    staleness_ms: Number.isFinite(stalenessMs) ? Math.round(stalenessMs) : null,
    ...{ store_id: storeId, epoch, version: version.toString(), streams, refusals, last_problem: lastProblem },
    // Something for an operator to act on: a whole state that is not believed.
    alarm: heldReset && {
      reset_kept_aside: heldReset.because,
      store_id: heldReset.storeId,
      version: heldReset.version.toString(),
    },
  }
}
