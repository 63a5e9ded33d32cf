import { createHash } from 'node:crypto'
import { expect, test } from 'vitest'
import { html } from './html.ts'
import { factList, pageLayout } from './page-layout.ts'
import { contentSecurityPolicy } from './page-style.ts'

test('the policy allows the style sheet of the page, and neither scripts nor style attributes are there to allow', () => {
  const page = pageLayout('Title <1>', html`<h1>x</h1>`)
  const [, style = ''] = /<style>([^]*)<\/style>/.exec(page) ?? []
  const hash = createHash('sha256').update(style).digest('base64')
  expect(contentSecurityPolicy()).toContain(`style-src 'sha256-${hash}'`)
  expect(page).not.toMatch(/<script|\sstyle=|\son\w+=/)
  expect(page).toContain('<title>Title &#60;1&#62;</title>')
  expect(page).toMatch(/^<!doctype html>\n<html lang="en">/)
})

test('a page sends forms only where it is told', () => {
  expect(contentSecurityPolicy()).toContain("form-action 'none'")
  expect(contentSecurityPolicy(["'self'", 'https://idp.example.com'])).toContain(
    "form-action 'self' https://idp.example.com;",
  )
})

test('facts without a value make no row, and no fact no list', () => {
  expect(
    factList([
      ['A', 'x'],
      ['B', undefined],
      ['C', ''],
    ]).toString(),
  ).toBe('<dl><div><dt>A</dt><dd>x</dd></div></dl>')
  expect(factList([['B', undefined]]).toString()).toBe('')
})
