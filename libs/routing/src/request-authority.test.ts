import { expect, test } from 'vitest'
import { requestAuthority } from './request-authority.ts'

test('Host names the authority of HTTP/1.1, :authority that of HTTP/2', () => {
  const expected = { outcome: 'ok', authority: 'app.example.com', target: '/x' }
  expect(requestAuthority({ target: '/x', hosts: ['App.Example.com:443'] })).toEqual(expected)
  expect(requestAuthority({ target: '/x', hosts: [], authority: 'app.example.com.' })).toEqual(expected)
})

test('no name, two names, or one name twice is refused', () => {
  expect(requestAuthority({ target: '/', hosts: [] })).toMatchObject({ reason: 'no-host' })
  expect(requestAuthority({ target: '/', hosts: [''] })).toMatchObject({ reason: 'empty-authority' })
  expect(requestAuthority({ target: '/', hosts: ['a.test', 'b.test'] })).toMatchObject({ reason: 'several-hosts' })
  expect(requestAuthority({ target: '/', hosts: ['a.test', 'a.test'] })).toMatchObject({ reason: 'several-hosts' })
  expect(requestAuthority({ target: '/', hosts: ['a.test'], authority: 'a.test' })).toMatchObject({
    reason: 'several-hosts',
  })
})

test('an absolute-form target is turned into origin-form if it names the same authority', () => {
  const hosts = ['app.example.com']
  expect(requestAuthority({ target: 'https://APP.example.com:443/a?b', hosts })).toMatchObject({ target: '/a?b' })
  expect(requestAuthority({ target: 'https://app.example.com', hosts })).toMatchObject({ target: '/' })
  expect(requestAuthority({ target: 'https://app.example.com?b', hosts })).toMatchObject({ target: '/?b' })
})

test('an absolute-form target that names another authority is refused', () => {
  const hosts = ['app.example.com']
  const reason = 'target-differs-from-host'
  expect(requestAuthority({ target: 'https://evil.test/', hosts })).toMatchObject({ reason })
  expect(requestAuthority({ target: 'https://app.example.com:8443/', hosts })).toMatchObject({ reason })
  expect(requestAuthority({ target: 'https://app.example.com@evil.test/', hosts })).toMatchObject({
    reason: 'bad-host',
  })
})

test('an absolute :path of HTTP/2 is left for the path check to refuse', () => {
  const target = 'https://app.example.com/'
  expect(requestAuthority({ target, hosts: [], authority: 'app.example.com' })).toMatchObject({ target })
})
