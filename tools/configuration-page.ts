import type { z } from 'zod'

type JsonSchema = z.core.JSONSchema.BaseSchema

const introduction = `# Configuration

One YAML file configures every service; each reads its own part of it: \`node apps/<service>/src/main.ts --config FILE\`.
Routes and policies reach the other services through databroker.

An unknown key, a bad value, or a file that cannot be read is an error. Everything that is wrong is written to standard error at once, one line
each, \`file:line:column: key: what is wrong\`, and the exit code is 2. A configured value is never printed.

A service follows its file, and the files that it names. A change that is not valid leaves the last valid configuration in use, and is
reported in the log, in a metric and in \`/status\`.

| form | written as |
|---|---|
| duration | \`250ms\`, \`30s\`, \`1h30m\` |
| address | \`host:port\`, \`[ipv6]:port\`; to listen on every interface, \`:port\` |
| file | a path, absolute or relative to the configuration file |
| secret | a string that is never printed; each has a twin \`<key>_file\` that names a file with the secret, and one of the two is given |

This page is generated from the schema by \`npm run generate\`.
`

/** The page on the configuration: a table of keys for the top, and one for every mapping below it. */
export function configurationPage(schema: JsonSchema): string {
  const definitions = Object.entries(schema.$defs ?? {}).map(([name, definition]) => sections(name, definition, name))
  return [introduction, sections('Top level', schema, ''), ...definitions].join('\n')
}

function sections(heading: string, schema: JsonSchema, prefix: string): string {
  const required = schema.required ?? []
  const properties = Object.entries(schema.properties ?? {}).flatMap(([key, property]) =>
    typeof property === 'boolean' ? [] : [{ key, property }],
  )
  const rows = properties.map(({ key, property }) => {
    const fallback = required.includes(key) ? 'required' : defaultOf(property)
    return `| \`${key}\` | ${typeOf(property, join(prefix, key))} | ${fallback} | ${(property.description ?? '').replaceAll('|', '\\|')} |`
  })
  const table = `## ${heading}\n\n| key | type | default | meaning |\n|---|---|---|---|\n${rows.join('\n')}\n`
  const below = properties.flatMap(({ key, property }) => {
    const { schema: inner, suffix } = innermost(property)
    const path = join(prefix, key) + suffix
    return inner.properties ? [sections(`\`${path}\``, inner, path)] : []
  })
  return [table, ...below].join('\n')
}

/** The mapping that a property holds, itself, by name or in a list, and how its path is written. */
function innermost(property: JsonSchema): { readonly schema: JsonSchema; readonly suffix: string } {
  const { items, additionalProperties } = property
  if (isSchema(items)) return { schema: items, suffix: '[]' }
  if (isSchema(additionalProperties)) return { schema: additionalProperties, suffix: '.<name>' }
  return { schema: property, suffix: '' }
}

function typeOf(property: JsonSchema, path: string): string {
  if (property.$ref !== undefined) return linkTo(property.$ref.replace('#/$defs/', ''))
  if (property.enum) return `one of ${property.enum.map((option) => `\`${String(option)}\``).join(', ')}`
  if (property.const !== undefined) return `\`${String(property.const)}\``
  if (property.anyOf) return property.anyOf.map((option) => (isSchema(option) ? typeOf(option, path) : '')).join(' or ')
  const { items, additionalProperties } = property
  if (isSchema(items)) return items.properties ? `list of ${linkTo(`${path}[]`)}` : `list of ${typeOf(items, path)}`
  if (isSchema(additionalProperties)) {
    const value = additionalProperties.properties ? linkTo(`${path}.<name>`) : typeOf(additionalProperties, path)
    return `mapping of name to ${value}`
  }
  if (property.properties) return linkTo(path)
  return property.title ?? String(property.type ?? 'any')
}

function defaultOf(property: JsonSchema): string {
  const { default: fallback } = property
  if (fallback === undefined || (typeof fallback === 'object' && Object.keys(fallback ?? {}).length === 0)) return ''
  return `\`${typeof fallback === 'string' ? fallback : JSON.stringify(fallback)}\``
}

function linkTo(heading: string): string {
  return `[${heading.replaceAll('<', '&lt;')}](#${heading.toLowerCase().replaceAll(/[^a-z0-9_-]/g, '')})`
}

function join(prefix: string, key: string): string {
  return prefix === '' ? key : `${prefix}.${key}`
}

function isSchema(value: unknown): value is JsonSchema {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
