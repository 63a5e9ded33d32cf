import { resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { AppError } from '@sallyport/kernel'
import type { PortChoices } from './ports.ts'

export interface LocalOptions {
  readonly stateFolder: string
  /** A Postgres to use in place of the embedded one. */
  readonly postgresUrl: string | undefined
  readonly ports: PortChoices
}

type ParsedOptions =
  | { readonly outcome: 'help'; readonly text: string }
  | { readonly outcome: 'run'; readonly options: LocalOptions }

const portFlags = {
  port: ['public', 'PORT', 'all public addresses (8443)'],
  'provider-port': ['provider', 'PORT', 'the demonstration identity provider (9000)'],
  'upstream-port': ['upstream', 'PORT', 'the demonstration upstream (9100)'],
  'postgres-port': ['postgres', 'PORT', 'the embedded Postgres (5442)'],
  'admin-ports': ['admin', 'FIRST', 'metrics and health, four in a row (9901)'],
  'internal-ports': ['internal', 'FIRST', 'between the services, four in a row (5443)'],
} as const satisfies Record<string, readonly [keyof PortChoices, string, string]>

type PortFlag = keyof typeof portFlags

/** How a port is moved, for messages. */
export function movedBy(flag: PortFlag): string {
  return `npm start -- --${flag} ${portFlags[flag][1]} or ${environmentName(flag)}`
}

/** Reads the command line; every flag has a twin in the environment, and the flag wins. */
export function readOptions(args: readonly string[], environment: NodeJS.ProcessEnv, root: string): ParsedOptions {
  const flags = parse(args)
  if (flags['help'] === true) return { outcome: 'help', text: helpText() }
  const value = (flag: string): string | undefined => {
    const given = flags[flag] ?? environment[environmentName(flag)]
    return typeof given === 'string' && given !== '' ? given : undefined
  }
  const ports = Object.entries(portFlags).map(([flag, [name]]) => [name, readPort(flag, value(flag))])
  const stateFolder = resolve(root, value('state') ?? '.sallyport')
  return {
    outcome: 'run',
    options: { stateFolder, postgresUrl: value('postgres-url'), ports: Object.fromEntries(ports) },
  }
}

function parse(args: readonly string[]): Record<string, string | boolean | undefined> {
  const string = { type: 'string' } as const
  const portOptions = Object.fromEntries(Object.keys(portFlags).map((flag) => [flag, string]))
  try {
    const options = {
      ...portOptions,
      state: string,
      'postgres-url': string,
      help: { type: 'boolean', short: 'h' },
    } as const
    return parseArgs({ args: [...args], options }).values
  } catch (error) {
    // Node says what is wrong with the command line in words that fit a terminal.
    throw new AppError(
      'invalid-argument',
      `${error instanceof Error ? error.message : String(error)}\nnpm start -- --help lists the flags`,
    )
  }
}

function readPort(flag: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined
  const last = flag.endsWith('ports') ? 65_532 : 65_535
  if (/^\d{1,5}$/.test(text) && Number(text) >= 1 && Number(text) <= last) return Number(text)
  throw new AppError(
    'invalid-argument',
    `--${flag} (${environmentName(flag)}) must be a port from 1 to ${last}, not "${text}"`,
  )
}

function environmentName(flag: string): string {
  return `SALLYPORT_${flag.toUpperCase().replaceAll('-', '_')}`
}

function helpText(): string {
  const rows = [
    ...Object.entries(portFlags).map(([flag, [, unit, text]]) => [`--${flag} ${unit}`, environmentName(flag), text]),
    ['--state FOLDER', environmentName('state'), 'everything that is kept (.sallyport)'],
    ['--postgres-url URL', environmentName('postgres-url'), 'a Postgres 15 or newer in place of the embedded one'],
    ['--help', '', 'this text'],
  ]
  const lines = rows.map(([flag = '', name = '', text = '']) => `  ${flag.padEnd(24)}${name.padEnd(28)}${text}`)
  return [
    'npm start -- [flags]',
    '',
    'Runs the whole of Sallyport on this machine. A flag wins over its environment variable.',
    '',
    ...lines,
  ].join('\n')
}
