import { expect, test } from 'vitest'
import { type MethodRights, mayCall } from './method-rights.ts'

const rights: MethodRights = new Map([['/sallyport.authorize.v1.Authorize/Check', ['proxy']]])

test('a listed service may call the method, another may not', () => {
  expect(mayCall(rights, '/sallyport.authorize.v1.Authorize/Check', 'proxy')).toBe(true)
  expect(mayCall(rights, '/sallyport.authorize.v1.Authorize/Check', 'authenticate')).toBe(false)
})

test.each(['', 'constructor', 'sallyport.authorize.v1.Authorize/Check', '/sallyport.authorize.v1.authorize/Check'])(
  'nobody may call %o, which has no row',
  (method) => {
    expect(mayCall(rights, method, 'proxy')).toBe(false)
  },
)
