import { AppError, isAppError } from '@sallyport/kernel'
import { Command, CommanderError } from 'commander'
import { changeTrust } from './local/change-trust.ts'
import { findLocalAuthority } from './local/local-authority.ts'
import type { Machine } from './machine.ts'
import { findStores } from './stores/find-stores.ts'
import type { Change } from './stores/trust-store.ts'
import { type TerminalStreams, terminalOn } from './terminal.ts'

export interface CommandEnvironment extends TerminalStreams {
  readonly args: readonly string[]
  readonly workingFolder: string
  readonly machine: Machine
  readonly signal: AbortSignal
}

interface TrustOptions {
  readonly state?: string
  readonly yes?: boolean
  readonly browsers: boolean
  readonly system: boolean
}

/** Exit codes: 0 done, 1 could not, 2 wrong use. */
export async function runCommand(environment: CommandEnvironment): Promise<number> {
  const { args, stdout, stderr } = environment
  let isDone = true
  const program = commandLine(
    { out: (text) => void stdout.write(text), err: (text) => void stderr.write(text) },
    async (change, options) => {
      isDone = await trustCommand(change, options, environment)
    },
  )
  try {
    await program.parseAsync(args, { from: 'user' })
    return isDone ? 0 : 1
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2
    if (!isAppError(error)) throw error
    stderr.write(`sallyport: ${error.message}\n`)
    return error.code === 'invalid-argument' ? 2 : 1
  }
}

function commandLine(
  { out, err }: { readonly out: (text: string) => void; readonly err: (text: string) => void },
  act: (change: Change, options: TrustOptions) => Promise<void>,
): Command {
  const program = new Command('sallyport')
    .description("A user's side of Sallyport")
    .exitOverride()
    .configureOutput({ writeOut: out, writeErr: err })
    .showHelpAfterError('(add --help for what there is)')
  const local = program.command('local').description('the installation of this checkout, which npm start runs')
  const summaries = {
    trust: "let browsers and the system trust this checkout's authority, asked first",
    untrust: 'undo what trust did, by the fingerprint of the certificate',
  } as const satisfies Record<Change, string>
  for (const change of ['trust', 'untrust'] as const) {
    local
      .command(change)
      .description(summaries[change])
      .option('--state <folder>', 'the folder that npm start keeps its data in (the nearest .sallyport upwards)')
      .option('-y, --yes', 'do not ask; for scripts')
      .option('--no-browsers', 'leave the databases of Chromium and Firefox as they are')
      .option('--no-system', "leave the system's store as it is")
      .action((options: TrustOptions) => act(change, options))
  }
  return program
}

async function trustCommand(
  change: Change,
  { state, yes = false, browsers, system }: TrustOptions,
  { workingFolder, machine, signal, ...streams }: CommandEnvironment,
): Promise<boolean> {
  const terminal = terminalOn(streams)
  if (!yes && !terminal.isInteractive)
    throw new AppError(
      'invalid-argument',
      'there is no terminal to ask at: nothing was changed; --yes goes on without asking',
    )
  const authority = await findLocalAuthority(workingFolder, state)
  const stores = await findStores(machine, { browsers, system }, authority)
  return await changeTrust({ change, authority, stores, isConfirmed: yes }, terminal, signal)
}
