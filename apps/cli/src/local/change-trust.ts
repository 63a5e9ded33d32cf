import { isAppError } from '@sallyport/kernel'
import type { Change, StoreAccess } from '../stores/trust-store.ts'
import type { Terminal } from '../terminal.ts'
import type { LocalAuthority } from './local-authority.ts'

export interface ChangeRequest {
  readonly change: Change
  readonly authority: LocalAuthority
  readonly stores: readonly StoreAccess[]
  /** Nobody is asked. */
  readonly isConfirmed: boolean
}

/**
 * Says what would change where, asks, and changes it. Resolves to whether all is done; what only an administrator can do counts as done
 * once the command for it is said.
 */
export async function changeTrust(
  { change, authority, stores, isConfirmed }: ChangeRequest,
  terminal: Terminal,
  signal: AbortSignal,
): Promise<boolean> {
  const pending = await withoutDone(stores, change, signal)
  const open = pending.flatMap((each) => (each.access === 'open' ? [each.store] : []))
  terminal.print(describe(authority))
  if (stores.length === 0) {
    terminal.complain('No store was found here that it could stand in.')
    return false
  }
  if (pending.length === 0) {
    terminal.print(`Nothing to do: ${change === 'trust' ? 'each store has it already' : 'no store has it'}.`)
    return true
  }
  if (open.length > 0) {
    terminal.print(
      `To ${change} it:\n\n${open.map((store) => `  ${store.name}\n    ${store.effect(change)}`).join('\n')}\n`,
    )
    if (!isConfirmed && !(await terminal.confirm('Change this?', signal))) {
      terminal.print('Nothing was changed.')
      return false
    }
  }
  const done = []
  for (const store of open) done.push(await attempt(store.name, () => store[change](signal), terminal))
  const reachable = sayWhatIsLeft(pending, change, terminal)
  if (done.includes(true)) terminal.print('Browsers that are open see it after a restart.')
  return reachable && done.every(Boolean)
}

/** What is still to be changed, and what cannot be looked into. */
async function withoutDone(
  stores: readonly StoreAccess[],
  change: Change,
  signal: AbortSignal,
): Promise<readonly StoreAccess[]> {
  const kept: StoreAccess[] = []
  for (const each of stores) {
    try {
      if (each.access === 'none' || !(await each.store.isDone(change, signal))) kept.push(each)
    } catch (error) {
      if (each.access === 'none' || !isAppError(error, 'failed-precondition')) throw error
      kept.push({ access: 'none', name: each.store.name, reason: error.message })
    }
  }
  return kept
}

async function attempt(name: string, act: () => Promise<void>, terminal: Terminal): Promise<boolean> {
  try {
    await act()
    terminal.print(`done      ${name}`)
    return true
  } catch (error) {
    if (!isAppError(error, 'failed-precondition')) throw error
    terminal.complain(`not done  ${name}\n  ${error.message}`)
    return false
  }
}

function sayWhatIsLeft(pending: readonly StoreAccess[], change: Change, terminal: Terminal): boolean {
  for (const each of pending) {
    if (each.access === 'administrator')
      terminal.print(`Only root can change ${each.store.name}; to do so:\n\n  ${each.command(change)}\n`)
    if (each.access === 'none') terminal.complain(`not done  ${each.name}\n  ${each.reason}`)
  }
  return pending.every(({ access }) => access !== 'none')
}

function describe({ file, fingerprint }: LocalAuthority): string {
  return `The local authority in ${file}
  SHA-256 ${fingerprint}
  It was made for this checkout alone, and is good for localhost, names under .localhost and loopback addresses only.
`
}
