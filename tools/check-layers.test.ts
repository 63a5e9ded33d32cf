import { expect, test } from 'vitest'
import { checkLayers } from './check-layers.ts'
import { TemporaryRepository } from './temporary-repository.ts'

interface Planted {
  readonly layer: string
  readonly dependencies?: readonly string[]
  readonly devDependencies?: readonly string[]
}

async function problemsOf(packages: Readonly<Record<string, Planted>>): Promise<readonly string[]> {
  const named = (names: readonly string[] = []) => Object.fromEntries(names.map((name) => [`@sallyport/${name}`, '*']))
  await using repository = await TemporaryRepository.create(
    Object.fromEntries(
      Object.entries(packages).map(([directory, { layer, dependencies, devDependencies }]) => [
        `${directory}/package.json`,
        JSON.stringify({
          name: `@sallyport/${directory.split('/')[1]}`,
          dependencies: { ...named(dependencies), zod: '1.0.0' },
          devDependencies: named(devDependencies),
          nx: { tags: [`layer:${layer}`] },
        }),
      ]),
    ),
  )
  return (await checkLayers(repository.root)).problems
}

test('the own layer and every lower one may be used', async () => {
  expect(
    await problemsOf({
      'apps/proxy': { layer: 'app', dependencies: ['service', 'grpc', 'kernel'] },
      'libs/service': { layer: 'platform', dependencies: ['grpc'] },
      'libs/grpc': { layer: 'adapter', dependencies: ['http', 'kernel'] },
      'libs/http': { layer: 'adapter' },
      'libs/kernel': { layer: 'kernel' },
    }),
  ).toEqual([])
})

test('an upward edge is refused, also one for development', async () => {
  expect(
    await problemsOf({
      'libs/kernel': { layer: 'kernel', dependencies: ['grpc'] },
      'libs/policy': { layer: 'domain', devDependencies: ['grpc'] },
      'libs/grpc': { layer: 'adapter' },
    }),
  ).toEqual([
    'libs/kernel (kernel) must not depend on libs/grpc (adapter), which is above it',
    'libs/policy (domain) must not depend on libs/grpc (adapter), which is above it',
  ])
})

test('no package depends on an app', async () => {
  expect(
    await problemsOf({
      'apps/proxy': { layer: 'app', dependencies: ['authorize'] },
      'apps/authorize': { layer: 'app' },
    }),
  ).toEqual(['apps/proxy (app) must not depend on the app apps/authorize'])
})

test('a circle within a layer is refused', async () => {
  expect(
    await problemsOf({
      'libs/a': { layer: 'domain', dependencies: ['b'] },
      'libs/b': { layer: 'domain', dependencies: ['c'] },
      'libs/c': { layer: 'domain', dependencies: ['b'] },
    }),
  ).toEqual(['packages in a circle: libs/b -> libs/c -> libs/b'])
})

test('a package without a layer, with the wrong one, or with an unknown neighbour is refused', async () => {
  expect(
    await problemsOf({
      'libs/a': { layer: 'utils' },
      'libs/b': { layer: 'app' },
      'libs/c': { layer: 'domain', dependencies: ['gone'] },
    }),
  ).toEqual([
    'libs/a: nx.tags names no layer of kernel, domain, adapter, platform, app',
    'libs/b: apps and only apps are of the layer app',
    'libs/c: @sallyport/gone is not a package of this repository',
  ])
})
