import { expect, test } from 'vitest'
import { checkDocs } from './generate-docs.ts'
import { TemporaryRepository } from './temporary-repository.ts'

test('a page that differs from the schema, and a missing one, is refused', async () => {
  await using repository = await TemporaryRepository.create()
  expect((await checkDocs(repository.root)).problems).toHaveLength(1)
  await repository.copy('docs/configuration.md')
  const { problems, count } = await checkDocs(repository.root)
  expect(problems).toEqual([])
  expect(count).toBeGreaterThan(50)
  await repository.replace('docs/configuration.md', '`14h`', '`15h`')
  expect((await checkDocs(repository.root)).problems).toHaveLength(1)
})
