import { expect, test } from 'vitest'
import { parsePasswd } from './unprivileged-user.ts'

test('users are read from passwd lines, and lines that are none are skipped', () => {
  const users = parsePasswd(
    'root:x:0:0:root:/root:/bin/sh\n# comment\n+::::::\nnobody:x:65534:65533::/:/sbin/nologin\n',
  )

  expect([...users]).toEqual([
    ['root', { uid: 0, gid: 0 }],
    ['nobody', { uid: 65534, gid: 65533 }],
  ])
})
