import { z } from 'zod'

/** Refuses a mapping that has none of `keys`, or more than one. It looks at the keys alone, so it also speaks when other values are wrong. */
export function exactlyOneOf<const Keys extends readonly [string, string, ...string[]]>(...keys: Keys) {
  return z.superRefine<object>(
    (value, context) => {
      const given = keys.filter((key) => Object.hasOwn(value, key))
      if (given.length === 1) return
      const names = `${keys.slice(0, -1).join(', ')} ${given.length === 0 ? 'or' : 'and'} ${keys.at(-1)}`
      const message = given.length === 0 ? `needs ${names}` : `only one of ${names} may be given`
      context.addIssue({ code: 'custom', message, path: given.slice(1, 2) })
    },
    { when: ({ value }) => typeof value === 'object' && value !== null },
  )
}
