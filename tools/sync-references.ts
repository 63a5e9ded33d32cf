import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { CheckOutcome } from './check-outcome.ts'
import { readWorkspace } from './workspace.ts'

const references = /"references":\s*\[[^\]]*\]/

interface ReferenceFile {
  readonly file: string
  readonly text: string
  readonly wanted: readonly string[]
}

/** Checks that each tsconfig.json refers to exactly the packages that its package.json names, and the one at the root to all. */
export async function checkReferences(root: string): Promise<CheckOutcome> {
  const files = await referenceFiles(root)
  const problems = files
    .filter(({ text, wanted }) => JSON.stringify(referencesOf(text)) !== JSON.stringify(wanted))
    .map(({ file }) => `${file}: its references are not those of package.json; run npm run generate`)
  return { count: files.length, unit: 'tsconfig files', problems }
}

async function syncReferences(root: string): Promise<void> {
  for (const { file, text, wanted } of await referenceFiles(root)) {
    const entries = wanted.map((path) => `    {\n      "path": ${JSON.stringify(path)}\n    }`).join(',\n')
    const written = text.replace(references, `"references": [${entries === '' ? '' : `\n${entries}\n  `}]`)
    if (written !== text) await writeFile(join(root, file), written)
  }
}

async function referenceFiles(root: string): Promise<readonly ReferenceFile[]> {
  const packages = await readWorkspace(root)
  const directories = new Map(packages.map(({ name, directory }) => [name, directory]))
  // Libraries first, as a reader of the file meets them from the bottom up; `tsc -b` finds the order of building by itself.
  const everything = packages.map(({ directory }) => directory).sort(librariesFirst)
  const wantedByFile = [
    { file: 'tsconfig.json', wanted: [...everything, 'tools'] },
    ...packages.map(({ directory, dependencies }) => ({
      file: `${directory}/tsconfig.json`,
      wanted: dependencies
        .flatMap((name) => directories.get(name) ?? [])
        .sort(librariesFirst)
        .map((target) => `../../${target}`),
    })),
  ]
  return Promise.all(
    wantedByFile.map(async ({ file, wanted }) => ({ file, wanted, text: await readFile(join(root, file), 'utf8') })),
  )
}

function librariesFirst(a: string, b: string): number {
  const rank = (path: string): string => `${path.startsWith('apps/') ? 1 : 0}${path}`
  return rank(a) < rank(b) ? -1 : 1
}

function referencesOf(text: string): readonly string[] {
  const { references: found = [] }: { references?: { path: string }[] } = JSON.parse(text)
  return found.map(({ path }) => path)
}

if (import.meta.main) await syncReferences(join(import.meta.dirname, '..'))
