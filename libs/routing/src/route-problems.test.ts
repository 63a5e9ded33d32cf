import { expect, test } from 'vitest'
import { routeSchema } from './route.ts'
import { findRouteProblems } from './route-problems.ts'

const minimal = { from: 'https://app.example.com', to: 'http://127.0.0.1:3000', policy: [] }
const routesOf = (...routes: readonly object[]) => routes.map((keys) => routeSchema.parse({ ...minimal, ...keys }))

test('routes that differ have no problems', () => {
  const routes = routesOf(
    {},
    { prefix: '/a' },
    { path: '/a' },
    { regex: '/a.+' },
    { from: 'https://app.example.com:8443' },
    { prefix: '/b', policy: undefined, allow_public_unauthenticated_access: true },
  )
  expect(findRouteProblems(routes)).toEqual([])
})

test('a second route for the same paths is an error, however they are written', () => {
  const routes = routesOf({ name: 'a', prefix: '/' }, { name: 'b', from: 'https://APP.example.com.:443/' })
  expect(findRouteProblems(routes)).toEqual([
    { severity: 'error', index: 1, path: ['from'], message: 'takes the same paths as routes[0]' },
  ])
  const regexes = routesOf({ regex: '/a/.*' }, { regex: '/a/.+' }, { regex: '/a/.*' })
  expect(findRouteProblems(regexes)).toMatchObject([{ severity: 'error', index: 2 }])
})

test('a name is given once', () => {
  const routes = routesOf({ name: 'a' }, { name: 'a', prefix: '/x' })
  expect(findRouteProblems(routes)).toEqual([
    { severity: 'error', index: 1, path: ['name'], message: 'is also the name of routes[0]' },
  ])
})

test('no route takes an address of the product', () => {
  const productAuthorities = ['authenticate.example.com']
  const routes = routesOf(
    { from: 'https://Authenticate.example.com' },
    { from: 'https://authenticate.example.com:8443' },
  )
  expect(findRouteProblems(routes, { productAuthorities })).toMatchObject([
    { severity: 'error', index: 0, path: ['from'] },
  ])
})

test('a route without any access rule is named', () => {
  expect(findRouteProblems(routesOf({ policy: undefined }))).toMatchObject([
    { severity: 'warning', index: 0, path: [] },
  ])
})

test('a prefix that a regex leaves nothing to is named', () => {
  expect(findRouteProblems(routesOf({}, { regex: '.*' }))).toMatchObject([
    { severity: 'warning', index: 0, path: ['from'], message: 'the regex of routes[1] takes all of its paths' },
  ])
  expect(findRouteProblems(routesOf({ regex: '/a(/.*)?' }, { prefix: '/a' }))).toMatchObject([
    { severity: 'warning', index: 1, path: ['prefix'] },
  ])
  expect(findRouteProblems(routesOf({ regex: '/a/.*' }, { prefix: '/a' }, { regex: '/a[0-9]*' }))).toEqual([])
})
