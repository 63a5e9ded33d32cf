import { glob, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { CheckOutcome } from './check-outcome.ts'

const document = 'docs/errors.md'

/**
 * Checks docs/errors.md against the code. A comment `<!-- codes: <file> <name> -->` says which exported list the next table explains: the
 * table has one row per code, all of whose cells say something, and no other. Every exported list whose name ends in `Codes` needs one,
 * and no code is in two lists: whoever meets one finds it in one place.
 */
export async function checkErrors(root: string): Promise<CheckOutcome> {
  const text = await readFile(join(root, document), 'utf8')
  const sections = [...text.matchAll(/<!-- codes: (\S+) (\w+) -->([^]*?)(?=<!-- codes: |$)/g)]
  const problems: string[] = []
  let count = 0
  const documented = new Set<string>()
  const owners = new Map<string, string>()
  for (const [, file = '', name = '', body = ''] of sections) {
    documented.add(`${file} ${name}`)
    const codes = await exportedList(root, file, name)
    if (!codes) problems.push(`${document}: ${file} exports no list ${name}`)
    else problems.push(...tableProblems(body, codes, `${file} ${name}`))
    for (const code of codes ?? []) {
      const other = owners.get(code)
      if (other !== undefined) problems.push(`${document}: ${code} is in two lists, ${other} and ${file} ${name}`)
      owners.set(code, `${file} ${name}`)
    }
    count += codes?.length ?? 0
  }
  for (const list of await codeLists(root)) {
    if (!documented.has(list)) problems.push(`${document}: no section for the codes of ${list}`)
  }
  return { count, unit: 'codes', problems }
}

function tableProblems(body: string, codes: readonly string[], source: string): readonly string[] {
  const rows = [...body.matchAll(/^\| `([^`]+)` \|(.*)\|$/gm)]
  const named = rows.map(([, code = '']) => code)
  return [
    ...codes
      .filter((code) => !named.includes(code))
      .map((code) => `${document}: ${code} of ${source} is not explained`),
    ...named.filter((code) => !codes.includes(code)).map((code) => `${document}: ${code} is not among ${source}`),
    ...named.filter((code, at) => named.indexOf(code) !== at).map((code) => `${document}: ${code} is explained twice`),
    ...rows.flatMap(([, code, cells = '']) =>
      cells.split('|').length < 2 || cells.split('|').some((cell) => cell.trim() === '')
        ? [`${document}: ${code} lacks its meaning or its next step`]
        : [],
    ),
  ]
}

async function exportedList(root: string, file: string, name: string): Promise<readonly string[] | undefined> {
  const path = join(root, file)
  const exports: Readonly<Record<string, unknown>> = await import(pathToFileURL(path).href).catch(() => ({}))
  const list = exports[name]
  return Array.isArray(list) && list.every((code) => typeof code === 'string') ? list : undefined
}

async function codeLists(root: string): Promise<readonly string[]> {
  const found: string[] = []
  for await (const file of glob('{libs,apps}/*/src/**/*.ts', { cwd: root, exclude: ['**/*.test.ts', '**/gen/**'] })) {
    const text = await readFile(join(root, file), 'utf8')
    for (const [, name] of text.matchAll(/^export const (\w*[cC]odes) = \[/gm)) found.push(`${file} ${name}`)
  }
  return found.sort()
}
