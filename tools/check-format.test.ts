import { expect, test } from 'vitest'
import { checkFormat } from './check-format.ts'
import { TemporaryRepository } from './temporary-repository.ts'

test('bad format, unsorted imports and undeclared packages are refused', async () => {
  await using repository = await TemporaryRepository.create({
    'libs/a/package.json': `${JSON.stringify({ name: '@sallyport/a', dependencies: { zod: '1' } }, null, 2)}\n`,
    'libs/a/src/good.ts': "import { z } from 'zod'\n\nexport const good = z.string()\n",
  })
  await repository.copy('biome.json')
  await repository.replace('biome.json', '"enabled": true, "clientKind"', '"enabled": false, "clientKind"')
  expect((await checkFormat(repository.root)).problems).toEqual([])

  await repository.write({
    'libs/a/src/format.ts': 'export const  untidy = 1;\n',
    'libs/a/src/undeclared.ts': "import { policy } from '@sallyport/policy'\n\nexport const undeclared = policy\n",
    'libs/a/src/unsorted.ts':
      "import { z } from 'zod'\nimport { join } from 'node:path'\n\nexport const unsorted = [z, join]\n",
  })
  const { problems, count } = await checkFormat(repository.root)
  expect(count).toBeGreaterThan(3)
  expect(problems.map((line) => line.split(': ').slice(0, 2).join(' ').replace(/:\d+/, '')).sort()).toEqual([
    'libs/a/src/format.ts format',
    'libs/a/src/undeclared.ts lint/correctness/noUndeclaredDependencies',
    'libs/a/src/unsorted.ts assist/source/organizeImports',
  ])
})
