import { expect, test } from 'vitest'
import { AttributeRecorder } from './attribute-recorder.ts'
import { DependencyRecorder } from './dependency-recorder.ts'
import { live, mirrorOf } from './records.fixture.ts'
import { clientCertificate } from './request-attributes.ts'
import { request } from './requests.fixture.ts'

test('what an evaluation reads of the records is noted: hits, misses and scans', () => {
  const records = [live('session', 's', 3, { user_id: 'u' }), live('policy', 'p', 4)]
  const recorder = new DependencyRecorder(mirrorOf(records, 5))
  expect(recorder.get({ type: 'user', id: 'u' })).toBeUndefined()
  expect([...recorder.byType('policy')].map(({ id }) => id)).toEqual(['p'])
  expect([...recorder.byField('session', 'user_id', 'u')].map(({ id }) => id)).toEqual(['s'])
  recorder.get({ type: 'session', id: 's' })
  expect(recorder.dependencies).toEqual([
    { type: 'user', id: 'u', version: 0n },
    { type: 'policy', id: '*', version: 0n },
    { type: 'session', id: '*user_id=u', version: 0n },
    { type: 'session', id: 's', version: 3n },
  ])
})

test('only the attributes that an evaluation reads are noted, with the values read', () => {
  const certificate = clientCertificate([Uint8Array.of(1, 2)])
  const recorder = new AttributeRecorder(
    request({ clientCertificate: certificate, headers: new Map([['origin', 'https://a.example.com']]) }),
  )
  expect(recorder.vary).toEqual([])
  expect([recorder.method, recorder.header('Origin'), recorder.header('x-absent')]).toEqual([
    'GET',
    'https://a.example.com',
    '',
  ])
  expect(recorder.clientCertificate).toEqual([Uint8Array.of(1, 2)])
  expect(recorder.vary).toEqual([
    { attribute: 'method', value: 'GET' },
    { attribute: 'header:origin', value: 'https://a.example.com' },
    { attribute: 'header:x-absent', value: '' },
    { attribute: 'client_certificate', value: certificate.hash },
  ])
  expect([recorder.host, recorder.path, recorder.sourceIp]).toEqual(['app.example.com', '/', '192.0.2.1'])
  expect(recorder.vary.map(({ attribute }) => attribute).slice(4)).toEqual(['host', 'path', 'source_ip'])
})

test('chains that only differ in where they are cut have different hashes', () => {
  const [a, b, c] = [Uint8Array.of(1), Uint8Array.of(2), Uint8Array.of(1, 2)]
  const hashes = [[a, b], [c], [b, a], []].map((chain) => clientCertificate(chain).hash)
  expect(new Set(hashes).size).toBe(4)
  expect(hashes[3]).toBe('')
})
