import { expect, test } from 'vitest'
import { canonicalAuthority } from './authority.ts'

test.each([
  ['app.example.com', 'app.example.com'],
  ['APP.Example.COM', 'app.example.com'],
  ['app.example.com.', 'app.example.com'],
  ['app.example.com:443', 'app.example.com'],
  ['app.example.com.:443', 'app.example.com'],
  ['app.example.com:8443', 'app.example.com:8443'],
  ['XN--BCHER-KVA.example', 'xn--bcher-kva.example'],
  ['10.0.0.1', '10.0.0.1'],
  ['[::1]:8443', '[::1]:8443'],
  ['[2001:DB8:0:0::1]', '[2001:db8::1]'],
  ['[::ffff:10.0.0.1]:443', '[::ffff:a00:1]'],
])('%s is %s', (text, authority) => {
  expect(canonicalAuthority(text)).toMatchObject({ outcome: 'ok', authority })
  expect(canonicalAuthority(authority)).toMatchObject({ outcome: 'ok', authority })
})

test.each([
  ['', 'empty-authority'],
  [':443', 'bad-host'],
  ['.', 'bad-host'],
  ['app.example.com..', 'bad-host'],
  ['a..example.com', 'bad-host'],
  ['user@app.example.com', 'bad-host'],
  ['app.example.com/', 'bad-host'],
  ['app.example.com\\evil', 'bad-host'],
  ['app.example.com%00.evil.test', 'bad-host'],
  ['app.exаmple.com', 'bad-host'],
  ['bücher.example', 'bad-host'],
  ['app example.com', 'bad-host'],
  ['app.example.com\t', 'bad-host'],
  ['*.example.com', 'bad-host'],
  [`${'a'.repeat(64)}.example.com`, 'bad-host'],
  [`${'a.'.repeat(127)}com`, 'bad-host'],
  ['0x7f.1', 'bad-host'],
  ['2130706433', 'bad-host'],
  ['127.1', 'bad-host'],
  ['127.0.0.01', 'bad-host'],
  ['example.0x', 'bad-host'],
  ['[::1', 'bad-host'],
  ['::1', 'bad-host'],
  ['[127.0.0.1]', 'bad-host'],
  ['app.example.com:443:80', 'bad-host'],
  ['app.example.com:', 'bad-port'],
  ['app.example.com:0', 'bad-port'],
  ['app.example.com:0443', 'bad-port'],
  ['app.example.com:65536', 'bad-port'],
  ['app.example.com:443@evil', 'bad-port'],
  ['app.example.com:+443', 'bad-port'],
  ['[fe80::1%25eth0]', 'zone-id'],
  ['[fe80::1%eth0]:22', 'zone-id'],
])('%j is refused as %s', (text, reason) => {
  expect(canonicalAuthority(text)).toEqual({ outcome: 'refused', reason })
})

test('another default port is the one that goes', () => {
  expect(canonicalAuthority('app.example.com:80', 80)).toMatchObject({ authority: 'app.example.com', port: 80 })
  expect(canonicalAuthority('app.example.com:443', 80)).toMatchObject({ authority: 'app.example.com:443', port: 443 })
})
