import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['**/*.test.ts'],
    exclude: ['**/node_modules/**', '**/.cache/**'],
    globalSetup: ['libs/testkit-postgres/src/global-setup.ts'],
    pool: 'forks',
    testTimeout: 60_000,
    hookTimeout: 120_000,
    // What the test provider says of its quick start at each of hundreds of starts would bury what matters.
    onConsoleLog: (log) => !log.includes('oidc-provider WARNING'),
  },
})
