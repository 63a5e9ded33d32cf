import { expect, test } from 'vitest'
import { clientShape } from './client-shape.ts'

test.each([
  ['browser', { 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document' }],
  ['browser', { 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'iframe' }],
  ['browser', { accept: 'text/html,application/json' }],
  ['fetch', { 'sec-fetch-mode': 'cors', accept: 'text/html' }],
  ['fetch', { 'sec-fetch-mode': 'websocket' }],
  ['fetch', { accept: 'text/html', 'x-requested-with': 'XMLHttpRequest' }],
  ['fetch', { accept: 'application/json' }],
  ['fetch', { accept: 'application/problem+json' }],
  ['grpc', { 'content-type': 'application/grpc', te: 'trailers' }],
  ['grpc', { 'content-type': 'application/grpc+proto' }],
  ['grpc-web', { 'content-type': 'application/grpc-web+proto', 'sec-fetch-mode': 'cors' }],
  ['grpc-web', { 'content-type': 'application/grpc-web-text' }],
  ['kubectl', { 'user-agent': 'kubectl/v1.34.1 (linux/amd64) kubernetes/9be5a5d', accept: 'application/json' }],
  ['kubectl', { 'user-agent': 'operator/v0.0.0 (linux/amd64) kubernetes/$Format' }],
  ['plain', { accept: '*/*', 'user-agent': 'curl/8.5.0' }],
  ['plain', {}],
  ['plain', { 'content-type': 'application/grpcx' }],
] as const)('%s: %j', (shape, headers) => {
  expect(clientShape({ method: 'GET', headers })).toBe(shape)
})
