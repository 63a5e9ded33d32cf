import { Counter, Histogram, type Registry } from 'prom-client'
import type { AuthenticateReason } from './reason.ts'
import type { RedemptionRefusal } from './sessions/redeem-sign-in-code.ts'

/** How a sign-in at a provider went on. */
export type SignInOutcome =
  | 'begun'
  | 'signed-in'
  | 'refused'
  | Extract<
      AuthenticateReason,
      'answer-not-accepted' | 'provider-unavailable' | 'records-unavailable' | 'issuer-changed' | 'claims-too-large'
    >

export type AuthenticateMetrics = ReturnType<typeof authenticateMetrics>

/** What authenticate counts beside its calls. Labels come from the configuration or from closed lists, so their number is bounded. */
export function authenticateMetrics(registry: Registry) {
  const registers = [registry]
  const signIns = new Counter({
    name: 'sallyport_authenticate_sign_ins_total',
    help: 'Sign-ins by identity provider and outcome; each that comes to an end was begun before.',
    labelNames: ['provider', 'outcome'],
    registers,
  })
  const callbacks = new Counter({
    name: 'sallyport_authenticate_callbacks_refused_total',
    help: 'Callbacks of a provider that belong to no flow of the browser that brought them, by reason.',
    labelNames: ['reason'],
    registers,
  })
  const handOvers = new Counter({
    name: 'sallyport_authenticate_hand_overs_total',
    help: 'One-time codes that were given out.',
    registers,
  })
  const redemptions = new Counter({
    name: 'sallyport_authenticate_redemptions_total',
    help: 'One-time codes that were presented, by outcome.',
    labelNames: ['outcome'],
    registers,
  })
  const signOuts = new Counter({
    name: 'sallyport_authenticate_sign_outs_total',
    help: 'Sessions that people ended themselves.',
    registers,
  })
  const requests = new Histogram({
    name: 'sallyport_authenticate_http_request_seconds',
    help: 'Duration of HTTP requests by path (`other` for unknown ones) and status.',
    labelNames: ['path', 'status'],
    buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1, 5, 20],
    registers,
  })
  return {
    signIn: (provider: string, outcome: SignInOutcome) => signIns.inc({ provider, outcome }),
    callbackRefused: (reason: AuthenticateReason) => callbacks.inc({ reason }),
    handedOver: () => handOvers.inc(),
    redemption: (outcome: 'redeemed' | RedemptionRefusal) => redemptions.inc({ outcome }),
    signedOut: () => signOuts.inc(),
    request: (path: string, status: number, durationMs: number) =>
      requests.observe({ path, status: String(status) }, durationMs / 1_000),
  }
}
