import { expect, test } from 'vitest'
import { checkSecurityCases } from './check-security-cases.ts'
import { securityCaseIds } from './security-case-ids.ts'
import { TemporaryRepository } from './temporary-repository.ts'

const problemsOf = async (ids: readonly string[], ...rows: readonly string[]): Promise<readonly string[]> => {
  await using repository = await TemporaryRepository.create({
    'docs/security-cases.md': ['| id | input | tests |', '|---|---|---|', ...rows, ''].join('\n'),
    'libs/a/src/contract/doors.ts': "test('every door is shut', () => {})\n",
    'libs/a/src/a.test.ts': `test('a door is shut', () => {})\ntest("it's locked", () => {})\n`,
  })
  return (await checkSecurityCases(repository.root, ids)).problems
}

test('a case has tests that exist, or a reason', async () => {
  expect(
    await problemsOf(
      ['SI-01', 'SI-02', 'SI-03', 'SI-04'],
      "| SI-01 | a | `libs/a/src/a.test.ts`: a door is shut<br>`libs/a/src/a.test.ts`: it's locked |",
      '| SI-02 | b | not yet: there is no door |',
      '| SI-03 | c | `libs/a/src/contract/doors.ts`: every door is shut |',
      '| SI-04 | d | `libs/a/src/a.test.ts`: a door is shut<br>not yet: there is no window |',
    ),
  ).toEqual([])
})

test('a case without a row, an unknown one and a second row are refused', async () => {
  expect(
    await problemsOf(
      ['SI-01', 'SI-02'],
      ...['SI-01', 'SI-01', 'ZZ-01'].map((id) => `| ${id} | a | not yet: no door |`),
    ),
  ).toEqual([
    'docs/security-cases.md: SI-02 has no row',
    'docs/security-cases.md: ZZ-01 is not in the catalogue',
    'docs/security-cases.md: SI-01 has two rows',
  ])
})

test('a test that does not exist, and a bare "not yet", are refused', async () => {
  expect(
    await problemsOf(
      ['SI-01', 'SI-02', 'SI-03', 'SI-04'],
      '| SI-01 | a | `libs/a/src/a.test.ts`: a door |',
      '| SI-02 | a | `libs/a/src/b.test.ts`: a door is shut |',
      '| SI-03 | a | not yet: |',
      '| SI-04 | a | tested by hand |',
    ),
  ).toEqual([
    'docs/security-cases.md: SI-01: libs/a/src/a.test.ts has no test "a door"',
    'docs/security-cases.md: SI-02: libs/a/src/b.test.ts has no test "a door is shut"',
    expect.stringMatching(/SI-03: neither names a test/),
    expect.stringMatching(/SI-04: neither names a test/),
  ])
})

test('the catalogue counts eighty cases, from SI-01 to DB-10', () => {
  expect(securityCaseIds).toHaveLength(80)
  expect([securityCaseIds[0], securityCaseIds.at(-1)]).toEqual(['SI-01', 'DB-10'])
})
