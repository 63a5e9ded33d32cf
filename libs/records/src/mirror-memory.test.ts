import { createHash } from 'node:crypto'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { expect, test } from 'vitest'
import { Mirror } from './mirror.ts'

setFlagsFromString('--expose-gc')
const collectGarbage: () => void = runInNewContext('gc')

test('a session as a proxy sees it takes less than a kilobyte', () => {
  const sessions = 100_000
  const mirror = new Mirror({ types: ['session'], indexes: { session: ['user_id'] } })
  collectGarbage()
  const before = process.memoryUsage().heapUsed
  mirror.reset({ storeId: 's', epoch: 'e' })
  for (let n = 1; n <= sessions; n++) {
    const text = JSON.stringify({
      user_id: `google/${String(n).padStart(21, '1')}`,
      kind: 'browser',
      handle_hash: Buffer.alloc(32, n).toString('base64url'),
      issued_at: new Date(1.7e12 + n).toISOString(),
    })
    mirror.apply([
      {
        deleted: false,
        type: 'session',
        id: createHash('md5').update(String(n)).digest('base64url'),
        version: BigInt(n),
        data: JSON.parse(text),
        createdAt: new Date(1.7e12 + n),
        modifiedAt: new Date(1.7e12 + n),
        expiresAt: new Date(1.8e12 + n),
        writtenBy: Buffer.from('spiffe://sallyport.internal/service/authenticate/authenticate-7d9f-x2x').toString(),
      },
    ])
  }
  mirror.checkpoint({ storeId: 's', epoch: 'e', version: BigInt(sessions), cursor: new Uint8Array() })
  collectGarbage()
  const bytesPerSession = (process.memoryUsage().heapUsed - before) / mirror.count('session')
  expect(mirror.count('session')).toBe(sessions)
  expect(bytesPerSession).toBeLessThan(1_000)
  expect(bytesPerSession).toBeGreaterThan(100)
})
