import { createLocalServiceAuthority, serviceTlsOptions } from '@sallyport/pki'
import { afterEach, expect, test, vi } from 'vitest'
import { recordingLogger, startEcho } from './echo-service.fixture.ts'
import { openSession, rawCall } from './raw-client.fixture.ts'

const authority = await createLocalServiceAuthority()
const options = serviceTlsOptions(await authority.issueServiceIdentity('proxy', 'test'))

afterEach(() => void vi.restoreAllMocks())

test('GR-06: secrets that come with a call stand in no log line, whether it succeeds, fails or is refused', async () => {
  const { log, lines } = recordingLogger()
  const written = vi.spyOn(console, 'error').mockImplementation(() => {})
  const fails = () => {
    throw new Error('a bug')
  }
  await using server = await startEcho(authority, { Count: fails }, { log })
  using raw = await openSession(server.address, options)
  const headers = {
    authorization: 'Bearer top-secret',
    cookie: '__Host-sallyport=top-secret',
    'x-api-key': 'top-secret',
    'x-odd-key': 'top-secret \u00e9',
    'secret-bin': Buffer.from('top-secret').toString('base64'),
  }
  const statuses = [
    await rawCall(raw.session, '/test.Echo/Say', { headers }),
    await rawCall(raw.session, '/test.Echo/Count', { headers }),
    await rawCall(raw.session, '/test.Echo/Guard', { headers }),
    await rawCall(raw.session, '/test.Echo/None', { headers }),
  ]
  expect(statuses).toEqual(['0', '13', '7', '12'])
  expect(lines.map(({ message }) => message)).toEqual(expect.arrayContaining(['handler failed', 'call denied']))
  const logged = JSON.stringify([lines, written.mock.calls], (_, value) =>
    value instanceof Error ? String(value.stack) : value,
  )
  for (const secret of ['top-secret', headers['secret-bin']]) expect(logged).not.toContain(secret)
})

test('GR-06: binary metadata that is none harms only its call, and a request id with odd characters is replaced', async () => {
  const seen: string[] = []
  const { log } = recordingLogger()
  await using server = await startEcho(
    authority,
    {
      Say: (word, { requestId }) => {
        seen.push(requestId)
        return word
      },
    },
    { log },
  )
  using raw = await openSession(server.address, options)
  for (const junk of ['%%%', '====', 'a,b,,', '\u00ff'.repeat(1_000)])
    await rawCall(raw.session, '/test.Echo/Say', { headers: { 'junk-bin': junk } })
  for (const id of ['a b', 'a"}{"level":"error', 'x'.repeat(10_000), '\u00e9', ''])
    expect(await rawCall(raw.session, '/test.Echo/Say', { headers: { 'x-request-id': id } })).toBe('0')
  for (const id of seen) expect(id).toMatch(/^[0-9a-f-]{36}$/)
  expect(await rawCall(raw.session, '/test.Echo/Say', { headers: { 'x-request-id': 'mine-1' } })).toBe('0')
  expect(seen.at(-1)).toBe('mine-1')
})
