import { parseArgs } from 'node:util'

export const partNames = ['http', 'puts', 'mirror', 'snapshot'] as const

export type PartName = (typeof partNames)[number]

export interface BenchOptions {
  readonly parts: readonly PartName[]
  readonly isQuick: boolean
  readonly isJson: boolean
}

export const usage = `npm run bench -- [flags]

Measures Sallyport on this machine, each figure beside what it is to be compared with.

  --only PARTS   some of ${partNames.join(',')}
  --quick        a smoke test of under 90 s; its figures are not to be quoted
  --json         the report as JSON
  --help         this text
`

/** `undefined`: the usage was asked for. Throws, with a message for the terminal, for what it does not know. */
export function readOptions(args: readonly string[]): BenchOptions | undefined {
  const { values } = parseArgs({
    args: [...args],
    options: {
      only: { type: 'string' },
      quick: { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  })
  if (values.help) return undefined
  const wanted = values.only?.split(',') ?? partNames
  const unknown = wanted.filter((name) => !isPartName(name))
  if (unknown.length > 0) throw new Error(`there is no part "${unknown.join(', ')}"; there are ${partNames.join(', ')}`)
  return { parts: partNames.filter((name) => wanted.includes(name)), isQuick: values.quick, isJson: values.json }
}

function isPartName(name: string): name is PartName {
  return partNames.some((known) => known === name)
}
