import { expect, test } from 'vitest'
import { html, safeUrl } from './html.ts'

test('values are escaped in text and in attributes, HTML and lists of it are not', () => {
  const hostile = `"><script>alert('x')&`
  expect(html`<p title="${hostile}">${hostile}</p>`.toString()).toBe(
    '<p title="&#34;&#62;&#60;script&#62;alert(&#39;x&#39;)&#38;">&#34;&#62;&#60;script&#62;alert(&#39;x&#39;)&#38;</p>',
  )
  expect(html`<ul>${['<', 1].map((item) => html`<li>${item}</li>`)}${undefined}</ul>`.toString()).toBe(
    '<ul><li>&#60;</li><li>1</li></ul>',
  )
})

test('an escaped value is not escaped again by its surroundings', () => {
  expect(html`${html`${'&'}`}`.toString()).toBe('&#38;')
})

test.each(['https://a.example.com/x?y', 'http://127.0.0.1:9000', '/', '/.sallyport/sign_out'])('%s is kept', (url) => {
  expect(safeUrl(url)).toBe(url)
})

test.each([
  'javascript:alert(1)',
  ' javascript:alert(1)',
  'JAVASCRIPT:alert(1)',
  'data:text/html,x',
  '//evil.test',
  '/\\evil.test',
  '/\t/evil.test',
  'https:/\\evil.test',
  'https:///evil.test',
  'x',
  '',
])('%j becomes /', (url) => {
  expect(safeUrl(url)).toBe('/')
})
