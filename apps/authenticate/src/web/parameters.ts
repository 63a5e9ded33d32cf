import { AppError } from '@sallyport/kernel'

/** Longest query or form, in characters, whose parameters are read. */
export const maxParametersLength = 8_192

/**
 * The parameters of a query or a form by name. Throws `invalid-argument` if one comes twice (RFC 6749 section 3.1), because two readers
 * could take different ones, and if there is more than a flow could ever need.
 */
export function singleParameters(text: string): ReadonlyMap<string, string> {
  if (text.length > maxParametersLength) throw new AppError('invalid-argument', 'the parameters are too long')
  const parameters = new Map<string, string>()
  for (const [name, value] of new URLSearchParams(text)) {
    if (parameters.has(name)) throw new AppError('invalid-argument', 'a parameter came twice')
    parameters.set(name, value)
  }
  return parameters
}
