import { expect, test } from 'vitest'
import { checkReferences } from './sync-references.ts'
import { TemporaryRepository } from './temporary-repository.ts'

const manifest = (name: string, dependencies: object = {}): string =>
  JSON.stringify({ name: `@sallyport/${name}`, dependencies, nx: { tags: ['layer:domain'] } })
const references = (...paths: readonly string[]): string =>
  JSON.stringify({ references: paths.map((path) => ({ path })) })

test('a reference too few, and one too many, is refused', async () => {
  await using repository = await TemporaryRepository.create({
    'tsconfig.json': references('libs/a', 'libs/b', 'tools'),
    'libs/a/package.json': manifest('a', { '@sallyport/b': '*' }),
    'libs/a/tsconfig.json': references('../../libs/b'),
    'libs/b/package.json': manifest('b'),
    'libs/b/tsconfig.json': references(),
  })
  expect(await checkReferences(repository.root)).toEqual({ count: 3, unit: 'tsconfig files', problems: [] })

  await repository.write({
    'tsconfig.json': references('libs/a', 'tools'),
    'libs/a/tsconfig.json': references(),
    'libs/b/tsconfig.json': references('../../libs/a'),
  })
  expect((await checkReferences(repository.root)).problems.map((line) => line.split(':')[0])).toEqual([
    'tsconfig.json',
    'libs/a/tsconfig.json',
    'libs/b/tsconfig.json',
  ])
})
