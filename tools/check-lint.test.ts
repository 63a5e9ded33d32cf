import { expect, test } from 'vitest'
import { checkLint } from './check-lint.ts'
import { TemporaryRepository } from './temporary-repository.ts'

const tsconfig = JSON.stringify({ extends: '../../tsconfig.base.json', include: ['src'] })

/** Each rule that is relied upon, with code that it must refuse. */
const violations = [
  ['typescript(no-floating-promises)', 'Promise.resolve()'],
  [
    'typescript(no-misused-promises)',
    "import { once } from 'node:events'\nif (once(process, 'exit')) process.exitCode = 1",
  ],
  ['typescript(await-thenable)', 'await 1'],
  [
    'typescript(return-await)',
    'export async function f(): Promise<void> {\n  try {\n    return Promise.resolve()\n  } catch {\n    return undefined\n  }\n}',
  ],
  ['typescript(only-throw-error)', "throw 'text'"],
  [
    'typescript(switch-exhaustiveness-check)',
    "export function f(way: 'in' | 'out'): number {\n  switch (way) {\n    case 'in':\n      return 1\n  }\n  return 0\n}",
  ],
  ['typescript(no-explicit-any)', 'export const x: any = 1'],
  ['typescript(no-non-null-assertion)', "export const x = 'a'.at(0)!"],
  ['typescript(consistent-type-imports)', "import { Secret } from './secret.ts'\nexport let x: Secret | undefined"],
  ['import(no-cycle)', "import './cycle.ts'"],
  ['import(no-default-export)', 'export default 1'],
  ['node(no-process-env)', 'export const x = process.env'],
  ['eslint(no-console)', 'console.log(1)'],
  ['unicorn(no-process-exit)', 'process.exit(1)'],
  ['eslint(no-restricted-imports)', "import { request } from 'node:http'\nexport const x = request"],
  ['eslint(no-restricted-imports)', "import { Client } from '@grpc/grpc-js'\nexport const x = Client"],
] as const

test('every rule fails on a planted violation', async () => {
  const planted = violations.map(([rule, code], index) => ({ rule, code, name: `planted-${index}.ts` }))
  await using repository = await TemporaryRepository.create({
    'libs/kernel/tsconfig.json': tsconfig,
    'libs/kernel/src/secret.ts': 'export class Secret {}\n',
    'libs/kernel/src/cycle.ts': `import './${planted.find(({ code }) => code.includes('cycle'))?.name}'\n`,
    ...Object.fromEntries(planted.map(({ name, code }) => [`libs/kernel/src/${name}`, `${code}\nexport {}\n`])),
  })
  await repository.copy('.oxlintrc.json', 'tsconfig.base.json')
  const { problems, count } = await checkLint(repository.root)
  expect(count).toBe(violations.length + 2)
  const missed = planted.filter(
    ({ rule, name }) => !problems.some((line) => line.includes(name) && line.includes(rule)),
  )
  expect(missed).toEqual([])
})

test('a long file is noted and does not fail', async () => {
  await using repository = await TemporaryRepository.create({
    'libs/kernel/tsconfig.json': tsconfig,
    'libs/kernel/src/long.ts': Array.from({ length: 301 }, (_, line) => `export const a${line} = 1\n`).join(''),
  })
  await repository.copy('.oxlintrc.json', 'tsconfig.base.json')
  const { problems, notes } = await checkLint(repository.root)
  expect(problems).toEqual([])
  expect(notes).toEqual([expect.stringContaining('max-lines')])
})

test('a linter that says nothing has looked at nothing', async () => {
  await using repository = await TemporaryRepository.create()
  await repository.write({ '.oxlintrc.json': 'not json' })
  expect(await checkLint(repository.root)).toMatchObject({
    count: 0,
    problems: [expect.stringContaining('.oxlintrc.json')],
  })
})
