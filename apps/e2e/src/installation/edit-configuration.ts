import { readFile, writeFile } from 'node:fs/promises'
import { type Document, parseDocument } from 'yaml'
import type { Installation } from './installation.ts'

/** Edits `config.yaml` as its operator would, while everything runs. */
export async function editConfiguration(
  { configFile }: Pick<Installation, 'configFile'>,
  edit: (document: Document) => void,
): Promise<void> {
  const document = parseDocument(await readFile(configFile, 'utf8'))
  edit(document)
  await writeFile(configFile, document.toString({ lineWidth: 0 }))
}

/** Adds a route to a host `<name>.localhost`; `settings` are those of a route in the configuration. */
export async function addRoute(
  installation: Installation,
  name: string,
  settings: Readonly<Record<string, unknown>>,
): Promise<void> {
  await editConfiguration(installation, (document) =>
    document.addIn(['routes'], document.createNode({ name, from: installation.url(name).origin, ...settings })),
  )
}
