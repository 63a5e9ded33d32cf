import { expect, test } from 'vitest'
import { checkTypes } from './check-types.ts'
import { TemporaryRepository } from './temporary-repository.ts'

test('a type error, and an enum, which Node cannot run, are refused', async () => {
  await using repository = await TemporaryRepository.create({
    'tsconfig.json': JSON.stringify({ files: [], references: [{ path: 'libs/a' }] }),
    'libs/a/tsconfig.json': JSON.stringify({
      extends: '../../tsconfig.base.json',
      include: ['src'],
      compilerOptions: { outDir: 'out' },
    }),
    'libs/a/package.json': JSON.stringify({ type: 'module' }),
    'libs/a/src/a.ts': 'export const a: number = 1\n',
  })
  await repository.copy('tsconfig.base.json')
  expect(await checkTypes(repository.root)).toEqual({ count: 1, unit: 'projects', problems: [] })
  await repository.write({ 'libs/a/src/a.ts': "export const a: number = 'one'\nexport enum Way { In }\n" })
  expect((await checkTypes(repository.root)).problems).toEqual([
    expect.stringMatching(/^libs\/a\/src\/a\.ts\(1,14\): error TS2322/),
    expect.stringMatching(/^libs\/a\/src\/a\.ts\(2,13\): error TS1294/),
  ])
})
