import { expect, test } from 'vitest'
import { checkErrors } from './check-errors.ts'
import { TemporaryRepository } from './temporary-repository.ts'

const page = `
<!-- codes: libs/a/src/codes.ts aCodes -->

| code | meaning | next step |
|---|---|---|
| \`one\` | The first. | Nothing. |
| \`two\` | The second. | Nothing. |
`
const files = { 'docs/errors.md': page, 'libs/a/src/codes.ts': "export const aCodes = ['one', 'two'] as const\n" }

test('a page that explains every code is in order', async () => {
  await using repository = await TemporaryRepository.create(files)
  expect(await checkErrors(repository.root)).toEqual({ count: 2, unit: 'codes', problems: [] })
})

test('a code without a row, a row without a code, a second row and an empty cell are refused', async () => {
  await using repository = await TemporaryRepository.create({
    ...files,
    'docs/errors.md': `${page.replace('`two`', '`three`').replace('| Nothing. |', '| |')}| \`one\` | Again. | Nothing. |\n`,
  })
  expect((await checkErrors(repository.root)).problems).toEqual([
    'docs/errors.md: two of libs/a/src/codes.ts aCodes is not explained',
    'docs/errors.md: three is not among libs/a/src/codes.ts aCodes',
    'docs/errors.md: one is explained twice',
    'docs/errors.md: one lacks its meaning or its next step',
  ])
})

test('a code in two lists is refused, and a row may say more than its meaning and the next step', async () => {
  await using repository = await TemporaryRepository.create({
    'docs/errors.md': `${page}\n<!-- codes: libs/b/src/codes.ts bCodes -->\n\n| \`two\` | 404 | 5 | The same. | Nothing. |\n`,
    'libs/a/src/codes.ts': files['libs/a/src/codes.ts'],
    'libs/b/src/codes.ts': "export const bCodes = ['two'] as const\n",
  })
  expect((await checkErrors(repository.root)).problems).toEqual([
    'docs/errors.md: two is in two lists, libs/a/src/codes.ts aCodes and libs/b/src/codes.ts bCodes',
  ])
})

test('a list of codes that the page does not name is refused, and one that is not there', async () => {
  await using repository = await TemporaryRepository.create({
    ...files,
    'docs/errors.md': page.replaceAll('aCodes', 'bCodes'),
    'apps/b/src/refusals.ts': "export const refusalCodes = [\n  'three',\n] as const\n",
  })
  expect((await checkErrors(repository.root)).problems).toEqual([
    'docs/errors.md: libs/a/src/codes.ts exports no list bCodes',
    'docs/errors.md: no section for the codes of apps/b/src/refusals.ts refusalCodes',
    'docs/errors.md: no section for the codes of libs/a/src/codes.ts aCodes',
  ])
})
