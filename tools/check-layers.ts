import type { CheckOutcome } from './check-outcome.ts'
import { readWorkspace, type WorkspacePackage } from './workspace.ts'

/** From the bottom up. A package depends on its own layer or on a lower one; apps meet over the network alone. */
const layers = ['kernel', 'domain', 'adapter', 'platform', 'app']
const scope = '@sallyport/'

/**
 * Checks what the packages' manifests allow. Biome's `noUndeclaredDependencies` sees to it that nothing is imported that the manifest
 * does not name, so the two together are a check of the imports.
 */
export async function checkLayers(root: string): Promise<CheckOutcome> {
  const packages = await readWorkspace(root)
  const byName = new Map(packages.map((each) => [each.name, each]))
  const problems = packages.flatMap((from) => [
    ...layerProblems(from),
    ...from.dependencies.flatMap((name) => edgeProblems(from, name, byName)),
  ])
  return { count: packages.length, unit: 'packages', problems: [...problems, ...circles(packages, byName)] }
}

function layerProblems({ directory, layer }: WorkspacePackage): readonly string[] {
  if (layer === undefined || !layers.includes(layer))
    return [`${directory}: nx.tags names no layer of ${layers.join(', ')}`]
  if (directory.startsWith('apps/') !== (layer === 'app'))
    return [`${directory}: apps and only apps are of the layer app`]
  return []
}

function edgeProblems(
  from: WorkspacePackage,
  name: string,
  byName: ReadonlyMap<string, WorkspacePackage>,
): readonly string[] {
  if (!name.startsWith(scope)) return []
  const to = byName.get(name)
  if (!to) return [`${from.directory}: ${name} is not a package of this repository`]
  if (to.layer === 'app') return [`${from.directory} (${from.layer}) must not depend on the app ${to.directory}`]
  if (layers.indexOf(to.layer ?? '') <= layers.indexOf(from.layer ?? '')) return []
  return [`${from.directory} (${from.layer}) must not depend on ${to.directory} (${to.layer}), which is above it`]
}

/** Every circle of packages, told once, from the package that comes first. */
function circles(
  packages: readonly WorkspacePackage[],
  byName: ReadonlyMap<string, WorkspacePackage>,
): readonly string[] {
  const found: string[] = []
  const done = new Set<WorkspacePackage>()
  const visit = (at: WorkspacePackage, path: readonly WorkspacePackage[]): void => {
    const start = path.indexOf(at)
    if (start >= 0)
      found.push(`packages in a circle: ${[...path.slice(start), at].map(({ directory }) => directory).join(' -> ')}`)
    if (start >= 0 || done.has(at)) return
    for (const name of at.dependencies) {
      const next = byName.get(name)
      if (next) visit(next, [...path, at])
    }
    done.add(at)
  }
  for (const each of packages) visit(each, [])
  return found
}
