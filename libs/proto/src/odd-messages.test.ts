import { expect, test } from 'vitest'
import { authorizeService, databrokerService } from './index.ts'

const { requestDeserialize: readPut, requestSerialize: writePut } = databrokerService.Put
const { requestDeserialize: readCheck } = authorizeService.Check

/** A field of wire type 2 (protobuf encoding guide): its tag, its length, its bytes. */
function field(number: number, bytes: Buffer): Buffer {
  const length: number[] = []
  for (let rest = bytes.length; ; rest >>>= 7) {
    length.push(rest > 0x7f ? (rest & 0x7f) | 0x80 : rest)
    if (rest <= 0x7f) break
  }
  return Buffer.concat([Buffer.from([(number << 3) | 2, ...length]), bytes])
}

test.each<[string, Buffer]>([
  ['groups within groups without end', Buffer.alloc(100_000, (15 << 3) | 3)],
  ['bytes that are cut off', field(3, Buffer.from('route')).subarray(0, 4)],
  ['a length beyond the message', Buffer.from([(3 << 3) | 2, 0xff, 0xff, 0xff, 0xff, 0x07])],
  ['a number that never ends', Buffer.alloc(20, 0xff)],
  ['a wire type that does not exist', Buffer.from([(15 << 3) | 7, 0])],
])('%s is an error', (_, bytes) => {
  expect(() => readPut(bytes)).toThrow(Error)
})

test('unknown fields are passed over', () => {
  const known = writePut({ type: 'route', id: 'r' })
  const unknown = field(15, Buffer.alloc(1_000_000))
  expect(readPut(Buffer.concat([unknown, known, unknown]))).toEqual(readPut(known))
})

test('text that is not UTF-8 becomes well-formed text', () => {
  const overlong = Buffer.from([0x2f, 0xc0, 0xaf, 0xe0, 0x80, 0xaf])
  const { id } = readPut(field(2, overlong))
  expect(id.isWellFormed()).toBe(true)
  expect(id.split('/')).toHaveLength(2)
})

test('a header named like part of every object is a header and nothing else', () => {
  const header = (name: string): Buffer =>
    field(6, Buffer.concat([field(1, Buffer.from(name)), field(2, Buffer.from('polluted'))]))
  const attributes = field(8, Buffer.concat([header('__proto__'), header('constructor'), header('origin')]))
  const headers = readCheck(attributes).attributes?.headers ?? {}
  expect(Object.keys(headers)).toContain('origin')
  expect(Reflect.get({}, 'polluted')).toBeUndefined()
  expect(Object.getPrototypeOf(headers)).toBe(Object.prototype)
})
