import { expect, test } from 'vitest'
import { routeId, routeSchema } from './route.ts'
import { RouteTable } from './route-table.ts'

const app = 'app.example.com'

function tableOf(...routes: readonly object[]): RouteTable {
  return new RouteTable(
    routes.map((keys) => {
      const route = routeSchema.parse({ from: `https://${app}`, to: 'http://127.0.0.1:3000', ...keys })
      return { id: routeId(route), version: 1n, route }
    }),
  )
}

function find(table: RouteTable, path: string): string | undefined {
  return table.find(app, path)?.id
}

test('only the authority chooses the routes of a host', () => {
  const table = tableOf(
    { name: 'a', from: 'https://a.example.com' },
    { name: 'a8443', from: 'https://a.example.com:8443' },
    { name: 'b', from: 'https://b.example.com', prefix: '/x' },
  )
  expect(table.find('a.example.com', '/x')?.id).toBe('a')
  expect(table.find('a.example.com:8443', '/x')?.id).toBe('a8443')
  expect(table.find('b.example.com', '/')).toBeUndefined()
  expect(table.find('c.example.com', '/x')).toBeUndefined()
  expect([...table.hosts()]).toEqual(['a.example.com', 'a.example.com:8443', 'b.example.com'])
})

test('PM-03: a dot in a host or a path stands for itself', () => {
  const table = tableOf(
    { name: 'host', from: 'https://a.example.com' },
    { name: 'prefix', prefix: '/v1.2' },
    { name: 'path', path: '/robots.txt' },
  )
  for (const host of ['aXexample.com', 'a-example.com', 'aexample.com', 'a.exampleXcom', 'xa.example.com'])
    expect(table.find(host, '/'), host).toBeUndefined()
  for (const path of ['/v1x2', '/v1/2', '/robotsxtxt', '/robots/txt']) expect(find(table, path), path).toBeUndefined()
})

test('a prefix ends on a segment boundary and case counts', () => {
  const table = tableOf({ name: 'admin', prefix: '/admin' }, { name: 'folder', prefix: '/files/' })
  for (const path of ['/admin', '/admin/', '/admin/x/y']) expect(find(table, path), path).toBe('admin')
  for (const path of ['/administrator', '/adminX', '/ADMIN', '/admin%2F..', '/admin.', '/', '/x/admin'])
    expect(find(table, path), path).toBeUndefined()
  expect(find(table, '/files/x')).toBe('folder')
  expect(find(table, '/files')).toBeUndefined()
})

test('the longest prefix wins, and an exact path before any prefix or regex', () => {
  const table = tableOf(
    { name: 'root' },
    { name: 'api', prefix: '/api' },
    { name: 'v1', prefix: '/api/v1' },
    { name: 'status', path: '/api/v1/status' },
    { name: 'pattern', regex: '/api/v1/.*' },
  )
  expect(find(table, '/api/v1/status')).toBe('status')
  expect(find(table, '/api/v1/status/')).toBe('pattern')
  expect(find(table, '/api/v1')).toBe('v1')
  expect(find(table, '/api/v2')).toBe('api')
  expect(find(table, '/apis')).toBe('root')
  expect(find(table, `/${'a/'.repeat(4_000)}`)).toBe('root')
})

test('a public regex takes nothing from below a longer prefix', () => {
  const table = tableOf(
    { name: 'root' },
    { name: 'admin', prefix: '/admin' },
    { name: 'styles', regex: '.*[.]css', allow_public_unauthenticated_access: true },
    { name: 'health', regex: '/admin/[a-z]+/health', allow_public_unauthenticated_access: true },
  )
  expect(find(table, '/main.css')).toBe('styles')
  expect(find(table, '/admin/main.css')).toBe('admin')
  expect(find(table, '/admin/db/health')).toBe('health')
})

test('of two regexes with the same beginning the one that asks for more wins, then the longer', () => {
  const table = tableOf(
    { name: 'public', regex: '/files/[a-z]{1,30}', allow_public_unauthenticated_access: true },
    { name: 'users', regex: '/files/[a-z]{1,9}', allow_any_authenticated_user: true },
    { name: 'guarded', regex: '/files/[s]ecrets', policy: [] },
    { name: 'short', regex: '/logs/.*', policy: [] },
    { name: 'long', regex: '/logs/[0-9]*', policy: [] },
  )
  expect(find(table, '/files/secrets')).toBe('guarded')
  expect(find(table, '/files/readme')).toBe('users')
  expect(find(table, '/files/abcdefghijkl')).toBe('public')
  expect(find(table, '/logs/1')).toBe('long')
  expect(find(table, '/logs/x')).toBe('short')
})

test('the order of the routes plays no part', () => {
  const routes = [
    {},
    { prefix: '/a' },
    { prefix: '/a/b' },
    { path: '/a' },
    { regex: '/a/.*' },
    { regex: '/a/.+', allow_public_unauthenticated_access: true },
    { regex: '.*x', allow_any_authenticated_user: true },
    { regex: '.*y|/z' },
    { prefix: '/twins' },
    { name: 'twin', prefix: '/twins' },
    { regex: '/u/[a-y]' },
    { regex: '/u/[b-z]' },
  ]
  const paths = ['/', '/a', '/a/', '/a/b', '/a/b/c', '/a/x', '/b/x', '/y', '/z', '/ax', '/a/b/x', '/twins', '/u/m']
  const expected = paths.map((path) => find(tableOf(...routes), path))
  for (let rotation = 1; rotation < routes.length; rotation++) {
    const rotated = [...routes.slice(rotation), ...routes.slice(0, rotation)]
    expect(paths.map((path) => find(tableOf(...rotated), path))).toEqual(expected)
    expect(paths.map((path) => find(tableOf(...rotated.toReversed()), path))).toEqual(expected)
  }
})

test('a route given with a newer version is found with that version', () => {
  const route = routeSchema.parse({ from: `https://${app}`, to: 'http://127.0.0.1:3000' })
  expect(new RouteTable([{ id: 'a', version: 1n, route }]).find(app, '/')?.version).toBe(1n)
  expect(new RouteTable([{ id: 'a', version: 2n, route }]).find(app, '/')?.version).toBe(2n)
})

test('ten thousand routes are found at once', () => {
  const many = Array.from({ length: 5_000 }, (_, index) => [
    { name: `h${index}`, from: `https://h${index}.example.com` },
    { name: `p${index}`, prefix: `/p/${index}` },
  ]).flat()
  const table = tableOf(...many)
  const startedAt = performance.now()
  for (let index = 0; index < 5_000; index++) {
    expect(
      find(table, `/p/${index}/x/y`) === `p${index}` && table.find(`h${index}.example.com`, '/')?.id === `h${index}`,
    ).toBe(true)
  }
  expect(performance.now() - startedAt).toBeLessThan(2_000)
})
