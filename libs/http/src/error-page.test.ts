import { expect, test } from 'vitest'
import { errorPage } from './error-page.ts'
import type { ErrorReport } from './error-report.ts'

const denied: ErrorReport = {
  status: 403,
  code: 'permission-denied',
  reason: 'policy-denied',
  message: 'Your account may not use this application.',
  requestId: 'req-1',
}

test('a denial says who you are, which rule failed, what to do and how to ask about it', () => {
  const page = errorPage({
    ...denied,
    host: 'admin.example.com',
    user: 'bob@example.com',
    rule: 'admins only',
    nextStep: 'Ask the owner.',
    switchAccountUrl: '/.sallyport/sign_out',
  })
  for (const text of [
    'admin.example.com',
    'bob@example.com',
    'admins only',
    'Ask the owner.',
    'req-1',
    'policy-denied',
  ])
    expect(page).toContain(text)
  expect(page).toContain('<a href="/.sallyport/sign_out">Use another account</a>')
})

test('what is not known is left out', () => {
  const page = errorPage(denied)
  expect(page).not.toMatch(/undefined|<dd><\/dd>|Signed in as|Rule|Sign in<|class="next"|class="actions"/)
})

test.each([400, 401, 404, 418, 431, 500, 502, 503, 504])('a page for %i has one heading and its title', (status) => {
  const page = errorPage({ ...denied, status })
  const [, heading] = /<h1>([^<]+)<\/h1>/.exec(page) ?? []
  expect(page.match(/<h1>/g)).toHaveLength(1)
  expect(page).toContain(`<title>${heading}</title>`)
  expect(page).toContain(`Error ${status}`)
})
