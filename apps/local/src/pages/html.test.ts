import { expect, test } from 'vitest'
import { html } from './html.ts'

test('values are escaped and markup is not', () => {
  const items = ['a', '<b>'].map((text) => html`<li>${text}</li>`)
  expect(html`<ul title="${'"x"'}">${items}</ul>${html`<hr>`}${1}`.markup).toBe(
    '<ul title="&#34;x&#34;"><li>a</li><li>&#60;b&#62;</li></ul><hr>1',
  )
})
