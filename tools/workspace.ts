import { glob, readFile } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'

/** One package of the workspace. */
export interface WorkspacePackage {
  readonly name: string
  /** Relative to the repository, such as `libs/kernel`. */
  readonly directory: string
  /** What its `nx.tags` say after `layer:`. */
  readonly layer: string | undefined
  /** Every package it names, for running or for development, of the workspace or not. */
  readonly dependencies: readonly string[]
}

/** Reads the manifests of all packages, in the order of their directories. */
export async function readWorkspace(root: string): Promise<readonly WorkspacePackage[]> {
  const packages: WorkspacePackage[] = []
  for await (const file of glob('{libs,apps}/*/package.json', { cwd: root })) {
    packages.push(parseManifest(dirname(file), await readFile(join(root, file), 'utf8')))
  }
  return packages.sort((a, b) => (a.directory < b.directory ? -1 : 1))
}

interface Manifest {
  readonly name?: string
  readonly nx?: { readonly tags?: readonly string[] }
  readonly dependencies?: Readonly<Record<string, string>>
  readonly devDependencies?: Readonly<Record<string, string>>
}

function parseManifest(directory: string, text: string): WorkspacePackage {
  const manifest: Manifest = JSON.parse(text)
  return {
    name: manifest.name ?? basename(directory),
    directory,
    layer: manifest.nx?.tags?.find((tag) => tag.startsWith('layer:'))?.slice('layer:'.length),
    dependencies: Object.keys({ ...manifest.dependencies, ...manifest.devDependencies }),
  }
}
