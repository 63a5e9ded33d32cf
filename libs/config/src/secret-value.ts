import { Secret } from '@sallyport/kernel'
import { z } from 'zod'

/** A secret that stands in the configuration file itself. */
export function secretValue() {
  return z
    .string()
    .min(1, 'must not be empty')
    .transform((value) => new Secret(value))
    .meta({ title: 'secret' })
}

/** The path of a file, absolute or relative to the configuration file. */
export function filePath() {
  return z.string().min(1, 'must not be empty').meta({ title: 'file' })
}
