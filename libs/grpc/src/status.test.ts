import { Metadata, type ServiceError, status as Status } from '@grpc/grpc-js'
import { AppError, errorCodes } from '@sallyport/kernel'
import { expect, test } from 'vitest'
import { fromServiceError, toCallStatus } from './status.ts'

function serviceError(code: Status, details: string): ServiceError {
  return Object.assign(new Error(details), { code, details, metadata: new Metadata() })
}

test.each(errorCodes)('the code %s comes back as it was sent', (code) => {
  const { code: status, details } = toCallStatus(new AppError(code, 'why'))
  expect(fromServiceError(serviceError(status, details), 'databroker')).toMatchObject({
    code,
    message: 'databroker: why',
  })
})

test('a peer learns nothing of a bug', () => {
  expect(toCallStatus(new TypeError('secret is undefined'))).toEqual({
    code: Status.INTERNAL,
    details: 'internal error',
  })
  expect(toCallStatus('thrown text')).toEqual({ code: Status.INTERNAL, details: 'internal error' })
})

test('a message is cut to what a header can hold and made well-formed', () => {
  const { details } = toCallStatus(new AppError('not-found', `${'x'.repeat(1023)}😀 and more`))
  expect(details).toBe(`${'x'.repeat(1023)}\ufffd`)
  expect(() => encodeURI(details)).not.toThrow()
})

test.each([Status.INTERNAL, Status.UNKNOWN, Status.DATA_LOSS])(
  'a bug of the peer (status %d) is unavailability',
  (code) => {
    const error = serviceError(code, 'internal error')
    expect(fromServiceError(error, 'authorize')).toMatchObject({ code: 'unavailable', cause: error })
  },
)
