import fc from 'fast-check'
import { expect, test } from 'vitest'

import { html, lines, Markup } from './markup.ts'

test('text is no markup, wherever it stands', () => {
  const text = `<b onclick="x()">&amp;'</b>`
  expect(html`<p title="${text}">${text}</p>`.toString()).toBe(
    '<p title="&lt;b onclick=&quot;x()&quot;&gt;&amp;amp;&#39;&lt;/b&gt;">' +
      '&lt;b onclick=&quot;x()&quot;&gt;&amp;amp;&#39;&lt;/b&gt;</p>',
  )
})

test('what is made of templates is put together as it is', () => {
  const items = [1, 2].map((each) => html`<li>${each}</li>`)
  expect(html`<b>${items}${null}</b>`.toString()).toBe('<b><li>1</li><li>2</li></b>')
  expect(Markup.join(['<', html`<br />`]).toString()).toBe('&lt;<br />')
})

test('control characters are shown; only notes keep their lines', () => {
  expect(html`${'a\nb\x1b[2J\u202e'}`.toString()).toBe('a\\x0ab\\x1b[2J\\u{202e}')
  expect(lines('a\nb\x1b<').toString()).toBe('a\nb\\x1b&lt;')
})

test('no text makes a tag, ends a quote or is obeyed', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      for (const made of [html`${text}`, lines(text)]) {
        expect(made.toString()).not.toMatch(/[<>"'\0\x1b\u202e]/) // eslint-disable-line no-control-regex
      }
    }),
  )
})
