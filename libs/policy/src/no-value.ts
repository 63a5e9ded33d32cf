import type { Problems } from './problems.ts'

/** Whatever stands beside a criterion that takes no value is ignored, but `false` would read as if it switched it off. */
export function checkNoValue(data: unknown, problems: Problems): void {
  if (data === false) problems.add('takes no value, and false does not switch it off: remove the criterion')
}
