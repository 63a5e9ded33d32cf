import { expect, test } from 'vitest'
import { loopPage, startAgainPage } from './start-again-page.ts'

const stopped = { startUrl: 'https://app.example.com/', reason: 'flow-expired', requestId: 'req-1' }

test('a sign-in that cannot go on offers a new one', () => {
  const page = startAgainPage(stopped)
  for (const text of ['href="https://app.example.com/"', 'flow-expired', 'req-1']) expect(page).toContain(text)
})

test('a loop names its cause', () => {
  const page = loopPage({ ...stopped, cause: 'The cookie <x> did not come back.' })
  expect(page).toContain('The cookie &#60;x&#62; did not come back.')
  expect(page).toContain('href="https://app.example.com/"')
})
