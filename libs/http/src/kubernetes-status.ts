import type { ErrorReport } from './error-report.ts'

/** A `metav1.Status`, which kubectl prints as "Error from server (Forbidden): …". */
export function kubernetesStatus({ status, message, reason, requestId, retryAfterSeconds }: ErrorReport): object {
  return {
    kind: 'Status',
    apiVersion: 'v1',
    metadata: {},
    status: 'Failure',
    message: `${message} (${reason}, request ${requestId})`,
    reason: reasons[status] ?? '',
    ...(retryAfterSeconds === undefined ? {} : { details: { retryAfterSeconds: Math.ceil(retryAfterSeconds) } }),
    code: status,
  }
}

const reasons: Readonly<Record<number, string>> = {
  400: 'BadRequest',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'NotFound',
  405: 'MethodNotAllowed',
  409: 'Conflict',
  429: 'TooManyRequests',
  500: 'InternalError',
  503: 'ServiceUnavailable',
  504: 'Timeout',
}
