import { expect, expectTypeOf, test } from 'vitest'
import {
  authenticateService,
  authorizeService,
  databrokerService,
  EncodedMessage,
  encodeSyncResponse,
  fromTimestamp,
  healthService,
  keysService,
  type PutRequest,
  type PutRequestInput,
  type SyncResponse,
  type SyncResponseInput,
  toTimestamp,
} from './index.ts'

test('every method has the path and the kind that its file gives it', () => {
  const paths = [healthService, authenticateService, authorizeService, databrokerService, keysService].flatMap(
    (service) =>
      Object.values(service).map(({ path, requestStream, responseStream }) => ({
        path,
        requestStream,
        responseStream,
      })),
  )
  expect(paths).toHaveLength(15)
  expect(paths).toContainEqual({
    path: '/sallyport.databroker.v1.Databroker/Sync',
    requestStream: true,
    responseStream: true,
  })
  expect(paths).toContainEqual({
    path: '/sallyport.authorize.v1.Authorize/Check',
    requestStream: false,
    responseStream: false,
  })
  expectTypeOf(databrokerService.Sync.requestStream).toEqualTypeOf<true>()
  expectTypeOf(databrokerService.Put.requestStream).toEqualTypeOf<false>()
  expectTypeOf(healthService.Watch.responseStream).toEqualTypeOf<true>()
})

test('a 64-bit number arrives as the decimal string that was sent', () => {
  const request: PutRequestInput = { type: 'route', id: 'r', expectedVersion: '18446744073709551615' }
  const received: PutRequest = databrokerService.Put.requestDeserialize(databrokerService.Put.requestSerialize(request))
  expect(received.expectedVersion).toBe('18446744073709551615')
})

test('an optional field that was not sent is absent, which is not the same as zero', () => {
  const { Put } = databrokerService
  expect(Put.requestDeserialize(Put.requestSerialize({ id: 'r' })).expectedVersion).toBeUndefined()
  expect(Put.requestDeserialize(Put.requestSerialize({ id: 'r', expectedVersion: 0 })).expectedVersion).toBe('0')
})

test('a oneof says which of its fields was sent', () => {
  const received: SyncResponse = roundTrip({ checkpoint: { epoch: 'e', version: 7 } })
  expect(received.response).toBe('checkpoint')
  expect(received.checkpoint).toMatchObject({ epoch: 'e', version: '7' })
})

test('a response encoded beforehand goes out with the same bytes as one that is not', () => {
  const response: SyncResponseInput = {
    changes: { records: [{ type: 'session', id: 's', version: '9', data: Buffer.from('{"a":1}') }] },
  }
  const encoded = encodeSyncResponse(response)
  expect(encoded).toBeInstanceOf(EncodedMessage)
  expect(databrokerService.Sync.responseSerialize(encoded)).toBe(encoded.bytes)
  expect(databrokerService.Sync.responseSerialize(response)).toEqual(encoded.bytes)
})

test.each(['1969-12-31T23:59:59.999Z', '1970-01-01T00:00:00.000Z', '2031-05-06T07:08:09.010Z'])(
  'the instant %s survives the wire',
  (instant) => {
    const received = roundTrip({ changes: { records: [{ createdAt: toTimestamp(new Date(instant)) }] } })
    const createdAt = received.changes?.records[0]?.createdAt
    expect(createdAt && fromTimestamp(createdAt)).toEqual(new Date(instant))
  },
)

test('an instant before 1970 counts its nanoseconds forward', () => {
  expect(toTimestamp(new Date(-1))).toEqual({ seconds: -1, nanos: 999_000_000 })
})

function roundTrip(response: SyncResponseInput): SyncResponse {
  return databrokerService.Sync.responseDeserialize(databrokerService.Sync.responseSerialize(response))
}
