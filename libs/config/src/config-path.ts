/** Where a value stands in the configuration file: keys and list indexes from the top. */
export type ConfigPath = readonly (string | number)[]

/** The path as an operator writes it: `routes[2].from`. */
export function formatPath(path: ConfigPath): string {
  let text = ''
  for (const part of path) {
    if (typeof part === 'number') text += `[${part}]`
    else text += text === '' ? part : `.${part}`
  }
  return text
}
