import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { configDocumentSchema } from '@sallyport/config'
import { z } from 'zod'
import type { CheckOutcome } from './check-outcome.ts'
import { configurationPage } from './configuration-page.ts'

const page = 'docs/configuration.md'

/** Checks that the page on the configuration is what the schema gives today. */
export async function checkDocs(root: string): Promise<CheckOutcome> {
  const found = await readFile(join(root, page), 'utf8').catch(() => '')
  const wanted = generate()
  const problems = found === wanted ? [] : [`${page} is not what the schema gives; run npm run generate`]
  return { count: wanted.split('\n').filter((line) => line.startsWith('| `')).length, unit: 'keys', problems }
}

function generate(): string {
  return configurationPage(z.toJSONSchema(configDocumentSchema, { io: 'input' }))
}

if (import.meta.main) await writeFile(join(import.meta.dirname, '..', page), generate())
