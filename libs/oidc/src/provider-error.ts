import { AppError } from '@sallyport/kernel'
import {
  AuthorizationResponseError,
  ClientError,
  ResponseBodyError,
  WWWAuthenticateChallengeError,
} from 'openid-client'
import type { Refusal } from './identity-provider.ts'

/** The provider's own no, if that is what the error is. */
export function refusalFrom(error: unknown): Refusal | undefined {
  if (error instanceof AuthorizationResponseError || error instanceof ResponseBodyError)
    return refusal(error.error, error.error_description)
  if (error instanceof WWWAuthenticateChallengeError) {
    const parameters = error.cause.at(0)?.parameters
    return refusal(parameters?.error ?? 'invalid_client', parameters?.error_description)
  }
  return undefined
}

/** What went wrong between us and the provider, as our own error; a bug passes through untouched. */
export function toAppError(error: unknown, host: string): unknown {
  const known = appErrorWithin(error)
  if (known) return known
  if (!(error instanceof ClientError)) return error
  if (error.code === 'OAUTH_TIMEOUT')
    return new AppError('deadline-exceeded', `${host} did not answer in time`, { cause: error })
  if (error.code === 'OAUTH_RESPONSE_IS_NOT_CONFORM' || error.code === 'OAUTH_RESPONSE_IS_NOT_JSON')
    return new AppError('unavailable', `${host} does not answer as an OpenID provider`, { cause: error })
  return new AppError('unauthenticated', `what ${host} answered is not acceptable: ${reason(error)}`, { cause: error })
}

function refusal(error: string, description: string | undefined): Refusal {
  return {
    outcome: 'refused',
    error: printable(error, 64),
    ...(description !== undefined && { description: printable(description, 256) }),
  }
}

/** RFC 6749 allows printable ASCII alone; anything else is somebody's attempt at a log or a page. */
function printable(text: string, maxLength: number): string {
  return text.replace(/[^\x20-\x7e]/g, ' ').slice(0, maxLength)
}

function appErrorWithin(error: unknown): AppError | undefined {
  if (error instanceof AppError) return error
  return error instanceof Error ? appErrorWithin(error.cause) : undefined
}

/** The library's phrase and, below it, the more precise one; both are constants of the library, no content of tokens. */
function reason(error: ClientError): string {
  return error.cause instanceof Error ? `${error.message}: ${error.cause.message}` : error.message
}
