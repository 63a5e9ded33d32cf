import { expect, test } from 'vitest'
import { postgresUrlProblem } from './postgres-url.ts'

const strict = { allowPlaintext: false }

test.each([
  'postgres://user:password@db.example.com:5432/sallyport',
  'postgresql://user@a.example.com:5432,b.example.com/sallyport?sslmode=verify-full&sslrootcert=/ca.pem',
  'postgres://user:password@127.0.0.1:5432/sallyport?sslmode=disable',
  'postgres://user:password@[::1]:5432/sallyport?sslmode=disable',
  'postgres:///sallyport?host=/run/postgresql&sslmode=disable',
])('%s may be used', (url) => {
  expect(postgresUrlProblem(url, strict)).toBeUndefined()
})

test.each([
  'postgres://u:p@db.example.com/x?sslmode=disable',
  'postgres://u:p@127.0.0.1,db.example.com/x?sslmode=disable',
  'postgres://u:p@127.0.0.1.evil.test/x?sslmode=disable',
  'postgres:///x?host=db.example.com&sslmode=disable',
  'postgres://u:p@db.example.com/x?sslmode=require',
  'postgres://u:p@db.example.com/x?sslmode=verify-full&sslmode=disable',
  'postgres://u:p@db.example.com/x?ssl=0',
  'mysql://u:p@db.example.com/x',
  'db.example.com',
])('%s is refused', (url) => {
  expect(postgresUrlProblem(url, strict)).toBeDefined()
})

test('plaintext to a remote server needs the explicit permission', () => {
  const url = 'postgres://u:p@db.example.com/x?sslmode=disable'
  expect(postgresUrlProblem(url, { allowPlaintext: true })).toBeUndefined()
})
