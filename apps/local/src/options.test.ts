import { expect, test } from 'vitest'
import { movedBy, readOptions } from './options.ts'

test('flags win over the environment, and what is not given stays open', () => {
  const environment = { SALLYPORT_PORT: '7000', SALLYPORT_ADMIN_PORTS: '7100', SALLYPORT_PROVIDER_PORT: '' }
  expect(readOptions(['--port', '7443', '--state', 'other'], environment, '/top')).toEqual({
    outcome: 'run',
    options: {
      stateFolder: '/top/other',
      postgresUrl: undefined,
      ports: {
        public: 7443,
        admin: 7100,
        provider: undefined,
        upstream: undefined,
        postgres: undefined,
        internal: undefined,
      },
    },
  })
})

test.each([
  ['--port', 'x'],
  ['--port', '0'],
  ['--port', '65536'],
  ['--admin-ports', '65533'],
  ['--prot', '1'],
  ['stray'],
])('%s %s is refused with a pointer', (...args) => {
  expect(() => readOptions(args, {}, '/top')).toThrow(/--help|must be a port/)
})

test('the help names every flag with its variable', () => {
  const parsed = readOptions(['--help'], {}, '/top')
  expect(parsed.outcome === 'help' && parsed.text).toMatch(/--internal-ports FIRST +SALLYPORT_INTERNAL_PORTS/)
  expect(movedBy('port')).toBe('npm start -- --port PORT or SALLYPORT_PORT')
})
