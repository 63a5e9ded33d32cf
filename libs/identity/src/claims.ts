import { AppError } from '@sallyport/kernel'
import { storableText } from './storable-text.ts'

export type JsonValue = string | number | boolean | null | readonly JsonValue[] | { readonly [name: string]: JsonValue }

/** Claims by name, on an object without a prototype: a claim called `constructor` is there only if the provider sent it. */
export type Claims = { readonly [name: string]: JsonValue }

/** Most bytes that the claims of one person may take as JSON. */
export const maxClaimsBytes = 131_072
const maxDepth = 8

/**
 * A copy of what a provider said that no later code can be surprised by: own JSON values only, no prototypes and no `__proto__`, bounded in depth and size,
 * and text that can be stored.
 * Throws `resource-exhausted` for more; leaving some out would let a person slip past a rule that denies by them.
 */
export function copyClaims(source: unknown, exceptNames: ReadonlySet<string> = new Set()): Claims {
  const claims = copyObject(isObject(source) ? source : {}, maxDepth, exceptNames)
  if (Buffer.byteLength(JSON.stringify(claims)) > maxClaimsBytes)
    throw new AppError('resource-exhausted', `the identity provider sent more than ${maxClaimsBytes} bytes of claims`)
  return claims
}

/** The claim of that name, never what an object inherits. */
export function ownClaim(source: unknown, name: string): unknown {
  return isObject(source) && Object.hasOwn(source, name) ? source[name] : undefined
}

function copyObject(source: JsonObject, depth: number, exceptNames?: ReadonlySet<string>): Claims {
  const copy: { [name: string]: JsonValue } = Object.create(null)
  for (const [name, value] of Object.entries(source)) {
    if (name === '__proto__' || exceptNames?.has(name)) continue
    const copied = copyValue(value, depth)
    if (copied !== undefined) copy[storableText(name)] = copied
  }
  return copy
}

function copyValue(value: unknown, depth: number): JsonValue | undefined {
  if (typeof value === 'string') return storableText(value)
  if (value === null || typeof value === 'boolean') return value
  if (typeof value === 'number') return Number.isFinite(value) ? value : undefined
  if (depth === 0) throw new AppError('resource-exhausted', `the identity provider nests claims over ${maxDepth} deep`)
  if (Array.isArray(value))
    return value.flatMap((element) => {
      const copied = copyValue(element, depth - 1)
      return copied === undefined ? [] : [copied]
    })
  return isObject(value) ? copyObject(value, depth - 1) : undefined
}

type JsonObject = { readonly [name: string]: unknown }

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
